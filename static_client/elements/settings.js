import { html, nothing } from "lit";
import { OWN_NAMES } from "../state/templates.js";
import { known, t } from "../state/words.js";
import "./confirm.js";
import "./menu.js";
import { icon, Part } from "./part.js";
import { settingsHead } from "./settings-head.js";
import "./template-editor.js";
import { addressOf, newButton, templateList } from "./template-list.js";

/**
 * @typedef {import("../state/templates.js").Language} Language
 * @typedef {import("../live/frames.js").TemplatePage} TemplatePage
 * @typedef {{text: string, undo?: () => void, label?: string}} Notice
 */

/** Kantoorinstellingen, tab Communicatie: the templates of the office. `open` is one of them, `new`, or none. */
export class OfficeSettings extends Part {
  static properties = {
    me: { attribute: false },
    open: { attribute: false },
    templates: { state: true },
    page: { state: true },
    language: { state: true },
    q: { state: true },
    notice: { state: true },
    leaving: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    /** @type {number | "new" | null} */
    this.open = null;
    /** @type {import("../live/frames.js").Templates | null} */
    this.templates = null;
    /** @type {TemplatePage | null} */
    this.page = null;
    /** @type {Language} */
    this.language = "nl";
    this.q = "";
    /** @type {Notice | null} */
    this.notice = null;
    this.leaving = "";
  }

  firstUpdated() {
    this.language = known(this.me?.person.language ?? "");
    this.#list();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#guard(false);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("open")) return;
    this.page = null;
    if (typeof this.open === "number") this.updateComplete.then(() => this.#load());
  }

  render() {
    const { templates, open } = this;
    return html`<section class="page settings ${open === null ? "choosing" : "editing"}" @keydown=${this.#key}>
      ${settingsHead("communicatie")}
      <div class="tw">
        <section class="tlist" aria-label=${t("templates")}>
          <div class="row tools">
            <div class="field quiet grow">
              ${icon("search")}
              <input type="search" aria-label=${t("template.search")} placeholder=${t("template.search")} .value=${this.q} @input=${this.#search} />
            </div>
            ${newButton(templates?.may_manage ?? false)}
          </div>
          ${templates ? templateList(templates.templates, this.q, open) : nothing} ${this.#order()}
        </section>
        <div class="tmain">${this.#noticed()} ${this.#editor()}</div>
      </div>
      ${this.leaving ? this.#ask() : nothing}
    </section>`;
  }

  #editor() {
    if (this.open === null || (this.open !== "new" && !this.page))
      return html`<p class="tnone">${this.open === null ? t("template.none") : nothing}</p>`;
    return html`<vinkje-template-editor
      .page=${this.page}
      .templates=${this.templates}
      .me=${this.me}
      .language=${this.language}
      @language=${(/** @type {CustomEvent} */ event) => (this.language = event.detail)}
      @dirty=${(/** @type {CustomEvent} */ event) => this.#guard(event.detail)}
      @done=${(/** @type {CustomEvent} */ event) => this.#done(event.detail)}
      @conflict=${this.#conflict}
    ></vinkje-template-editor>`;
  }

  #noticed() {
    const { notice } = this;
    return html`<div role="status">
      ${notice ? html`<p class="note-line ok">${icon("check", "s14")}<span class="grow">${notice.text}</span>${notice.undo ? html`<button class="btn" @click=${notice.undo}>${notice.label ?? t("template.undo")}</button>` : nothing}</p>` : nothing}
    </div>`;
  }

  #order() {
    const { templates } = this;
    if (!templates) return nothing;
    const order = templates.languages.map((language) => language.toUpperCase()).join(" → ");
    const items = templates.languages.slice(1).map((language) => ({
      label: t("template.order.first", { language: OWN_NAMES[language] }),
      act: () => this.#first(language),
    }));
    return html`<div class="row order">
      <p class="help grow">${t("template.order", { order })}</p>
      ${templates.may_manage ? html`<vinkje-menu class="up" label=${t("template.languages")} .face=${icon("languages")} .items=${items}></vinkje-menu>` : nothing}
    </div>`;
  }

  #ask() {
    return html`<vinkje-confirm
      .question=${t("template.unsaved")}
      .explanation=${t("template.unsaved.help")}
      .yes=${t("template.unsaved.leave")}
      @answer=${(/** @type {CustomEvent} */ event) => this.#leave(event.detail)}
    ></vinkje-confirm>`;
  }

  /** @param {boolean} yes */
  #leave(yes) {
    const to = this.leaving;
    this.leaving = "";
    if (!yes) return;
    this.#guard(false);
    this.tell("go", { to });
  }

  /** Nobody leaves what he did not save without being asked. @param {boolean} dirty */
  #guard(dirty) {
    this.notice = dirty ? null : this.notice;
    const ask = dirty ? (/** @type {string} */ to) => (this.leaving = to) : null;
    document.querySelector("vinkje-app")?.dispatchEvent(new CustomEvent("intent", { detail: { do: "guard", ask } }));
  }

  #list() {
    this.tell("templates", { found: (/** @type {any} */ d) => (this.templates = d) });
  }

  #load(then = () => {}) {
    const id = this.open;
    this.tell("template", {
      id,
      found: (/** @type {TemplatePage | null} */ page) => {
        if (id === this.open) this.page = page;
        then();
      },
    });
  }

  /** @param {{told: string, saved: {template: number, version: number}}} d */
  #done({ told, saved }) {
    this.#guard(false);
    this.#list();
    const undo = () => this.#undo(saved);
    if (told === "reset") this.notice = { text: t("template.reset.done"), undo };
    else if (told === "delete") this.notice = { text: t("template.deleted"), undo };
    else this.notice = { text: t("template.saved") };
    if (told === "delete") this.tell("go", { to: "/instellingen/communicatie" });
    else if (this.open === "new") this.tell("go", { to: addressOf(saved.template) });
    else this.#load();
  }

  /** @param {{template: number, version: number}} saved */
  #undo(saved) {
    const done = (/** @type {any} */ restored) => {
      this.notice = null;
      if (!restored) return;
      this.#list();
      if (this.open === saved.template) this.#load();
      else this.tell("go", { to: addressOf(saved.template) });
    };
    this.tell("manageTemplate", { t: "restore", d: saved, done });
  }

  #conflict = () => {
    this.tell("template", {
      id: this.open,
      found: (/** @type {TemplatePage | null} */ page) => {
        const name = page?.template.changed_by?.name ?? "";
        const undo = () => {
          this.#guard(false);
          this.page = page;
          this.notice = null;
        };
        this.notice = { text: t("template.conflict", { name }), undo, label: t("template.conflict.load") };
      },
    });
  };

  /** @param {Language} language */
  #first(language) {
    const languages = [language, ...(this.templates?.languages ?? []).filter((other) => other !== language)];
    this.tell("manageTemplate", { t: "order", d: { languages }, done: () => this.#list() });
  }

  #search = (/** @type {Event} */ event) => {
    this.q = /** @type {HTMLInputElement} */ (event.target).value;
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !step || !this.templates) return;
    const ids = this.templates.templates.map(({ id }) => id);
    const next = ids[ids.indexOf(Number(this.open)) + step];
    if (next === undefined) return;
    event.preventDefault();
    this.tell("go", { to: addressOf(next) });
  };
}
customElements.define("vinkje-settings", OfficeSettings);
