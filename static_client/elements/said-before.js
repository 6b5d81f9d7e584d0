import { html, nothing } from "lit";
import { clock } from "../state/format.js";
import { t } from "../state/words.js";
import { Part } from "./part.js";
import { place } from "./popover.js";

/** @typedef {import("../live/frames.js").MessageHistory} MessageHistory */

/** That a message changed, and when; staff can also read what it said before. */
export class SaidBefore extends Part {
  static properties = {
    conversation: { attribute: false },
    bubble: { attribute: false },
    open: { state: true },
    history: { state: true },
  };

  constructor() {
    super();
    this.conversation = 0;
    /** @type {import("../state/views/thread.js").Bubble | null} */
    this.bubble = null;
    this.open = false;
    /** @type {MessageHistory | null} */
    this.history = null;
  }

  render() {
    const { bubble } = this;
    if (!bubble) return nothing;
    return html`<button
        class="edited"
        title=${bubble.edited ?? nothing}
        aria-haspopup="dialog"
        aria-expanded=${this.open}
        @click=${this.#toggle}
        @keydown=${this.#key}
        @blur=${this.#close}
      >
        ${bubble.tombstone ? t("said_before") : t("edited")}</button
      >${this.open ? this.#popover(bubble) : nothing}`;
  }

  /** @param {import("../state/views/thread.js").Bubble} bubble */
  #popover(bubble) {
    const now = bubble.tombstone ? Infinity : bubble.version;
    const before = this.history?.versions.filter(({ version }) => version < now) ?? [];
    return html`<div class="pop before" role="dialog" aria-label=${bubble.edited ?? t("said_before")}>
      ${bubble.edited ? html`<p class="when">${bubble.edited}</p>` : nothing}
      ${before.length ? html`<h4>${t("said_before")}</h4>` : nothing}
      ${before.map(
        ({ text, at }) => html`<p class="said"><span dir="auto">${text}</span> <time datetime=${at}>${clock(at)}</time></p>`,
      )}
    </div>`;
  }

  updated() {
    const popover = /** @type {HTMLElement | null} */ (this.querySelector(".pop"));
    if (popover) place(popover, /** @type {Element} */ (this.querySelector("button")));
  }

  #toggle = () => {
    this.open = !this.open;
    if (!this.open) return;
    addEventListener("scroll", this.#close, { capture: true, once: true });
    const { conversation, bubble } = this;
    const found = (/** @type {MessageHistory | null} */ history) => (this.history = history);
    if (bubble?.told) this.tell("saidBefore", { conversation, seq: bubble.seq, found });
  };

  #close = () => void (this.open = false);

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !this.open) return;
    event.stopPropagation();
    this.#close();
  };
}
customElements.define("vinkje-said-before", SaidBefore);
