import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { icon } from "./part.js";

/** One picture, or the first page of a document, over the page. */
export class Lightbox extends Modal {
  static properties = { file: { attribute: false } };

  constructor() {
    super();
    /** @type {import("../state/views/files.js").FileView | null} */
    this.file = null;
  }

  render() {
    const { file } = this;
    if (!file) return nothing;
    return html`<dialog class="lightbox" aria-label=${file.name} @close=${this.#gone} @click=${this.#clicked}>
      <header>
        <b class="ell" dir="auto">${file.name}</b><span class="muted">${file.size}</span><span class="grow"></span>
        <a class="btn" href=${file.href} download=${file.name}>${icon("download")}${t("attachment.download")}</a>
        <button class="icb lg" aria-label=${t("close")} autofocus @click=${this.#close}>${icon("x", "s20")}</button>
      </header>
      <img src=${file.large ?? ""} alt=${file.name} />
    </dialog>`;
  }

  #gone = () => this.remove();
  #close = () => this.dialog.close();

  /** Beside the picture. @param {Event} event */
  #clicked = (event) => {
    if (event.target === this.dialog) this.dialog.close();
  };
}
customElements.define("vinkje-lightbox", Lightbox);
