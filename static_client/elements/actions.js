import { html, nothing } from "lit";
import { t } from "../state/words.js";
import "./confirm.js";
import { icon, Part } from "./part.js";
import "./sheet.js";

const PRESS_MS = 500;
const MOVED = 10;

/**
 * What one may do with a message of one's own: beside it under the pointer or the focus, in a sheet after a long press.
 */
export class Actions extends Part {
  static properties = {
    conversation: { attribute: false },
    bubble: { attribute: false },
    asking: { state: true },
    sheet: { state: true },
  };

  constructor() {
    super();
    this.conversation = 0;
    /** @type {import("../state/views/thread.js").Bubble | null} */
    this.bubble = null;
    this.asking = false;
    this.sheet = false;
    /** @type {any} */
    this.timer = null;
    this.pressed = { x: 0, y: 0 };
    this.stop = new AbortController();
  }

  connectedCallback() {
    super.connectedCallback();
    this.stop = new AbortController();
    const { signal } = this.stop;
    const article = /** @type {HTMLElement} */ (this.closest("article"));
    article.addEventListener("pointerdown", this.#pressed, { signal });
    article.addEventListener("pointermove", this.#moved, { signal });
    for (const event of ["pointerup", "pointercancel", "pointerleave"])
      article.addEventListener(event, () => clearTimeout(this.timer), { signal });
    article.addEventListener("keydown", this.#key, { signal });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.stop.abort();
  }

  get items() {
    const edit = { icon: "pencil", label: t("edit"), act: this.#edit };
    const copy = { icon: "copy", label: t("copy"), act: this.#copy };
    const remove = { icon: "trash-2", label: t("delete"), act: this.#ask, danger: true };
    return [...(this.bubble?.editable ? [edit] : []), copy, remove];
  }

  render() {
    const { items } = this;
    return html`<span class="actions" role="group" aria-label=${t("actions.message")}
        ><span
          >${items.map(
            ({ icon: name, label, act }) =>
              html`<button class="icb" tabindex="-1" aria-label=${label} title=${label} @click=${act}>
                ${icon(name, "s14")}
              </button>`,
          )}</span
        ></span
      >
      ${this.sheet ? html`<vinkje-sheet .items=${items} .label=${t("actions.message")} @close=${this.#shut}></vinkje-sheet>` : nothing}
      ${this.asking ? this.#confirm() : nothing}`;
  }

  #confirm() {
    return html`<vinkje-confirm
      .question=${t("delete.confirm")}
      .explanation=${t("delete.help")}
      .yes=${t("delete")}
      @answer=${this.#answered}
    ></vinkje-confirm>`;
  }

  #edit = () => this.tell("edit", { conversation: this.conversation, seq: this.bubble?.seq });
  #copy = () => this.tell("copy", { text: this.bubble?.text });
  #ask = () => void (this.asking = true);
  #shut = () => void (this.sheet = false);

  #answered = (/** @type {CustomEvent} */ event) => {
    this.asking = false;
    if (event.detail) this.tell("delete", { conversation: this.conversation, seq: this.bubble?.seq });
  };

  #pressed = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") return;
    this.pressed = event;
    this.timer = setTimeout(() => (this.sheet = true), PRESS_MS);
  };

  #moved = (/** @type {PointerEvent} */ { x, y }) => {
    if (Math.hypot(x - this.pressed.x, y - this.pressed.y) > MOVED) clearTimeout(this.timer);
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") this.querySelector("button")?.focus();
    else if (event.key === "Delete") this.asking = true;
    else return;
    event.preventDefault();
  };
}
customElements.define("vinkje-actions", Actions);
