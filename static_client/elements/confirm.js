import { html } from "lit";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";

/** Asks once. Tells `answer` with true or false. */
export class Confirm extends Modal {
  static properties = { question: {}, explanation: {}, yes: {} };

  constructor() {
    super();
    this.question = "";
    this.explanation = "";
    this.yes = "";
  }

  render() {
    return html`<dialog class="small" aria-labelledby="vraag" @cancel=${this.#no}>
      <h2 class="h1" id="vraag">${this.question}</h2>
      <p class="muted">${this.explanation}</p>
      <div class="acts">
        <button class="btn pri lg" autofocus @click=${() => this.#answer(true)}>${this.yes}</button>
        <button class="btn ghost lg" @click=${() => this.#answer(false)}>${t("cancel")}</button>
      </div>
    </dialog>`;
  }

  #no = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#answer(false);
  };

  /** @param {boolean} yes */
  #answer(yes) {
    this.dispatchEvent(new CustomEvent("answer", { detail: yes }));
  }
}
customElements.define("vinkje-confirm", Confirm);
