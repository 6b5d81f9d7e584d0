/**
 * What a message's sender may know of it (S33-S35, S69).
 *
 * @typedef {import("../live/frames.js").Row} Row
 * @typedef {import("../live/frames.js").Message} Message
 * @typedef {import("../live/frames.js").Mark} Mark
 * @typedef {import("../live/frames.js").Seat} Seat
 * @typedef {import("../live/frames.js").Me} Me
 * @typedef {{id: number, name: string, at: string | null}} Reached
 * @typedef {{shape: "sent" | "delivered" | "read", read: Reached[], delivered: Reached[], waiting: Reached[]}} Receipt
 */

/**
 * @param {Message} message
 * @param {Row} row
 * @param {Mark[]} marks when each mark rose, oldest first
 * @param {Me} me
 * @returns {Receipt | null} null where no receipt is shown
 */
export function receiptOf(message, row, marks, me) {
  if (message.author.side !== me.side || message.deleted_at) return null;
  if (me.side === "client") return message.author.id === me.person.id ? inInbox : null;
  const seats = (row.seats ?? []).filter((seat) => (seat.first ?? 0) < message.seq);
  const read = seats
    .filter((seat) => seat.read_upto >= message.seq)
    .map((seat) => reached(seat, "read", message, marks));
  const delivered = seats
    .filter((seat) => seat.delivered_upto >= message.seq && seat.read_upto < message.seq)
    .map((seat) => reached(seat, "delivered", message, marks));
  const waiting = seats
    .filter((seat) => seat.delivered_upto < message.seq && seat.read_upto < message.seq)
    .map(({ person }) => ({ ...person, at: null }));
  return { shape: shapeOf(read, delivered), read: read.sort(earliest), delivered: delivered.sort(earliest), waiting };
}

/** A client's message is in the office's inbox once it is stored. @type {Receipt} */
const inInbox = { shape: "delivered", read: [], delivered: [], waiting: [] };

/** @param {Reached[]} read @param {Reached[]} delivered @returns {Receipt["shape"]} */
const shapeOf = (read, delivered) => (read.length ? "read" : delivered.length ? "delivered" : "sent");

/**
 * @param {Seat} seat
 * @param {"read" | "delivered"} what
 * @param {Message} message
 * @param {Mark[]} marks
 * @returns {Reached}
 */
function reached({ person, ...seat }, what, { seq }, marks) {
  const rose = marks.find((mark) => mark.person === person.id && mark[`${what}_upto`] >= seq);
  return { ...person, at: rose?.at ?? seat[`${what}_at`] };
}

/** @param {Reached} a @param {Reached} b */
const earliest = (a, b) => ((a.at ?? "") < (b.at ?? "") ? -1 : (a.at ?? "") > (b.at ?? "") ? 1 : a.id - b.id);
