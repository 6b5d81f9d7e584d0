import { t } from "./words.js";

/**
 * Texts with variables as somebody writes them. Which there are and what is wrong, the server says; positions there
 * count code points, here they count what a field counts.
 *
 * @typedef {import("../live/frames.js").Fault} Fault
 * @typedef {import("../live/frames.js").Piece} Piece
 * @typedef {import("../live/frames.js").Templates} Templates
 * @typedef {import("../live/frames.js").Variable} Variable
 * @typedef {{text: string, look: "" | "var" | "bad"}} Token
 * @typedef {"nl" | "fr" | "de" | "en"} Language
 */

/** @type {Record<Language, string>} */
export const OWN_NAMES = { nl: "Nederlands", fr: "Français", de: "Deutsch", en: "English" };
export const LANGUAGES = /** @type {Language[]} */ (Object.keys(OWN_NAMES));

const VARIABLE = /%(\p{L}[\p{L}\p{N}_]*)%/gu;
const MONTHS_BACK = 4;
const MONTHS = 7;
const QUARTERS = 6;

/** @param {string} text @param {string[]} names those of the type @param {Fault[]} faults @returns {Token[]} */
export function tokens(text, names, faults) {
  /** @type {[number, number, "var" | "bad"][]} */
  const marks = faults.map((fault) => {
    const start = index(text, fault.at);
    return [start, start + index(text.slice(start), fault.length), "bad"];
  });
  for (const found of text.matchAll(VARIABLE)) {
    if (names.includes(found[1] ?? "")) marks.push([found.index, found.index + found[0].length, "var"]);
  }
  return cut(text, marks);
}

/** @param {string} text @param {[number, number, "var" | "bad"][]} marks @returns {Token[]} */
function cut(text, marks) {
  /** @type {Token[]} */
  const found = [];
  let done = 0;
  for (const [start, end, look] of marks.sort(([a], [b]) => a - b)) {
    if (start < done) continue;
    found.push({ text: text.slice(done, start), look: "" }, { text: text.slice(start, end), look });
    done = end;
  }
  return [...found, { text: text.slice(done), look: "" }];
}

/** Where the n-th code point stands in a string. @param {string} text @param {number} n */
export function index(text, n) {
  let at = 0;
  for (const point of text) {
    if (n-- <= 0) break;
    at += point.length;
  }
  return at;
}

/** The text with what was probably meant in place of the fault. @param {string} text @param {Fault} fault */
export function fixed(text, fault) {
  const start = index(text, fault.at);
  const end = start + index(text.slice(start), fault.length);
  return `${text.slice(0, start)}%${fault.nearest}%${text.slice(end)}`;
}

/** @param {Fault} fault */
export const faultText = (fault) =>
  t(fault.problem === "unbalanced" ? "variable.unbalanced" : "variable.unknown", { var: `%${fault.name}%` });

/** @param {string} text @returns {string[]} the variables in it, each once */
export const used = (text) => [...new Set([...text.matchAll(VARIABLE)].map((found) => found[1] ?? ""))];

/** What has to be said before these texts can leave. @param {string} text @param {Variable[]} all @param {string[]} unknown
 * @returns {Variable[]} */
export const asked = (text, all, unknown) =>
  all.filter(({ name, given }) => used(text).includes(name) && (given || unknown.includes(name)));

/** @param {Piece[]} pieces */
export const whole = (pieces) => pieces.map(({ text }) => text).join("");

/** @param {Templates | null} templates @param {string | null} kind @returns {Variable[]} */
export const variablesOf = (templates, kind) => templates?.types.find((type) => type.kind === kind)?.variables ?? [];

const two = (/** @type {number} */ n) => String(n).padStart(2, "0");

/** The months and quarters around now that a return may be about, as the wire has them. @param {number} now
 * @returns {{months: string[], quarters: string[]}} newest first */
export function periods(now) {
  const date = new Date(now);
  const month = date.getFullYear() * 12 + date.getMonth();
  const months = Array.from({ length: MONTHS }, (_, i) => month + MONTHS - MONTHS_BACK - 1 - i);
  const quarters = Array.from({ length: QUARTERS }, (_, i) => Math.floor(month / 3) + 1 - i);
  return {
    months: months.map((at) => `${Math.floor(at / 12)}-${two((at % 12) + 1)}`),
    quarters: quarters.map((at) => `${Math.floor(at / 4)}-Q${(at % 4) + 1}`),
  };
}

/** Something to look at in place of what will be typed. @param {number} now @returns {Record<string, string>} */
export function samples(now) {
  const day = new Date(now).toISOString().slice(0, 10);
  const month = day.slice(0, 7);
  return {
    invoice_number: "2026-0417",
    supplier: "Meubelhuis Aerts",
    invoice_date: day,
    amount: "1250.00",
    payment_date: day,
    counterparty: "Drukkerij Maes",
    period: month,
    deadline: day,
    balance: "3480.75",
  };
}

/** Only what the type knows: the server refuses the rest. @param {Record<string, string>} values @param {Variable[]} all */
export const known = (values, all) =>
  Object.fromEntries(Object.entries(values).filter(([name, text]) => text && all.some((one) => one.name === name)));

/**
 * Line by line what one text has and the other has not (longest common subsequence; texts are short).
 *
 * @param {string} before @param {string} after
 * @returns {{before: Token[], after: Token[]}} `bad`: only there, `var`: only here
 */
export function differences(before, after) {
  const [a, b] = [before, after].map((text) => text.split(/(?<=\s)/u));
  if (!a || !b) return { before: [], after: [] };
  const common = lengths(a, b);
  /** @type {{before: Token[], after: Token[]}} */
  const told = { before: [], after: [] };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      told.before.push({ text: a[i++] ?? "", look: "" });
      told.after.push({ text: b[j++] ?? "", look: "" });
    } else if (j >= b.length || (i < a.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) {
      told.before.push({ text: a[i++] ?? "", look: "bad" });
    } else told.after.push({ text: b[j++] ?? "", look: "var" });
  }
  return told;
}

/** How much the rests of both have in common. @param {string[]} a @param {string[]} b @returns {number[][]} */
function lengths(a, b) {
  /** @type {number[][]} */
  const table = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  const at = (/** @type {number} */ i, /** @type {number} */ j) => table[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? [];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return table;
}
