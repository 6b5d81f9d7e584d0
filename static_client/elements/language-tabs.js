import { html, nothing } from "lit";
import { LANGUAGES, OWN_NAMES } from "../state/templates.js";
import { many, t } from "../state/words.js";
import { icon } from "./part.js";

/**
 * @typedef {import("../state/templates.js").Language} Language
 * @typedef {{at: Language, filled: Language[], wrong: Language[], stale: Language[], go: (to: Language) => void}} Tabs
 */

/** A tab a language (APG tabs): arrows move; a dot tells where something is wrong. @param {Tabs} tabs */
export const languageTabs = (tabs) =>
  html`<div class="ltabs" role="tablist" aria-label=${t("template.languages")} @keydown=${(/** @type {KeyboardEvent} */ event) => move(tabs, event)}>
    ${LANGUAGES.map((language) => tab(tabs, language))}
  </div>`;

/** @param {Tabs} tabs @param {Language} language */
const tab = (tabs, language) =>
  html`<button
    role="tab"
    type="button"
    id=${`taal-${language}`}
    aria-selected=${tabs.at === language ? "true" : "false"}
    aria-controls="taal"
    tabindex=${tabs.at === language ? 0 : -1}
    @click=${() => tabs.go(language)}
  >
    <span lang=${language}>${OWN_NAMES[language]}</span>${sign(tabs, language)}
  </button>`;

/** @param {Tabs} tabs @param {Language} language */
function sign({ filled, wrong, stale }, language) {
  if (wrong.includes(language))
    return html`<i class="dot bad"></i><span class="vh">${many("template.errors", 1, { where: "" })}</span>`;
  if (stale.includes(language))
    return html`<i class="dot stale" title=${t("template.stale.short")}></i><span class="vh">${t("template.stale.short")}</span>`;
  if (filled.includes(language)) return icon("check", "s14");
  return html`<span class="vh">${t("template.language_missing")}</span>${nothing}`;
}

/** @param {Tabs} tabs @param {KeyboardEvent} event */
function move({ at, go }, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = LANGUAGES[(LANGUAGES.indexOf(at) + step + LANGUAGES.length) % LANGUAGES.length] ?? at;
  event.preventDefault();
  go(next);
  document.getElementById(`taal-${next}`)?.focus();
}
