import { html } from "lit";
import { month, quarter } from "../state/format.js";
import { periods } from "../state/templates.js";
import { t } from "../state/words.js";

/**
 * @typedef {import("../live/frames.js").Variable} Variable
 * @typedef {{asked: Variable[], values: Record<string, string>, errors: Record<string, string>,
 *   set: (name: string, text: string) => void}} Given
 */

/** @type {Record<string, {type: string, step?: string, inputmode?: string}>} */
const INPUTS = {
  text: { type: "text" },
  date: { type: "date" },
  amount: { type: "number", step: "0.01", inputmode: "decimal" },
};

/** A field for each variable that somebody has to say. @param {Given} given */
export const givenFields = (given) =>
  html`<div class="given">${given.asked.map((variable) => field(given, variable))}</div>`;

/** @param {Given} given @param {Variable} variable */
function field(given, { name, form }) {
  const error = given.errors[`value.${name}`] ?? "";
  const typed = (/** @type {Event} */ event) =>
    given.set(name, /** @type {HTMLInputElement} */ (event.target).value);
  return html`<div>
    <label class="lab" for=${`var-${name}`}>${t(`variable.${name}`)}</label>
    <div class="field">${form === "period" ? period(given, name, typed) : input(given, name, form, typed)}</div>
    <p class="error" id=${`var-${name}-fout`}>${error}</p>
  </div>`;
}

/** @param {Given} given @param {string} name @param {string} form @param {(event: Event) => void} typed */
const input = ({ values, errors }, name, form, typed) =>
  html`<input
    id=${`var-${name}`}
    type=${INPUTS[form]?.type ?? "text"}
    step=${INPUTS[form]?.step ?? "any"}
    inputmode=${INPUTS[form]?.inputmode ?? "text"}
    maxlength="200"
    autocomplete="off"
    .value=${values[name] ?? ""}
    aria-invalid=${errors[`value.${name}`] ? "true" : "false"}
    aria-describedby=${`var-${name}-fout`}
    @input=${typed}
  />`;

/** @param {Given} given @param {string} name @param {(event: Event) => void} typed */
function period({ values, errors }, name, typed) {
  const { months, quarters } = periods(Date.now());
  const option = (/** @type {string} */ value, /** @type {string} */ label) =>
    html`<option value=${value} ?selected=${values[name] === value}>${label}</option>`;
  return html`<select
    id=${`var-${name}`}
    aria-invalid=${errors[`value.${name}`] ? "true" : "false"}
    aria-describedby=${`var-${name}-fout`}
    @change=${typed}
  >
    ${option("", "–")} ${months.map((value) => option(value, month(value)))}
    ${quarters.map((value) => option(value, quarter(value)))}
  </select>`;
}
