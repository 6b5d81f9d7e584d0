/**
 * A conversation's row, and how news changes it.
 *
 * @typedef {import("../live/frames.js").Row} Row
 * @typedef {import("../live/frames.js").Message} Message
 * @typedef {import("../live/frames.js").Me} Me
 * @typedef {{conversation: number, person: number, delivered_upto: number, read_upto: number, at: string}} Receipt
 */

/** Who may close may reopen: staff, and the client who started it. @param {Row} row @param {Me} me */
function rights(row, me) {
  const ends = me.side === "office" || row.starter.id === me.person.id;
  const open = row.closed === null;
  return { close: open && ends, reopen: !open && ends, send: open || me.side === "client" };
}

/** @param {Row} row @param {Me} me @returns {Row} */
const withRights = (row, me) => ({ ...row, may: rights(row, me) });

/**
 * A row as told to a whole audience, completed for this viewer.
 *
 * @param {Row} row
 * @param {Me} me
 * @returns {Row}
 */
export function mine(row, me) {
  const own = row.last?.author.id === me.person.id;
  const theirs = row.last !== null && row.last.side !== me.side && !row.last.deleted;
  const at = own ? row.head : 0;
  const viewed = { ...row, read_upto: at, delivered_upto: at, unread: theirs ? 1 : 0 };
  return withRights(withWaiting(viewed, me), me);
}

/** @param {string} text */
const snippet = (text) => (text.length > 140 ? `${text.slice(0, 139)}…` : text);

/**
 * @param {Row} row
 * @param {Message & {needs_answer_since?: string | null, reopened?: boolean}} message
 * @param {Me} me
 * @returns {Row}
 */
export function withMessage(row, message, me) {
  if (message.seq <= row.head) return row;
  const { seq, author, at } = message;
  const deleted = message.deleted_at !== null;
  const unread = row.unread + (author.side === me.side || deleted ? 0 : 1);
  const own = author.id === me.person.id;
  const files = deleted ? 0 : message.attachments.length;
  const last = { seq, author, side: author.side, text: snippet(message.text), at, deleted, files };
  const next = { ...row, head: seq, last, last_at: at, unread };
  if (own && unread === 0) next.read_upto = next.delivered_upto = seq;
  if (message.reopened) next.closed = null;
  const asked = { ...next, asked: deleted ? row.asked : author.side === "office" };
  return withRights(me.side === "client" ? withWaiting(asked, me) : answered(next, message), me);
}

/**
 * A message changed its words.
 *
 * @param {Row} row
 * @param {Message} message
 * @returns {Row}
 */
export function edited(row, { seq, text }) {
  return row.last?.seq === seq ? { ...row, last: { ...row.last, text: snippet(text) } } : row;
}

/**
 * A message was taken back. `counted`: it was among what I have not read.
 *
 * @param {Row} row
 * @param {import("../live/frames.js").Deletion} message
 * @param {boolean} counted
 * @param {Me} me
 * @returns {Row}
 */
export function deleted(row, message, counted, me) {
  const last = row.last?.seq === message.seq ? { ...row.last, text: "", deleted: true } : row.last;
  const next = { ...row, last, unread: Math.max(0, row.unread - (counted ? 1 : 0)) };
  if (me.side === "office") return answered(next, message);
  return withWaiting({ ...next, asked: message.asked ?? row.asked }, me);
}

/** S61: what waits for this client: open, and asked or not read yet. @param {Row} row @param {Me} me @returns {Row} */
function withWaiting(row, me) {
  if (me.side === "office") return row;
  return { ...row, waiting: row.closed === null && (row.asked === true || row.unread > 0) };
}

/** @param {Row} row @param {{needs_answer_since?: string | null}} told @returns {Row} */
function answered(row, { needs_answer_since: since }) {
  if (since === undefined) return row;
  return { ...row, needs_answer_since: since, needs_answer: since !== null };
}

/** @param {Row} row @param {{at: string, by: import("../live/frames.js").Author}} closed @param {Me} me */
export function closed(row, { at, by }, me) {
  const owed = me.side === "office" && { needs_answer: false, needs_answer_since: null };
  return withRights(withWaiting({ ...row, closed: { at, by }, ...owed }, me), me);
}

/** @param {Row} row @param {Me} me */
export const reopened = (row, me) => withRights(withWaiting({ ...row, closed: null }, me), me);

/**
 * @param {Row} row
 * @param {{needs_answer_since?: string | null, assignee?: import("../live/frames.js").Named | null, waiting?: boolean}} told a client only hears that the office expects nothing more: `waiting` is false
 * @param {Me} me
 * @returns {Row}
 */
export function updated(row, told, me) {
  if (me.side === "client") return withWaiting({ ...row, asked: told.waiting ?? row.asked }, me);
  const next = answered(row, told);
  return told.assignee === undefined ? next : { ...next, assignee: told.assignee };
}

/** A client reader's marks rose. @param {Row} row @param {Receipt} receipt @returns {Row} */
export function seated(row, receipt) {
  const seats = row.seats?.map((seat) => (seat.person.id === receipt.person ? raised(seat, receipt) : seat));
  return { ...row, ...(seats && { seats }) };
}

/** @param {import("../live/frames.js").Seat} seat @param {Receipt} receipt */
function raised(seat, { delivered_upto, read_upto, at }) {
  const delivered = delivered_upto > seat.delivered_upto;
  const read = read_upto > seat.read_upto;
  return {
    ...seat,
    delivered_upto: Math.max(seat.delivered_upto, delivered_upto),
    delivered_at: delivered ? at : seat.delivered_at,
    read_upto: Math.max(seat.read_upto, read_upto),
    read_at: read ? at : seat.read_at,
  };
}

/**
 * My own marks rose, here or on another device of mine.
 *
 * @param {Row} row
 * @param {number} delivered
 * @param {number} read
 * @param {Message[]} known messages of the conversation we have
 * @param {Me} me
 * @returns {Row}
 */
export function marked(row, delivered, read, known, me) {
  const read_upto = Math.max(row.read_upto, read);
  const delivered_upto = Math.max(row.delivered_upto, delivered, read_upto);
  if (read_upto === row.read_upto) return delivered_upto === row.delivered_upto ? row : { ...row, delivered_upto };
  const unread = unreadAbove(row, read_upto, known, me);
  return withWaiting({ ...row, read_upto, delivered_upto, unread }, me);
}

/** @param {Row} row @param {number} upto @param {Message[]} known @param {Me} me */
function unreadAbove(row, upto, known, me) {
  if (upto >= row.head) return 0;
  const complete = known.length > 0 && (known[0]?.seq ?? 0) <= upto + 1 && known.at(-1)?.seq === row.head;
  if (!complete) return Math.min(row.unread, row.head - upto);
  return known.filter((m) => m.seq > upto && m.author.side !== me.side && !m.deleted_at).length;
}
