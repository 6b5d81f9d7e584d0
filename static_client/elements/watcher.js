import { inView, SEEN_AFTER_MS } from "../state/reading.js";

const STEPS = [0, 0.25, 0.5, 0.75, 1];

/**
 * Notices which messages were really looked at: in view for a second, in a page that is visible and has the focus.
 */
export class Watcher {
  /** @param {HTMLElement} root @param {(seq: number) => void} seen */
  constructor(root, seen) {
    this.seen = seen;
    this.observer = new IntersectionObserver((entries) => this.#moved(entries), { root, threshold: STEPS });
    /** @type {Map<Element, any>} */
    this.timers = new Map();
    /** @type {Set<Element>} */
    this.visible = new Set();
    /** @type {Set<Element>} */
    this.watched = new Set();
    this.stop = new AbortController();
    const { signal } = this.stop;
    for (const [target, event] of /** @type {const} */ ([
      [window, "focus"],
      [window, "blur"],
      [document, "visibilitychange"],
    ])) {
      target.addEventListener(event, () => this.#attention(), { signal });
    }
  }

  /** @param {Iterable<Element>} elements the messages there are now */
  watch(elements) {
    const now = new Set(elements);
    for (const element of this.watched) if (!now.has(element)) this.#forget(element);
    for (const element of now) {
      if (this.watched.has(element)) continue;
      this.watched.add(element);
      this.observer.observe(element);
    }
  }

  end() {
    this.stop.abort();
    this.observer.disconnect();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #moved(entries) {
    for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const ofView = rootBounds?.height ? intersectionRect.height / rootBounds.height : 0;
      if (inView({ part: intersectionRatio, ofView })) this.visible.add(target);
      else this.visible.delete(target);
    }
    this.#attention();
  }

  #attention() {
    const looking = !document.hidden && document.hasFocus();
    for (const [element, timer] of this.timers) {
      if (looking && this.visible.has(element)) continue;
      clearTimeout(timer);
      this.timers.delete(element);
    }
    if (!looking) return;
    for (const element of this.visible) {
      if (!this.timers.has(element))
        this.timers.set(
          element,
          setTimeout(() => this.#saw(element), SEEN_AFTER_MS),
        );
    }
  }

  /** @param {Element} element */
  #saw(element) {
    const seq = Number(/** @type {HTMLElement} */ (element).dataset["seq"]);
    this.#forget(element);
    this.watched.add(element);
    this.seen(seq);
  }

  /** @param {Element} element */
  #forget(element) {
    clearTimeout(this.timers.get(element));
    this.timers.delete(element);
    this.visible.delete(element);
    this.watched.delete(element);
    this.observer.unobserve(element);
  }
}
