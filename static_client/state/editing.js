import { LANGUAGES } from "./templates.js";

/**
 * A template while somebody edits it.
 *
 * @typedef {import("./templates.js").Language} Language
 * @typedef {import("../live/frames.js").Fault} Fault
 * @typedef {import("../live/frames.js").TemplatePage} TemplatePage
 * @typedef {{subject: string, text: string}} Both
 * @typedef {"subject" | "text"} Part
 * @typedef {"general" | "invoice" | "payment" | "vat"} Kind
 * @typedef {Partial<Record<Language, Partial<Record<Part, Fault[]>>>>} Faults
 *
 * @typedef {object} Draft
 * @property {Kind} kind
 * @property {string} name
 * @property {Record<Language, Both>} texts all four; an empty one is missing
 * @property {Language[]} stale where another language moved on
 * @property {Language[]} right looked at and left as they are
 */

/** @returns {Both} */
const nothing = () => ({ subject: "", text: "" });

/** @param {Partial<Record<Language, Both>>} [texts] @returns {Record<Language, Both>} */
function all(texts = {}) {
  const of = (/** @type {Language} */ language) => {
    const { subject, text } = texts[language] ?? nothing();
    return { subject, text };
  };
  return { nl: of("nl"), fr: of("fr"), de: of("de"), en: of("en") };
}

/** @param {TemplatePage | null} page nothing: a new one @returns {Draft} */
export const opened = (page) => ({
  kind: page?.template.kind ?? "general",
  name: page && !page.template.standard ? page.template.name : "",
  texts: all(page?.texts),
  stale: page?.template.stale ?? [],
  right: [],
});

/** @param {Draft} draft @param {Language} language @param {Partial<Both>} change @returns {Draft} */
export const written = (draft, language, change) => ({
  ...draft,
  texts: { ...draft.texts, [language]: { ...draft.texts[language], ...change } },
});

/** @param {Draft} draft @param {Draft} before */
export const isDirty = (draft, before) => JSON.stringify(draft) !== JSON.stringify(before);

/** @param {Both} both */
const isEmpty = ({ subject, text }) => !subject.trim() && !text.trim();

/** @param {Draft} draft @returns {Language[]} those with a text */
export const filledIn = ({ texts }) => LANGUAGES.filter((language) => !isEmpty(texts[language]));

/** @param {Draft} draft @param {Language} language */
export function isHalf({ texts }, language) {
  const { subject, text } = texts[language];
  return !isEmpty(texts[language]) && (!subject.trim() || !text.trim());
}

/** Where something is wrong, in the order of the tabs. @param {Draft} draft @param {Faults} faults */
export const wrongIn = (draft, faults) =>
  LANGUAGES.filter((language) => isHalf(draft, language) || faultsOf(faults, language).length > 0);

/** @param {Faults} faults @param {Language} language @returns {Fault[]} */
export const faultsOf = (faults, language) => Object.values(faults[language] ?? {}).flat();

/** As the server tells them. @param {import("../live/frames.js").TextFault[]} told @returns {Faults} */
export function sorted(told) {
  /** @type {Faults} */
  const found = {};
  for (const { language, part, fault } of told) {
    const here = (found[language] ??= {});
    here[part] = [...(here[part] ?? []), fault];
  }
  return found;
}

/** As the command has it. @param {Draft} draft */
export const textsOf = (draft) =>
  Object.fromEntries(filledIn(draft).map((language) => [language, draft.texts[language]]));
