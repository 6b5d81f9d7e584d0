/**
 * The client monitor: the rows loaded so far, in the server's order, and what is ticked. The server sorts and counts; a
 * row that changes stays where it is.
 *
 * @typedef {import("../live/frames.js").MonitorRow} MonitorRow
 * @typedef {import("../live/frames.js").MonitorPage} MonitorPage
 * @typedef {import("../live/frames.js").DossierFacts} DossierFacts
 * @typedef {import("../live/frames.js").View} View
 * @typedef {{all: boolean, ids: number[]}} Ticked everything found but these, or only these
 *
 * @typedef {object} MonitorState
 * @property {string} query what the rows answer
 * @property {MonitorRow[]} rows
 * @property {string | null} next
 * @property {number} count
 * @property {number} total
 * @property {"loading" | "ready" | "more" | "failed"} status
 * @property {Ticked} ticked
 * @property {import("../live/frames.js").Choices} choices
 * @property {View[]} views
 *
 * @typedef {{loading?: string, page?: MonitorPage, query?: string, more?: boolean, failed?: boolean,
 *   told?: (DossierFacts | MonitorRow)[], ticked?: Ticked, choices?: import("../live/frames.js").Choices,
 *   views?: View[]}} Change
 */

/** @type {Ticked} */
export const nothingTicked = { all: false, ids: [] };

/** @type {MonitorState} */
export const blank = {
  query: "",
  rows: [],
  next: null,
  count: 0,
  total: 0,
  status: "loading",
  ticked: nothingTicked,
  choices: { responsible: [], tags: [] },
  views: [],
};

/** @param {MonitorState} monitor @param {MonitorPage} page @param {boolean} more @returns {MonitorState} */
function withPage(monitor, page, more) {
  const known = new Set(more ? monitor.rows.map((row) => row.id) : []);
  const rows = [...(more ? monitor.rows : []), ...page.rows.filter((row) => !known.has(row.id))];
  const { count, total } = monitor;
  return { ...monitor, rows, next: page.next, count: page.count ?? count, total: page.total ?? total, status: "ready" };
}

/** In place, whatever the order says. @param {MonitorRow[]} rows @param {(DossierFacts | MonitorRow)[]} told */
function withTold(rows, told) {
  const news = new Map(told.map((one) => [one.id, one]));
  return rows.map((row) => (news.has(row.id) ? { ...row, ...news.get(row.id) } : row));
}

/** @param {MonitorState} monitor @param {Change} change @returns {MonitorState} */
export function changed(monitor, change) {
  if (change.loading !== undefined) {
    const same = ofFilter(change.loading) === ofFilter(monitor.query);
    const ticked = same ? monitor.ticked : nothingTicked;
    return { ...monitor, query: change.loading, rows: [], next: null, status: "loading", ticked };
  }
  if (change.page)
    return change.query === monitor.query ? withPage(monitor, change.page, change.more ?? false) : monitor;
  if (change.failed) return { ...monitor, status: "failed" };
  if (change.told) return { ...monitor, rows: withTold(monitor.rows, change.told) };
  return { ...monitor, ...change, status: change.more ? "more" : monitor.status };
}

/** @param {Ticked} ticked @param {number} id */
export const isTicked = ({ all, ids }, id) => ids.includes(id) !== all;

/** @param {Ticked} ticked @param {number[]} ids @param {boolean} on @returns {Ticked} */
export function tick({ all, ids: before }, ids, on) {
  const others = before.filter((id) => !ids.includes(id));
  return { all, ids: on === all ? others : [...others, ...ids] };
}

/** @param {Ticked} ticked @param {number} count how many there are */
export const tickedCount = ({ all, ids }, count) => (all ? Math.max(0, count - ids.length) : ids.length);

const ORDER = ["sort", "descending"];
const LISTS = ["responsible", "language", "vat_rhythm", "tags"];
export const FLAGS = ["needs_answer", "open"];
const NAMES = ["q", ...LISTS, ...FLAGS, "since", "until", "active"];

/** The filter alone, of a query with an order. @param {string} query */
export function ofFilter(query) {
  const given = new URLSearchParams(query);
  return new URLSearchParams(NAMES.flatMap((name) => (given.get(name) ? [[name, given.get(name) ?? ""]] : []))).toString();
}

/** What the server takes of an address. @param {string} query */
export function asked(query) {
  const given = new URLSearchParams(query);
  const known = [...NAMES, ...ORDER].filter((name) => given.get(name));
  return Object.fromEntries(known.map((name) => [name, given.get(name) ?? ""]));
}

/** @param {string} query @returns {Record<string, string | boolean>} the filter as JSON */
export function filterOf(query) {
  const words = Object.entries(asked(query)).filter(([name]) => !ORDER.includes(name));
  return Object.fromEntries(words.map(([name, value]) => [name, FLAGS.includes(name) ? value === "true" : value]));
}

/** What is ticked, for the server; nothing ticked is everything found. @param {MonitorState} monitor */
export function selectionOf({ ticked, query }) {
  if (!ticked.all && ticked.ids.length) return { only: ticked.ids };
  return { filter: filterOf(query), ...(ticked.all && ticked.ids.length && { except: ticked.ids }) };
}

/** @param {string} query @param {Record<string, string>} change empty: left out */
export function withQuery(query, change) {
  const given = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) value ? given.set(name, value) : given.delete(name);
  return given.toString().replaceAll("%2C", ",");
}

/** @param {string} query @param {string} name */
export const valuesOf = (query, name) => (new URLSearchParams(query).get(name) ?? "").split(",").filter(Boolean);

/** One value more or less of a list. @param {string} query @param {string} name @param {string} value */
export function toggled(query, name, value) {
  const values = valuesOf(query, name);
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return withQuery(query, { [name]: next.join(",") });
}

/** The order after a click on a column: the other way round where it is in use. @param {string} query @param {string} sort */
export function sorted(query, sort) {
  const given = new URLSearchParams(query);
  const [now, down] = [given.get("sort") || "name", given.get("descending") === "true"];
  const first = ["last_at", "needs_answer", "needs_answer_since"].includes(sort);
  const descending = now === sort ? !down : first;
  return withQuery(query, { sort: sort === "name" ? "" : sort, descending: descending ? "true" : "" });
}
