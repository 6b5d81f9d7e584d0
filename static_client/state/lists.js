/**
 * The list of conversations: what the server listed, kept true by what we know since.
 *
 * @typedef {import("../live/frames.js").Row} Row
 * @typedef {import("../live/frames.js").Counters} Counters
 * @typedef {import("../live/frames.js").Me} Me
 * @typedef {import("./state.js").List} List
 * @typedef {import("./state.js").State} State
 * @typedef {import("./routes.js").Place} Place
 */

/** @type {Record<string, (row: Row) => boolean>} */
const VIEWS = {
  office: (row) => row.needs_answer === true,
  client: (row) => row.closed === null && row.needs_answer !== true && row.last?.side === "office",
  private: (row) => row.audience === "one",
};

/** What the address asks of the server. @param {Place} place @param {string} q */
export const queryOf = ({ status, view, dossier }, q) => ({
  status,
  dossier,
  q: q.trim(),
  ...((view === "office" || view === "client") && { waiting: view }),
  ...(view === "mine" && { mine: 1 }),
  ...(view === "private" && { private: 1 }),
});

/** Whether a row surely is not to be listed here. @param {Row} row @param {Place} place */
export function excluded(row, { status, view, dossier }) {
  if (status !== "all" && (row.closed === null) !== (status === "open")) return true;
  if (dossier !== null && row.dossier.id !== dossier) return true;
  return view !== null && view in VIEWS && !VIEWS[view]?.(row);
}

/** Whether only the server can tell what belongs here. @param {List} list */
export const serverTells = ({ place, q }) => q.trim() !== "" || place.view === "mine";

/** @param {Row} a @param {Row} b newest activity first */
const newest = (a, b) => (a.last_at === b.last_at ? b.id - a.id : a.last_at < b.last_at ? 1 : -1);

/** @param {List} list @param {Record<number, Row>} rows where the loaded pages end */
function floor(list, rows) {
  if (list.next === null) return "";
  return list.ids.reduce((low, id) => (rows[id] && rows[id].last_at < low ? rows[id].last_at : low), "9");
}

/** The rows to show, in order. @param {List} list @param {Record<number, Row>} rows @returns {Row[]} */
export function listed(list, rows) {
  const ids = new Set(list.ids);
  const lowest = floor(list, rows);
  const joins = (/** @type {Row} */ row) => !serverTells(list) && row.last_at >= lowest;
  return Object.values(rows)
    .filter((row) => (ids.has(row.id) || joins(row)) && !excluded(row, list.place))
    .sort(newest);
}

/** @param {Row | undefined} row @param {(row: Row) => boolean} test */
const count = (row, test) => (row && test(row) ? 1 : 0);

/**
 * The counters after one row changed.
 *
 * @param {Counters} counters
 * @param {Row | undefined} before
 * @param {Row | undefined} after
 * @returns {Counters}
 */
export function counted(counters, before, after) {
  const moved = (/** @type {(row: Row) => boolean} */ test) => count(after, test) - count(before, test);
  return {
    open: counters.open + moved((row) => row.closed === null),
    closed: counters.closed + moved((row) => row.closed !== null),
    unread: counters.unread + moved((row) => row.closed === null && row.unread > 0),
    ...(counters.needs_answer !== undefined && {
      needs_answer: counters.needs_answer + moved((row) => row.needs_answer === true),
    }),
    ...(counters.waiting !== undefined && { waiting: counters.waiting + moved((row) => row.waiting === true) }),
  };
}
