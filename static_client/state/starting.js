import { asked, known } from "./templates.js";
import { complete, ready, underway } from "./uploads.js";

/**
 * What somebody is filling in to start a conversation. Kept as a draft, with the `cid` it will leave under.
 *
 * @typedef {import("../live/frames.js").ClientUser} ClientUser
 * @typedef {object} Form
 * @property {{id: number, name: string} | null} dossier
 * @property {"all" | "one" | null} audience
 * @property {number | null} user
 * @property {string} subject
 * @property {string} text
 * @property {string} cid
 * @property {number | null} template
 * @property {import("../live/frames.js").Variable[]} variables those of the template's type
 * @property {Record<string, string>} values what was said for them
 * @property {{subject: string, text: string} | null} prepared as the template had it
 * @property {string | null} fellBack the dossier's language, where the template has none
 */

/** @type {Form} */
export const blank = {
  dossier: null,
  audience: null,
  user: null,
  subject: "",
  text: "",
  cid: "",
  template: null,
  variables: [],
  values: {},
  prepared: null,
  fellBack: null,
};

/** @param {string} draft @returns {Form} */
export function restored(draft) {
  try {
    return draft ? { ...blank, ...JSON.parse(draft) } : blank;
  } catch {
    return blank;
  }
}

/** @param {Form} form @returns {string} the draft to keep; empty when nothing was written */
export const asDraft = (form) => (form.subject.trim() || form.text.trim() ? JSON.stringify(form) : "");

/**
 * What is still missing, by field, as the key of the words that say so.
 *
 * @param {Form} form
 * @param {"office" | "client"} side
 * @param {import("./uploads.js").Upload[]} [files]
 */
export function missing(form, side, files = []) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (!form.dossier) errors["dossier"] = "start.error.dossier";
  if (!form.audience) errors["audience"] = "start.error.audience";
  if (form.audience === "one" && side === "office" && !form.user) errors["user"] = "start.error.user";
  if (!form.subject.trim()) errors["subject"] = "start.error.subject";
  if (!ready(files)) errors["files"] = underway(files) ? "start.error.files_coming" : "start.error.files_failed";
  if (!form.text.trim() && !files.length) errors["text"] = "start.error.text";
  for (const { name } of asked(`${form.subject}\n${form.text}`, form.variables, [])) {
    if (!form.values[name]?.trim()) errors[`value.${name}`] = "variable.value";
  }
  return errors;
}

/**
 * As the command has it.
 *
 * @param {Form} form
 * @param {"office" | "client"} side
 * @param {import("./uploads.js").Upload[]} [files]
 */
export const fieldsOf = (form, side, files = []) => ({
  cid: form.cid,
  dossier: form.dossier?.id,
  audience: form.audience,
  ...(form.audience === "one" && side === "office" && { user: form.user }),
  subject: form.subject.trim(),
  text: form.text.trim(),
  ...(form.template && { template: form.template, values: known(form.values, form.variables) }),
  ...(files.length && { attachments: complete(files).map(({ id }) => id) }),
});

/** @param {ClientUser[]} clients @returns {ClientUser[]} who reads a conversation for all */
export const fullAccess = (clients) => clients.filter((client) => client.profile === "full");
