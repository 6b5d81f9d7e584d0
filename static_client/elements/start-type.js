import { html, nothing } from "lit";
import { asked, variablesOf } from "../state/templates.js";
import { t } from "../state/words.js";
import { givenFields } from "./given.js";
import { icon, Part } from "./part.js";

/** @typedef {import("../live/frames.js").TemplateLine} TemplateLine */

/** What kind of question it is: typed for this dossier, or prepared. A template's text asks before it replaces one's own. */
export class StartType extends Part {
  static properties = {
    form: { attribute: false },
    errors: { attribute: false },
    filled: { attribute: false },
    set: { attribute: false },
    templates: { state: true },
    wanted: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../state/starting.js").Form | null} */
    this.form = null;
    /** @type {Record<string, string>} */
    this.errors = {};
    /** @type {import("../live/frames.js").Filled | null} */
    this.filled = null;
    /** @type {(change: Partial<import("../state/starting.js").Form>) => void} */
    this.set = () => {};
    /** @type {import("../live/frames.js").Templates | null} */
    this.templates = null;
    /** @type {number | null} */
    this.wanted = null;
    this.dossier = 0;
  }

  firstUpdated() {
    this.tell("templates", { found: (/** @type {any} */ d) => (this.templates = d) });
  }

  /** The language is the dossier's: another dossier, another text. @param {Map<string, unknown>} _changed */
  updated(_changed) {
    const { form, dossier } = this;
    if (!form || form.dossier?.id === dossier) return;
    this.dossier = form.dossier?.id ?? 0;
    if (dossier && this.dossier && form.template && !this.#isEdited(form)) this.#take(form.template);
  }

  render() {
    const { form } = this;
    if (!form) return nothing;
    const fields = asked(`${form.subject}\n${form.text}`, form.variables, this.filled?.missing ?? []);
    return html`<div>
        <label class="lab" for="type-nieuw">${t("type")}</label>
        <div class="field">
          ${icon("layout-template")}
          <select id="type-nieuw" ?disabled=${!form.dossier} aria-describedby="type-hulp" @change=${this.#chose}>
            <option value="" ?selected=${!form.template}>${t("type.specific")}</option>
            ${this.#group("template.standard", true)} ${this.#group("template.own", false)}
          </select>
        </div>
        <p class="help" id="type-hulp">${this.#help(form)}</p>
        ${this.wanted === null ? nothing : this.#question()}
      </div>
      ${fields.length ? givenFields({ asked: fields, values: form.values, errors: this.errors, set: this.#say }) : nothing}`;
  }

  /** @param {string} key @param {boolean} standard */
  #group(key, standard) {
    const lines = this.templates?.templates.filter((line) => line.standard === standard) ?? [];
    if (!lines.length) return nothing;
    return html`<optgroup label=${key === "template.own" ? t("template.own") : t("template.standard")}>
      ${lines.map(
        (line) =>
          html`<option value=${line.id} ?selected=${this.form?.template === line.id}>
            ${line.name}${line.changed ? ` (${t("template.overridden")})` : ""}
          </option>`,
      )}
    </optgroup>`;
  }

  /** @param {import("../state/starting.js").Form} form */
  #help(form) {
    if (!form.dossier) return t("template.dossier_first");
    if (!form.template || !form.fellBack) return nothing;
    return html`${icon("languages", "s14")}${t("template.fallback", { language: t(`lang.${form.fellBack}`) })}`;
  }

  #question() {
    return html`<div class="ask" role="alert">
      <span class="grow">${t("template.replace")}</span>
      <button class="btn" type="button" autofocus @click=${() => this.#take(this.wanted)}>${t("template.replace.yes")}</button>
      <button class="btn ghost" type="button" @click=${this.#keep}>${t("cancel")}</button>
    </div>`;
  }

  #chose = (/** @type {Event} */ event) => {
    const id = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    if (!id) return this.set({ template: null, variables: [], prepared: null, fellBack: null });
    if (this.form && this.#isEdited(this.form)) this.wanted = id;
    else this.#take(id);
  };

  #keep = () => {
    this.wanted = null;
    const select = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
    select.value = String(this.form?.template ?? "");
    select.focus();
  };

  /** @param {import("../state/starting.js").Form} form */
  #isEdited({ subject, text, prepared }) {
    if (!subject.trim() && !text.trim()) return false;
    return subject !== prepared?.subject || text !== prepared?.text;
  }

  /** @param {number | null} id */
  #take(id) {
    this.wanted = null;
    const wish = { template: id, dossier: this.form?.dossier?.id };
    this.tell("fill", { wish, found: (/** @type {any} */ d) => d && this.#took(id, d) });
  }

  /** @param {number | null} template @param {import("../live/frames.js").Filled} filled */
  #took(template, filled) {
    const { subject, text } = filled.source;
    const variables = variablesOf(this.templates, filled.kind);
    const fellBack = filled.wanted === filled.language ? null : filled.wanted;
    this.set({ template, subject, text, prepared: { subject, text }, variables, fellBack });
  }

  /** @param {string} name @param {string} text */
  #say = (name, text) => this.set({ values: { ...this.form?.values, [name]: text } });
}
customElements.define("vinkje-start-type", StartType);
