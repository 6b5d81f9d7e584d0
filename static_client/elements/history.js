import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { many, t } from "../state/words.js";
import { dayLine, groupOf } from "./bubble.js";
import { icon, Part } from "./part.js";
import { loadingBubbles } from "./states.js";
import { Watcher } from "./watcher.js";

const NEAR_BOTTOM = 100;
const NEAR_TOP = 300;

/** @typedef {import("../state/views/thread.js").ThreadView} ThreadView */

/**
 * The messages of one conversation: stays at the bottom when you are there, and where you are when you are not.
 */
export class History extends Part {
  static properties = { view: { attribute: false }, away: { state: true }, missed: { state: true } };

  constructor() {
    super();
    /** @type {ThreadView | null} */
    this.view = null;
    this.away = false;
    this.missed = 0;
    this.placed = false;
    /** @type {number | null} */
    this.anchored = null;
    this.held = { height: 0, top: 0, first: "", last: "" };
    /** @type {Watcher | null} */
    this.watcher = null;
    this.resized = new ResizeObserver(() => !this.away && this.placed && this.#toBottom());
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<div class="log" role="region" aria-label=${t("messages")} tabindex="0" @scroll=${this.#scrolled} @keydown=${this.#walk}>
        ${view.status === "ready" ? this.#messages(view) : view.status === "failed" ? this.#failed() : loadingBubbles()}
      </div>
      ${this.away || view.newer ? this.#jump() : nothing}`;
  }

  /** @param {ThreadView} view */
  #messages(view) {
    return html`<div class="inner">
      ${view.older ? html`<div class="more" aria-hidden="true">${t("loading")}</div>` : nothing}
      <ol>
        ${repeat(
          view.items,
          (item) => item.key,
          (item) => (item.kind === "day" ? dayLine(item) : groupOf(item, view.conversation, this)),
        )}
      </ol>
      ${view.closed && !view.newer ? html`<div class="closedline" role="note">${icon("archive")}<span>${view.closed}</span></div>` : nothing}
    </div>`;
  }

  #failed() {
    return html`<div class="empty" role="alert">
      <div>
        ${icon("circle-alert", "s24")}<b>${t("error.load_messages")}</b>${t("error.safe")}
        <div class="acts">
          <button class="btn" @click=${() => this.tell("retryConversation")}>${t("error.retry")}</button>
        </div>
      </div>
    </div>`;
  }

  #jump() {
    const label = this.missed ? many("new_messages", this.missed) : t("jump_latest");
    return html`<div class="jump">
      <button class="btn" @click=${this.#latest}>${icon("arrow-down")}${label}</button>
    </div>`;
  }

  get log() {
    return /** @type {HTMLElement} */ (this.querySelector(".log"));
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const log = this.hasUpdated ? this.log : null;
    if (!log || !changed.has("view")) return;
    const { first, last } = this.#ends();
    this.held = { height: log.scrollHeight, top: log.scrollTop, first: this.held.first, last: this.held.last };
    if (this.placed && this.away && last.key !== this.held.last && !last.mine) this.missed += 1;
    this.first = first;
  }

  #ends() {
    const groups = (this.view?.items ?? []).flatMap((item) => (item.kind === "group" ? [item] : []));
    const [first, last] = [groups[0]?.bubbles[0], groups.at(-1)?.bubbles.at(-1)];
    return { first: first?.key ?? "", last: { key: last?.key ?? "", mine: groups.at(-1)?.mine ?? false } };
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has("view") || this.view?.status !== "ready") return;
    this.watcher ??= new Watcher(this.log, (seq) =>
      this.tell("looked", { conversation: this.view?.conversation, seq }),
    );
    this.watcher.watch(this.querySelectorAll("article[data-seq]"));
    const { first, last } = this.#ends();
    if (!this.placed || (this.view.anchor !== null && this.view.anchor !== this.anchored)) this.#place(this.view);
    else if (last.key !== this.held.last && last.mine) this.#toBottom();
    else if (!this.away) this.#toBottom();
    else if (first !== this.held.first) this.log.scrollTop = this.held.top + this.log.scrollHeight - this.held.height;
    this.held = { ...this.held, first, last: last.key };
  }

  /**
   * Where reading goes on: the message of the address, the first new one, or the end.
   *
   * @param {ThreadView} view
   */
  #place(view) {
    const target = view.anchor ? this.querySelector(`#m${view.anchor}`) : null;
    if (view.anchor && !target && (view.older || view.newer)) return;
    this.placed = true;
    this.anchored = view.anchor;
    this.resized.observe(this.log);
    const line = this.querySelector(".day.new");
    if (target) this.#show(target);
    else if (line) line.scrollIntoView({ block: "start" });
    else this.#toBottom();
    this.#measure();
  }

  /** @param {Element} target */
  #show(target) {
    target.scrollIntoView({ block: "center" });
    target.classList.add("found");
    target.addEventListener("animationend", () => target.classList.remove("found"), { once: true });
  }

  #toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
    this.missed = 0;
  }

  #measure() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.away = scrollHeight - scrollTop - clientHeight > NEAR_BOTTOM;
    if (!this.away) this.missed = 0;
  }

  #scrolled = () => {
    if (!this.placed) return;
    this.#measure();
    const { scrollTop } = this.log;
    if (scrollTop < NEAR_TOP && this.view?.older) this.tell("older", { conversation: this.view.conversation });
    if (!this.away && this.view?.newer) this.tell("newer", { conversation: this.view.conversation });
  };

  /** Up and down from message to message. @param {KeyboardEvent} event */
  #walk = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const from = /** @type {Element} */ (event.target);
    if (!step || !(from === this.log || from.matches("article"))) return;
    const all = [...this.querySelectorAll("article")];
    const to = from === this.log ? all.length - 1 : all.indexOf(/** @type {HTMLElement} */ (from)) + step;
    all[to]?.focus();
    event.preventDefault();
  };

  #latest = async () => {
    if (this.view?.newer) this.tell("latest", { conversation: this.view.conversation });
    this.away = false;
    await this.updateComplete;
    this.#toBottom();
  };

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher?.end();
    this.resized.disconnect();
  }
}
customElements.define("vinkje-history", History);
