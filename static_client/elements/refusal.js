import { html, nothing } from "lit";
import { faultText } from "../state/templates.js";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/** @type {Record<string, string>} */
const WORDS = {
  unauthenticated: "signin.error",
  rate_limited: "signin.slow",
  unreachable: "error.unreachable",
  unavailable: "error.unreachable",
  forbidden: "error.forbidden",
  not_found: "error.gone",
  template_unknown: "error.gone",
  too_large: "failed.too_large",
};

/** A refusal in a person's words. @param {import("../live/frames.js").Refused} refused */
export const refusal = ({ code }) => t(WORDS[code] ?? "error.internal");

/** The same by field: of a template, which value is missing and which variable is none. @param {import("../live/frames.js").Refused} refused
 * @returns {Record<string, string>} */
export function refusalsOf(refused) {
  const missing = refused.missing.map((name) => [`value.${name}`, t("variable.value")]);
  const wrong = refused.faults.map(({ part, fault }) => [part, faultText(fault)]);
  const found = Object.fromEntries([...wrong, ...missing]);
  return Object.keys(found).length ? found : { form: refusal(refused) };
}

/** What goes wrong, with its sign; nothing while all is well. @param {string | undefined} text */
export const problem = (text) => (text ? html`${icon("circle-alert")}${text}` : nothing);
