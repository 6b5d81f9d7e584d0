/**
 * Files on their way, per place where somebody writes: a conversation's composer, or the start of a new one.
 *
 * @typedef {import("../live/frames.js").Attachment} Attachment
 * @typedef {object} Upload
 * @property {string} key ours, for as long as the page lives
 * @property {string} name
 * @property {number} size
 * @property {number} sent bytes the server has
 * @property {"waiting" | "sending" | "ready" | "failed"} state
 * @property {string} why the key of the words that say why it failed
 * @property {Attachment | null} attachment
 * @typedef {Record<string, Upload[]>} Uploads
 * @typedef {{file_bytes: number, files_per_message: number}} Limits
 */

/** @type {Limits} until the server tells its own */
export const LIMITS = { file_bytes: 25 * 1024 ** 2, files_per_message: 10 };

/**
 * @param {string} key
 * @param {{name: string, size: number}} file
 * @param {Limits} limits
 * @param {number} others how many there are already
 * @returns {Upload}
 */
export function announced(key, { name, size }, limits, others) {
  const why = tooMuch(size, limits, others);
  return { key, name, size, sent: 0, state: why ? "failed" : "waiting", why, attachment: null };
}

/** @param {number} size @param {Limits} limits @param {number} others */
function tooMuch(size, limits, others) {
  if (others >= limits.files_per_message) return "attachment.too_many";
  if (size > limits.file_bytes) return "attachment.too_large";
  return size === 0 ? "attachment.empty" : "";
}

/** @param {Uploads} uploads @param {string} place @param {Upload[]} files */
const placed = (uploads, place, files) => {
  const { [place]: _, ...others } = uploads;
  return files.length ? { ...others, [place]: files } : others;
};

/** @param {Uploads} uploads @param {string} place @param {Upload[]} files @returns {Uploads} */
export const added = (uploads, place, files) => placed(uploads, place, [...(uploads[place] ?? []), ...files]);

/** @param {Uploads} uploads @param {string} key @param {Partial<Upload>} change @returns {Uploads} */
export const changed = (uploads, key, change) =>
  Object.fromEntries(
    Object.entries(uploads).map(([place, files]) => [
      place,
      files.map((file) => (file.key === key ? { ...file, ...change } : file)),
    ]),
  );

/** @param {Uploads} uploads @param {string} place @param {string[]} keys @returns {Uploads} */
export const dropped = (uploads, place, keys) =>
  placed(
    uploads,
    place,
    (uploads[place] ?? []).filter((file) => !keys.includes(file.key)),
  );

/** @param {Upload[]} files */
export const ready = (files) => files.every((file) => file.state === "ready");

/** @param {Upload[]} files */
export const underway = (files) => files.some((file) => file.state === "waiting" || file.state === "sending");

/** What a message takes along. @param {Upload[]} files @returns {Attachment[]} */
export const complete = (files) => files.flatMap((file) => (file.attachment ? [file.attachment] : []));

/**
 * Why the server did not take it, as the key of our words.
 *
 * @param {{code: string, field?: string | undefined}} refused
 */
export function reason({ code, field }) {
  const told = /** @type {Record<string, string>} */ ({
    too_large: "attachment.too_large",
    limit_exceeded: field === "attachments" ? "attachment.unsent" : "attachment.full",
    attachment_rejected: field === "content" ? "attachment.infected" : "attachment.type",
    not_found: "failed.gone",
  });
  return told[code] ?? "attachment.failed";
}
