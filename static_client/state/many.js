/**
 * One question to many dossiers, as somebody is preparing it. Kept as a draft, with the `cid` it will leave under and
 * the dossiers as they were chosen when the dialog opened.
 *
 * @typedef {import("./templates.js").Language} Language
 * @typedef {import("../live/frames.js").BulkOutlook} Outlook
 * @typedef {import("../live/frames.js").Bulk} Bulk
 * @typedef {{subject: string, text: string}} Words
 * @typedef {object} Form
 * @property {string} cid
 * @property {string} selection as the address had it
 * @property {number[] | null} frozen the dossiers of the selection, once they are known
 * @property {"all" | "contact" | null} audience
 * @property {number | null} template
 * @property {import("../live/frames.js").Variable[]} variables those of the template's type
 * @property {Record<string, string>} values
 * @property {Partial<Record<Language, Words>>} texts
 * @property {Partial<Record<Language, Words>>} prepared as the template had them
 */
import { asked, known, LANGUAGES } from "./templates.js";

/** @type {Form} */
export const blank = {
  cid: "",
  selection: "",
  frozen: null,
  audience: null,
  template: null,
  variables: [],
  values: {},
  texts: {},
  prepared: {},
};

/** The draft, if it is about the same selection. @param {string} draft @param {string} selection @returns {Form} */
export function restored(draft, selection) {
  try {
    const kept = draft ? JSON.parse(draft) : blank;
    return kept.selection === selection ? { ...blank, ...kept } : { ...blank, selection };
  } catch {
    return { ...blank, selection };
  }
}

/** @param {Form} form */
const written = ({ texts }) => Object.values(texts).filter((words) => (words.subject + words.text).trim());

/** @param {Form} form @returns {string} the draft to keep; empty when nothing was written */
export const asDraft = (form) => (written(form).length ? JSON.stringify(form) : "");

/** The selection of an address, for the server. @param {Form} form */
function selectionOf({ frozen, selection }) {
  if (frozen) return { only: frozen };
  try {
    return JSON.parse(selection);
  } catch {
    return { only: [] };
  }
}

/** What is asked of the server, except under which `cid`. @param {Form} form */
export const wishOf = (form) => ({
  selection: selectionOf(form),
  audience: form.audience ?? "all",
  ...(form.template && { template: form.template }),
  texts: Object.fromEntries(Object.entries(form.texts).filter(([, words]) => (words.subject + words.text).trim())),
  values: known(form.values, form.variables),
});

/** The languages somebody of the selection reads. @param {Outlook | null} seen @returns {Language[]} */
export const languagesOf = (seen) =>
  LANGUAGES.filter((language) => (seen?.languages[language] ?? 0) > 0);

/** What has to be said besides. @param {Form} form */
export const askedOf = (form) =>
  asked(written(form).map((words) => `${words.subject}\n${words.text}`).join("\n"), form.variables, []);

/**
 * What is wrong, by field, as the key of the words that say so; `text.nl` is a message. A language without a word of its
 * own gets another one's; of one that was begun both parts are needed.
 *
 * @param {Form} form @param {Outlook | null} seen
 */
export function missing(form, seen) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (!form.audience) errors["audience"] = "start.error.audience";
  const begun = written(form).length > 0;
  for (const language of languagesOf(seen)) {
    const words = form.texts[language] ?? { subject: "", text: "" };
    if (begun && !(words.subject + words.text).trim()) continue;
    if (!words.subject.trim()) errors[`subject.${language}`] = "start.error.subject";
    if (!words.text.trim()) errors[`text.${language}`] = "start.error.text";
  }
  for (const { name } of askedOf(form)) if (!form.values[name]?.trim()) errors[`value.${name}`] = "variable.value";
  return errors;
}

/** @param {Form} form @param {Outlook | null} seen @param {Record<string, string>} errors @returns {Language[]} */
export const wrongIn = (form, seen, errors) =>
  LANGUAGES.filter(
    (language) => errors[`subject.${language}`] || errors[`text.${language}`] || (form.texts[language] && seen?.faults[language]),
  );

/** Whether somebody changed what a template said, or wrote himself. @param {Form} form */
export const isEdited = ({ texts, prepared }) =>
  Object.entries(texts).some(([language, words]) => {
    const before = prepared[/** @type {Language} */ (language)];
    return (words.subject + words.text).trim() && (words.subject !== before?.subject || words.text !== before?.text);
  });

/** How far it is: parts of the whole, in per cent. @param {Bulk} bulk */
export function parts(bulk) {
  const of = (/** @type {number} */ n) => (bulk.total ? (100 * n) / bulk.total : 0);
  const done = bulk.started + bulk.failed + bulk.skipped;
  return {
    started: of(bulk.started),
    failed: of(bulk.failed),
    skipped: of(bulk.skipped),
    done,
    left: bulk.total - done,
  };
}

/** Under way, or over so lately that one wants to know. @param {Bulk} bulk @param {number} now */
export const isOfNow = (bulk, now) =>
  bulk.state === "waiting" || bulk.state === "leaving" || now - Date.parse(bulk.leaves_at) < 600_000;

/** Seconds in which it can be undone. @param {Bulk} bulk @param {number} now */
export const secondsLeft = (bulk, now) =>
  bulk.state === "waiting" ? Math.max(0, Math.ceil((Date.parse(bulk.leaves_at) - now) / 1000)) : 0;

/** The quarter that has just been passed, if one was. @param {Bulk | undefined} before @param {Bulk} now @returns {number} */
export function quarter(before, now) {
  const at = (/** @type {Bulk | undefined} */ bulk) => (bulk?.total ? Math.floor((4 * parts(bulk).done) / bulk.total) : 0);
  return now.state !== "cancelled" && at(now) > at(before) ? 25 * at(now) : 0;
}
