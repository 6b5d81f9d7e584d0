import { html, nothing } from "lit";
import { face, icon, Part, tick } from "./part.js";
import { place } from "./popover.js";

const HOVER_MS = 250;

/** @typedef {import("../state/views/receipt.js").ReceiptView} ReceiptView */

/** How far a message got, in one of four shapes; staff can ask who, and when. */
export class Receipt extends Part {
  static properties = { view: { attribute: false }, open: { state: true } };

  constructor() {
    super();
    /** @type {ReceiptView | null} */
    this.view = null;
    this.open = false;
    /** @type {any} */
    this.timer = null;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    if (view.groups.length === 0) return html`<span role="img" aria-label=${view.name}>${this.#shape(view)}</span>`;
    return html`<button
        class="reads"
        aria-label=${view.name}
        aria-haspopup="dialog"
        aria-expanded=${this.open}
        @click=${this.#toggle}
        @keydown=${this.#key}
        @blur=${this.#close}
        @pointerenter=${this.#hover}
        @pointerleave=${this.#leave}
      >
        ${this.#shape(view)}
      </button>
      ${this.open ? this.#popover(view) : nothing}`;
  }

  /** @param {ReceiptView} view */
  #shape(view) {
    if (view.shape !== "read") return tick(view.shape);
    return html`${view.faces.map(({ initials, colour }) => html`<span class="rb c${colour}" aria-hidden="true">${initials}</span>`)}
    ${view.more ? html`<span class="rb more" aria-hidden="true">+${view.more}</span>` : nothing}`;
  }

  /** @param {ReceiptView} view */
  #popover(view) {
    return html`<div class="pop receipt" role="dialog" aria-label=${view.name}>
      ${view.groups.map(
        (group) =>
          html`<h4>${group.title}</h4>
            <ul>
              ${group.people.map(
                (person) =>
                  html`<li class="p">
                    ${face(person, "s24")}<span class="ell">${person.name}</span>
                    <span class="t">${person.mail ? html`${icon("mail", "s14")}${person.mail}` : person.when}</span>
                  </li>`,
              )}
            </ul>`,
      )}
    </div>`;
  }

  updated() {
    const popover = /** @type {HTMLElement | null} */ (this.querySelector(".pop"));
    if (popover) place(popover, /** @type {Element} */ (this.querySelector("button")));
  }

  #toggle = () => {
    clearTimeout(this.timer);
    this.open = !this.open;
    if (this.open) addEventListener("scroll", this.#close, { capture: true, once: true });
  };

  #close = () => {
    clearTimeout(this.timer);
    this.open = false;
  };

  #hover = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse" && !this.open) this.timer = setTimeout(this.#toggle, HOVER_MS);
  };

  #leave = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") this.#close();
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && this.open) {
      event.stopPropagation();
      this.#close();
    }
  };
}
customElements.define("vinkje-receipt", Receipt);
