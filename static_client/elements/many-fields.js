import { html, nothing } from "lit";
import { isEdited, languagesOf, wrongIn } from "../state/many.js";
import { OWN_NAMES, variablesOf } from "../state/templates.js";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/**
 * @typedef {import("./start-many.js").StartMany} StartMany
 * @typedef {import("../state/many.js").Language} Language
 */

/** @param {StartMany} part @param {"all" | "contact"} value @param {string} name @param {string} help */
const radio = ({ form, set, errors }, value, name, help) =>
  html`<label class="rad">
    <input
      type="radio"
      name="audience"
      .checked=${form.audience === value}
      aria-describedby=${errors["audience"] ? "audience-fout" : nothing}
      @change=${() => set({ audience: value })}
    />
    <span class="grow"><b>${name}</b><small>${help}</small></span>${value === "contact" ? icon("lock") : nothing}
  </label>`;

/** Who will read along, in every dossier. @param {StartMany} part */
export const manyAudience = (part) =>
  html`<fieldset>
    <legend class="lab">${t("audience")}</legend>
    <div class="radios">
      ${radio(part, "all", t("audience.all"), t("audience.all.help"))}
      ${radio(part, "contact", t("audience.one"), t("bulk.contact.help"))}
    </div>
    <p class="error" id="audience-fout">${part.errors["audience"] ?? ""}</p>
  </fieldset>`;

/** Typed, or prepared. @param {StartMany} part */
export const manyType = (part) =>
  html`<div>
    <label class="lab" for="type-veel">${t("type")}</label>
    <div class="field">
      ${icon("layout-template")}
      <select id="type-veel" @change=${(/** @type {Event} */ event) => chose(part, event)}>
        <option value="" ?selected=${!part.form.template}>${t("type.specific")}</option>
        ${group(part, t("template.standard"), true)} ${group(part, t("template.own"), false)}
      </select>
    </div>
    ${part.wanted === null ? nothing : question(part)}
  </div>`;

/** @param {StartMany} part @param {string} label @param {boolean} standard */
function group({ templates, form }, label, standard) {
  const lines = templates?.templates.filter((line) => line.standard === standard) ?? [];
  if (!lines.length) return nothing;
  return html`<optgroup label=${label}>
    ${lines.map(
      (line) =>
        html`<option value=${line.id} ?selected=${form.template === line.id}>
          ${line.name}${line.changed ? ` (${t("template.overridden")})` : ""}
        </option>`,
    )}
  </optgroup>`;
}

/** @param {StartMany} part */
const question = (part) =>
  html`<div class="ask" role="alert">
    <span class="grow">${t("template.replace")}</span>
    <button class="btn" type="button" autofocus @click=${() => take(part, part.wanted)}>${t("template.replace.yes")}</button>
    <button class="btn ghost" type="button" @click=${() => keep(part)}>${t("cancel")}</button>
  </div>`;

/** @param {StartMany} part */
function keep(part) {
  part.wanted = null;
  const select = /** @type {HTMLSelectElement} */ (part.querySelector("#type-veel"));
  select.value = String(part.form.template ?? "");
  select.focus();
}

/** @param {StartMany} part @param {Event} event */
function chose(part, event) {
  const id = Number(/** @type {HTMLSelectElement} */ (event.target).value);
  if (!id) return part.set({ template: null, variables: [], prepared: {} });
  if (isEdited(part.form)) part.wanted = id;
  else take(part, id);
}

/** @param {StartMany} part @param {number | null} id */
function take(part, id) {
  part.wanted = null;
  const found = (/** @type {import("../live/frames.js").TemplatePage | null} */ page) => {
    if (!page) return;
    const texts = Object.fromEntries(
      Object.entries(page.texts).map(([language, { subject, text }]) => [language, { subject, text }]),
    );
    part.set({ template: id, texts, prepared: texts, variables: variablesOf(part.templates, page.template.kind) });
  };
  part.tell("template", { id, found });
}

/** The languages somebody of them reads, each with its count; a dot where something is wrong. @param {StartMany} part */
export const manyTabs = (part) =>
  html`<div class="ltabs" role="tablist" aria-label=${t("template.languages")} @keydown=${(/** @type {KeyboardEvent} */ event) => move(part, event)}>
    ${languagesOf(part.seen).map((language) => tab(part, language))}
  </div>`;

/** @param {StartMany} part @param {Language} language */
const tab = (part, language) =>
  html`<button
    role="tab"
    type="button"
    id=${`veel-${language}`}
    aria-selected=${part.at === language ? "true" : "false"}
    aria-controls="taal-veld"
    tabindex=${part.at === language ? 0 : -1}
    @click=${() => (part.at = language)}
  >
    <span lang=${language}>${OWN_NAMES[language]}</span><span class="n tn">${part.seen?.languages[language]}</span>
    ${wrongIn(part.form, part.seen, part.errors).includes(language) ? html`<i class="dot bad"></i><span class="vh">${t("bulk.language_wrong")}</span>` : nothing}
  </button>`;

/** @param {StartMany} part @param {KeyboardEvent} event */
function move(part, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const all = languagesOf(part.seen);
  if (!step || !all.length) return;
  event.preventDefault();
  part.at = all[(all.indexOf(part.at) + step + all.length) % all.length] ?? part.at;
  void part.updateComplete.then(() => /** @type {HTMLElement} */ (part.querySelector(`#veel-${part.at}`)).focus());
}
