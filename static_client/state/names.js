const PARTICLES = new Set(["van", "de", "den", "der", "du", "le", "la", "’t", "'t", "t", "von", "dr", "mr"]);
const FORMS = new Set([
  "bv",
  "nv",
  "srl",
  "sa",
  "gmbh",
  "ag",
  "commv",
  "vof",
  "vzw",
  "asbl",
  "cv",
  "bvba",
  "sprl",
  "snc",
]);
const TRADES = new Set(["kantoor", "bureau", "cabinet", "fiduciaire", "büro"]);

/** @param {string} text */
const words = (text) =>
  text
    .split(",")
    .filter((part, i) => i === 0 || /^\s*\p{Lu}/u.test(part))
    .join(" ")
    .split(/\s+/)
    .map((word) => word.replace(/[^\p{L}’']/gu, ""))
    .filter((word) => /\p{L}/u.test(word));

/** @param {string} word */
const telling = (word) => !PARTICLES.has(word.toLowerCase()) && !FORMS.has(word.toLowerCase());
/** @param {string} word */
const letter = (word) =>
  word
    .replace(/[^\p{L}]/gu, "")
    .charAt(0)
    .toLocaleUpperCase();

/**
 * Two letters for a person or a dossier: of the first and the last telling word; particles and legal forms are skipped,
 * one word gives its first two.
 *
 * @param {string} name
 */
export function initials(name) {
  const all = words(name);
  const named = all.filter((word) => !TRADES.has(word.toLowerCase()));
  const [first, ...rest] = named.filter(telling);
  if (!first) return all.slice(0, 2).map(letter).join("") || "?";
  const last = rest.at(-1);
  if (last) return letter(first) + letter(last);
  if (named[0] !== first && named.length < all.length) return letter(named[0] ?? "") + letter(first);
  return first
    .replace(/[^\p{L}]/gu, "")
    .slice(0, 2)
    .toLocaleUpperCase();
}

/** @param {string} text @returns {number} the 32-bit FNV-1a of its UTF-8 bytes */
export function fnv1a(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

export const COLOURS = 12;

/** The colour of a person or dossier, the same on every device. @param {number} id */
export const colour = (id) => fnv1a(String(id)) % COLOURS;

/**
 * Colours of the readers of one conversation: where two would share one, the later moves to the next free.
 *
 * @param {number[]} ids in order of joining
 * @returns {Map<number, number>}
 */
export function colours(ids) {
  const taken = new Map();
  for (const id of ids) taken.set(id, free(colour(id), new Set(taken.values())));
  return taken;
}

/** @param {number} wanted @param {Set<number>} taken */
function free(wanted, taken) {
  for (let step = 0; step < COLOURS; step++) {
    const index = (wanted + step) % COLOURS;
    if (!taken.has(index)) return index;
  }
  return wanted;
}

/** @param {string} name */
export const firstName = (name) => name.trim().split(/\s+/)[0] ?? name;

/** A company without its legal form, for a narrow header. @param {string} name */
export const withoutForm = (name) =>
  name
    .split(/\s+/)
    .filter((word) => !FORMS.has(word.toLowerCase().replace(/[^\p{L}]/gu, "")))
    .join(" ");

/** @param {{id: number, name: string}} somebody @returns {{initials: string, colour: number}} */
export const faceOf = ({ id, name }) => ({ initials: initials(name), colour: colour(id) });
