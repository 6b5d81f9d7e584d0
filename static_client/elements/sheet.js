import { html } from "lit";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { icon } from "./part.js";

/** @typedef {{icon: string, label: string, act: () => void, danger?: boolean}} Item */

/** What one may do, from the bottom of a phone. Tells `close`. */
export class Sheet extends Modal {
  static properties = { items: { attribute: false }, label: {} };

  constructor() {
    super();
    /** @type {Item[]} */
    this.items = [];
    this.label = "";
  }

  render() {
    return html`<dialog class="below" aria-label=${this.label} @cancel=${this.#close} @click=${this.#beside}>
      ${this.items.map(
        (item) =>
          html`<button class="p ${item.danger ? "danger" : ""}" @click=${() => this.#choose(item)}>
            ${icon(item.icon, "s18")}${item.label}
          </button>`,
      )}
      <button class="p quiet" @click=${this.#close}>${icon("x", "s18")}${t("cancel")}</button>
    </dialog>`;
  }

  /** @param {Item} item */
  #choose(item) {
    this.#close();
    item.act();
  }

  #close = () => void this.dispatchEvent(new CustomEvent("close"));

  #beside = (/** @type {Event} */ event) => {
    if (event.target === this.dialog) this.#close();
  };
}
customElements.define("vinkje-sheet", Sheet);
