import { bytes } from "../format.js";
import { t } from "../words.js";

/**
 * Files as they are drawn: cards, pictures, and those still on their way.
 *
 * @typedef {import("../../live/frames.js").Attachment} Attachment
 *
 * @typedef {object} FileView
 * @property {number} id
 * @property {string} name
 * @property {string} start the name, but for what has to stay when it is cut
 * @property {string} end
 * @property {string} label PDF
 * @property {string} kind what colours it: pdf, sheet, picture, text or other
 * @property {string} size
 * @property {string} href
 * @property {string | null} large what opens over the page
 * @property {{src: string, width: number, height: number} | null} picture
 *
 * @typedef {object} ChipView
 * @property {string} key
 * @property {string} start
 * @property {string} end
 * @property {string} label
 * @property {string} kind
 * @property {string} size
 * @property {number | null} share of it that is there, while it is on its way
 * @property {string} failure
 * @property {boolean} again whether trying again may help
 */

const KINDS = /** @type {Record<string, string>} */ ({
  pdf: "pdf",
  ...Object.fromEntries("xls xlsx ods csv".split(" ").map((ending) => [ending, "sheet"])),
  ...Object.fromEntries("jpg jpeg png gif webp heic bmp tif tiff".split(" ").map((ending) => [ending, "picture"])),
  ...Object.fromEntries("doc docx odt txt rtf".split(" ").map((ending) => [ending, "text"])),
});
const BEFORE_THE_END = 5;
const LONGEST_ENDING = 5;
const WIDEST = 300;
const HIGHEST = 260;
const NARROWEST = 90;
const HOPELESS = new Set(["attachment.too_large", "attachment.type", "attachment.empty", "attachment.infected"]);

/** @param {string} name */
function ending(name) {
  const last = name.includes(".") ? (name.split(".").at(-1) ?? "") : "";
  return last.length <= LONGEST_ENDING ? last.toLowerCase() : "";
}

/** @param {string} name */
export function named(name) {
  const last = ending(name);
  const letters = Array.from(name);
  const kept = Math.min(letters.length, last ? last.length + 1 + BEFORE_THE_END : BEFORE_THE_END);
  return {
    start: letters.slice(0, letters.length - kept).join(""),
    end: letters.slice(letters.length - kept).join(""),
    label: last.toUpperCase().slice(0, 4) || t("attachment.file"),
    kind: KINDS[last] ?? "other",
  };
}

/** The room a picture takes, known before it is there. @param {number} width @param {number} height */
function fitted(width, height) {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return {
    width: Math.max(NARROWEST, Math.round(width * scale)),
    height: Math.max(NARROWEST, Math.round(height * scale)),
  };
}

/** @param {Attachment} file @returns {FileView} */
export function fileView({ id, name, size, type, width, height }) {
  const at = `/api/v1/attachments/${id}`;
  const shown = width !== null && height !== null;
  const picture = shown && type.startsWith("image/");
  return {
    id,
    name,
    ...named(name),
    size: bytes(size),
    href: `${at}/content`,
    large: shown ? `${at}/preview` : null,
    picture: picture ? { src: `${at}/preview?size=small`, ...fitted(width, height) } : null,
  };
}

/** @param {import("../uploads.js").Upload} file @param {import("../uploads.js").Limits} limits @returns {ChipView} */
export const chipView = ({ key, name, size, sent, state, why }, limits) => ({
  key,
  ...named(name),
  size: bytes(size),
  share: state === "waiting" || state === "sending" ? Math.round((100 * sent) / Math.max(1, size)) : null,
  failure:
    state === "failed"
      ? t(why, { n: why === "attachment.too_many" ? limits.files_per_message : Math.round(limits.file_bytes / 1024 ** 2) })
      : "",
  again: !HOPELESS.has(why),
});
