import { Part } from "./part.js";

/** A part that is a modal dialog: the browser keeps the focus in it and gives it back. */
export class Modal extends Part {
  constructor() {
    super();
    /** @type {Element | null} */
    this.opener = document.activeElement;
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  firstUpdated() {
    this.dialog.showModal();
    requestAnimationFrame(() => this.#first()?.focus());
  }

  /** @returns {HTMLElement | null} */
  #first() {
    return this.querySelector("[autofocus]") ?? this.querySelector("input:not([readonly]), select, textarea");
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
  }
}
