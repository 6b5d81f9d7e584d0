/**
 * The words of the page, in the reader's language. A missing word is an error, never an empty label.
 *
 * @typedef {Record<string, string>} Dictionary
 */

export const LANGUAGES = /** @type {const} */ (["nl", "fr", "de", "en"]);
const LOCALES = { nl: "nl-BE", fr: "fr-BE", de: "de-BE", en: "en-GB" };

/** @type {{dictionary: Dictionary, locale: string, plurals: Intl.PluralRules}} */
let spoken = { dictionary: {}, locale: "nl-BE", plurals: new Intl.PluralRules("nl-BE") };

/** @param {string} language @returns {(typeof LANGUAGES)[number]} one of ours, Dutch when it is not */
export const known = (language) => LANGUAGES.find((ours) => ours === language.slice(0, 2)) ?? "nl";

/** @param {string} language */
export const localeOf = (language) => LOCALES[known(language)];

/** @param {string} language @param {Dictionary} dictionary */
export function speak(language, dictionary) {
  const locale = localeOf(language);
  spoken = { dictionary, locale, plurals: new Intl.PluralRules(locale) };
}

export const locale = () => spoken.locale;

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] what to fill in for {name}
 */
export function t(key, values = {}) {
  const text = spoken.dictionary[key];
  if (text === undefined) throw new Error(`no word for "${key}" in ${spoken.locale}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? `{${name}}`));
}

/**
 * The form of `key` that goes with `n`: `key.one`, `key.other`.
 *
 * @param {string} key @param {number} n @param {Record<string, string | number>} [values]
 */
export function many(key, n, values = {}) {
  const form = `${key}.${spoken.plurals.select(n)}`;
  return t(form in spoken.dictionary ? form : `${key}.other`, { n, ...values });
}

/** @param {string[]} names */
export const listed = (names) => new Intl.ListFormat(spoken.locale, { type: "conjunction" }).format(names);
