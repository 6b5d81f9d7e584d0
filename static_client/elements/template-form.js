import { html, nothing } from "lit";
import { isHalf } from "../state/editing.js";
import { OWN_NAMES, variablesOf } from "../state/templates.js";
import { many, t } from "../state/words.js";
import "./confirm.js";
import "./menu.js";
import { icon } from "./part.js";
import "./variable-field.js";
import { chips } from "./words-of-template.js";

/**
 * @typedef {import("./template-editor.js").TemplateEditor} Editor
 * @typedef {import("../state/templates.js").Language} Language
 * @typedef {(event: Event) => void} Heard
 */

/** Of a new one: its name and type. @param {Editor} editor @param {{named: Heard, typed: Heard}} acts */
export const newFields = ({ draft, nameError, templates }, { named, typed }) =>
  html`<div class="two">
    <div>
      <label class="lab" for="tpl-naam">${t("template.name")}</label>
      <div class="field">
        <input
          id="tpl-naam"
          maxlength="120"
          autocomplete="off"
          .value=${draft.name}
          aria-invalid=${nameError ? "true" : "false"}
          aria-describedby="tpl-naam-fout"
          @input=${named}
        />
      </div>
      <p class="error" id="tpl-naam-fout">${nameError}</p>
    </div>
    <div>
      <label class="lab" for="tpl-type">${t("type")}</label>
      <div class="field">
        <select id="tpl-type" @change=${typed}>
          ${(templates?.types ?? []).map(({ kind }) => html`<option value=${kind} ?selected=${kind === draft.kind}>${t(`kind.${kind}`)}</option>`)}
        </select>
      </div>
    </div>
  </div>`;

/**
 * Subject or first message, in the language that is open.
 *
 * @param {Editor} editor @param {"subject" | "text"} part
 * @param {{wrote: (part: "subject" | "text", text: string) => void, check: () => void}} acts
 */
export function textField(editor, part, { wrote, check }) {
  const { language, draft, faults, templates, mayWrite } = editor;
  const half = faults[language]?.[part] && isHalf(draft, language) && !draft.texts[language][part].trim();
  return html`<vinkje-variable-field
    name=${`tpl-${part}`}
    label=${part === "subject" ? t("subject") : t("template.first_message")}
    lang=${language}
    .lines=${part === "subject" ? 1 : 9}
    .most=${part === "subject" ? 200 : 16_000}
    .value=${draft.texts[language][part]}
    .names=${variablesOf(templates, draft.kind).map(({ name }) => name)}
    .faults=${faults[language]?.[part] ?? []}
    .error=${half ? t("template.error.half") : ""}
    ?locked=${!mayWrite}
    @typed=${(/** @type {CustomEvent} */ event) => wrote(part, event.detail)}
    @focusin=${() => (editor.last = part)}
    @focusout=${check}
  ></vinkje-variable-field>`;
}

/** @param {boolean} may @param {() => void} right */
export const staleNote = (may, right) =>
  html`<p class="note-line">
    ${icon("languages", "s14")}<span class="grow">${t("template.stale")}</span>
    ${may ? html`<button class="btn" @click=${right}>${t("template.still_right")}</button>` : nothing}
  </p>`;

/** @param {() => void} show */
export const movedNote = (show) =>
  html`<p class="note-line">
    ${icon("info", "s14")}<span class="grow">${t("template.moved")}</span>
    <button class="btn" @click=${show}>${t("template.diff")}</button>
  </p>`;

/** @param {string} kind @param {import("../live/frames.js").Variable[]} variables @param {(name: string) => void} insert */
export const allChips = (kind, variables, insert) =>
  html`<span class="lab">${t("variables.for", { kind: t(`kind.${kind}`) })}</span>${chips(variables, insert)}`;

/** @param {Language} language @param {Language[]} filled @param {(from: Language) => void} copy */
export function copyFrom(language, filled, copy) {
  const others = filled.filter((other) => other !== language);
  if (!others.length) return nothing;
  return html`<vinkje-menu
    class="m-hide"
    look="btn ghost"
    label=${t("template.copy_language")}
    .face=${html`${icon("copy")}${t("template.copy_language")}`}
    .items=${others.map((other) => ({ label: OWN_NAMES[other], act: () => copy(other) }))}
  ></vinkje-menu>`;
}

/** @param {Editor} editor @param {Language[]} wrong @param {{save: () => void, cancel: () => void}} acts */
export function foot({ busy, error }, wrong, { save, cancel }) {
  const where = wrong.map((language) => OWN_NAMES[language]).join(", ");
  const told = wrong.length ? html`${icon("circle-alert")}${many("template.errors", wrong.length, { where })}` : nothing;
  return html`<footer class="tfoot">
    <button class="btn pri lg" ?disabled=${busy} @click=${save}>${t("save")}</button>
    <button class="btn ghost lg" @click=${cancel}>${t("cancel")}</button>
    <span class="grow"></span>
    <p class="error" role="alert">${error || told}</p>
  </footer>`;
}

export const readOnly = () => html`<p class="tfoot help">${icon("lock", "s14")}${t("template.readonly")}</p>`;

/** @param {"reset" | "delete"} what @param {(yes: boolean) => void} answered */
export function confirmation(what, answered) {
  const reset = what === "reset";
  return html`<vinkje-confirm
    .question=${reset ? t("template.reset.ask") : t("template.delete.ask")}
    .explanation=${reset ? t("template.reset.help") : t("template.delete.help")}
    .yes=${reset ? t("template.reset") : t("delete")}
    @answer=${(/** @type {CustomEvent} */ event) => answered(event.detail)}
  ></vinkje-confirm>`;
}
