import { locale, t } from "./words.js";

/**
 * Times as the reader reads them: his language, his time zone. Wire times are ISO strings, `now` is milliseconds.
 */

let zone = "Europe/Brussels";
/** @type {Map<string, Intl.DateTimeFormat>} */
const made = new Map();

/** @param {string} timeZone */
export function readIn(timeZone) {
  zone = timeZone;
}

/** @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  const key = `${locale()} ${zone} ${JSON.stringify(options)}`;
  const found = made.get(key) ?? new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options });
  made.set(key, found);
  return found;
}

/** @typedef {string | number} Instant */
/** @param {Instant} at @param {Intl.DateTimeFormatOptions} options */
const shown = (at, options) => format(options).format(new Date(at));
const YMD = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });

/** 13:40 @param {Instant} at */
export const clock = (at) => shown(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const UNITS = /** @type {const} */ (["byte", "kilobyte", "megabyte", "gigabyte"]);

/** 214 kB @param {number} size */
export function bytes(size) {
  const step = size < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(size) / 3));
  const digits = step > 1 && size / 1000 ** step < 10 ? 1 : 0;
  const style = { style: "unit", unit: UNITS[step] ?? "byte", unitDisplay: "short", maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale(), /** @type {Intl.NumberFormatOptions} */ (style)).format(size / 1000 ** step);
}

/** A key that is equal for two moments of one day. @param {Instant} at */
export const dayKey = (at) => shown(at, YMD);

const DAY_MS = 86_400_000;
/** @param {Instant} at @param {number} now */
const sameYear = (at, now) => shown(at, { year: "numeric" }) === shown(now, { year: "numeric" });

/** @param {Instant} at @param {number} now @returns {string | null} vandaag, gisteren */
function nearDay(at, now) {
  if (dayKey(at) === dayKey(now)) return t("today");
  return dayKey(at) === dayKey(now - DAY_MS) ? t("yesterday") : null;
}

/**
 * vandaag, gisteren, vrijdag 20 november, with the year when it is another
 *
 * @param {Instant} at
 * @param {number} now
 */
export function day(at, now) {
  const year = sameYear(at, now) ? {} : /** @type {const} */ ({ year: "numeric" });
  return nearDay(at, now) ?? shown(at, { weekday: "long", day: "numeric", month: "long", ...year });
}

/** 13:40, vr, 12 nov, 12 nov 2025 @param {Instant} at @param {number} now */
export function when(at, now) {
  if (dayKey(at) === dayKey(now)) return clock(at);
  const age = now - new Date(at).getTime();
  if (age >= 0 && age < 6 * DAY_MS) return shown(at, { weekday: "short" });
  const year = sameYear(at, now) ? {} : /** @type {const} */ ({ year: "numeric" });
  return shown(at, { day: "numeric", month: "short", ...year });
}

/** vandaag 13:40, vr 20 nov, 20 nov 2025 @param {Instant} at @param {number} now */
export function lately(at, now) {
  const near = nearDay(at, now);
  if (near) return `${near} ${clock(at)}`;
  const other = sameYear(at, now) ? { weekday: "short" } : { year: "numeric" };
  return shown(at, /** @type {Intl.DateTimeFormatOptions} */ ({ day: "numeric", month: "short", ...other }));
}

/** vandaag 09:14, 20 nov 09:14 @param {Instant} at @param {number} now */
export function moment(at, now) {
  const date = nearDay(at, now) ?? shown(at, { day: "numeric", month: "short" });
  return `${date} ${clock(at)}`;
}

/** 14:05, and with the day when that is not today @param {Instant} at @param {number} now */
export const clockOrMoment = (at, now) => (dayKey(at) === dayKey(now) ? clock(at) : moment(at, now));

/** maandag 23 november 2026 @param {Instant} at */
export const fullDate = (at) => shown(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** 20 november @param {Instant} at @param {number} now */
export function date(at, now) {
  const year = sameYear(at, now) ? {} : /** @type {const} */ ({ year: "numeric" });
  return shown(at, { day: "numeric", month: "long", ...year });
}

/** november 2026 @param {string} period 2026-11 */
export const month = (period) =>
  new Intl.DateTimeFormat(locale(), { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${period}-01`));

/** @param {string} period 2026-Q4 */
export const quarter = (period) => t("quarter", { n: period.slice(-1), year: period.slice(0, 4) });
