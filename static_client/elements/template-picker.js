import { html, nothing } from "lit";
import { asked, known, variablesOf, whole } from "../state/templates.js";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { givenFields } from "./given.js";
import { icon } from "./part.js";
import { filledText } from "./words-of-template.js";

const ASK_AFTER_MS = 200;

/** A template for a reply: choose it, say what it needs, and its text goes into the composer. Tells `insert` or `close`. */
export class TemplatePicker extends Modal {
  static properties = {
    conversation: { attribute: false },
    templates: { state: true },
    q: { state: true },
    chosen: { state: true },
    filled: { state: true },
    values: { state: true },
  };

  constructor() {
    super();
    this.conversation = 0;
    /** @type {import("../live/frames.js").Templates | null} */
    this.templates = null;
    this.q = "";
    /** @type {import("../live/frames.js").TemplateLine | null} */
    this.chosen = null;
    /** @type {import("../live/frames.js").Filled | null} */
    this.filled = null;
    /** @type {Record<string, string>} */
    this.values = {};
    /** @type {any} */
    this.timer = null;
    this.round = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.updateComplete.then(() => this.tell("templates", { found: (/** @type {any} */ d) => (this.templates = d) }));
  }

  render() {
    return html`<dialog class="small picker" aria-labelledby="sjabloon" @cancel=${this.#cancel}>
      <h2 class="h1" id="sjabloon">${this.chosen ? this.chosen.name : t("template.insert")}</h2>
      ${this.chosen ? this.#fill() : this.#choose()}
    </dialog>`;
  }

  #choose() {
    const q = this.q.trim().toLocaleLowerCase();
    const lines = this.templates?.templates.filter(({ name }) => name.toLocaleLowerCase().includes(q)) ?? [];
    return html`<div class="field quiet">
        ${icon("search")}<input type="search" autofocus aria-label=${t("template.search")} placeholder=${t("template.search")} .value=${this.q} @input=${this.#search} @keydown=${this.#down} />
      </div>
      <ul class="choices">
        ${lines.map((line) => html`<li><button class="tpl" type="button" @click=${() => this.#take(line)} @keydown=${this.#down}><span class="grow"><b class="ell">${line.name}</b><span class="ell">${t(`kind.${line.kind}`)}</span></span></button></li>`)}
      </ul>
      <div class="acts"><button class="btn ghost lg" type="button" @click=${this.#close}>${t("cancel")}</button></div>`;
  }

  #fill() {
    const { filled } = this;
    if (!filled) return nothing;
    const variables = variablesOf(this.templates, filled.kind);
    const fields = asked(filled.source.text, variables, [...filled.missing, ...Object.keys(this.values)]);
    const ready = filled.text.every(({ missing }) => !missing);
    return html`<form @submit=${this.#insert}>
      ${fields.length ? givenFields({ asked: fields, values: this.values, errors: {}, set: this.#say }) : nothing}
      <div class="phone-like"><p class="text">${filledText(filled.text)}</p></div>
      <div class="acts">
        <button class="btn pri lg" ?disabled=${!ready}>${t("template.insert")}</button>
        <button class="btn ghost lg" type="button" @click=${this.#close}>${t("cancel")}</button>
      </div>
    </form>`;
  }

  /** @param {import("../live/frames.js").TemplateLine} line */
  #take(line) {
    this.chosen = line;
    this.#ask();
  }

  #ask() {
    const round = ++this.round;
    const values = known(this.values, variablesOf(this.templates, this.chosen?.kind ?? null));
    const wish = { template: this.chosen?.id, conversation: this.conversation, values };
    this.tell("fill", { wish, found: (/** @type {any} */ d) => d && round === this.round && this.#shows(d) });
  }

  /** @param {import("../live/frames.js").Filled} filled */
  async #shows(filled) {
    const first = !this.filled;
    this.filled = filled;
    await this.updateComplete;
    if (first) /** @type {HTMLElement | null} */ (this.querySelector("form input, form select, form .btn.pri"))?.focus();
  }

  /** @param {string} name @param {string} text */
  #say = (name, text) => {
    this.values = { ...this.values, [name]: text };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), ASK_AFTER_MS);
  };

  #insert = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("insert", { detail: whole(this.filled?.text ?? []) }));
  };

  #search = (/** @type {Event} */ event) => {
    this.q = /** @type {HTMLInputElement} */ (event.target).value;
  };

  /** Arrows walk through what there is to choose. */
  #down = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("input, .tpl")]);
    all[all.indexOf(/** @type {HTMLElement} */ (event.currentTarget)) + step]?.focus();
  };

  #cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#close();
  };

  #close = () => this.dispatchEvent(new CustomEvent("close"));
}
customElements.define("vinkje-template-picker", TemplatePicker);
