import { clockOrMoment, moment } from "../format.js";
import { colour, initials } from "../names.js";
import { receiptOf } from "../receipts.js";
import { listed, t } from "../words.js";
import { paletteOf } from "./palette.js";

/**
 * A receipt as it is drawn: the shape, its name in words, and what the popover tells.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Row} Row
 * @typedef {import("../state.js").Me} Me
 * @typedef {import("../../live/frames.js").Message} Message
 * @typedef {{initials: string, colour: number}} Face
 * @typedef {Face & {id: number, name: string, when: string, mail: string}} PersonView
 * @typedef {{title: string, people: PersonView[]}} Group
 * @typedef {{shape: "waiting" | "sent" | "delivered" | "read", name: string, faces: Face[], more: number,
 *   groups: Group[]}} ReceiptView
 */

const FACES = 4;

/** What we know of a reader's mail. @param {State} state @param {Row} row @param {number} person */
function mail(state, row, person) {
  const reminders = state.details[row.id]?.reminders ?? [];
  const its = reminders.filter((reminder) => reminder.person?.id === person);
  const last = its.at(-1);
  if (!last) return "";
  if (last.state === "sent") return t("receipt.mail_sent_short", { time: clockOrMoment(last.changed_at, state.now) });
  if (last.state === "failed" || last.state === "bounced") return t("receipt.mail_failed");
  if (last.state === "cancelled") return "";
  return t("receipt.mail_short", { time: clockOrMoment(last.due_at, state.now) });
}

/** @param {import("../receipts.js").Reached[]} read */
function readBy(read) {
  const names = read.map((reader) => reader.name);
  if (names.length <= FACES) return t("receipt.read_by", { names: listed(names) });
  return t("receipt.read_by_more", { names: names.slice(0, 3).join(", "), n: names.length - 3 });
}

/**
 * @param {State} state @param {Row} row @param {Message} message @param {Me} me
 * @returns {ReceiptView | null}
 */
export function receiptView(state, row, message, me) {
  const receipt = receiptOf(message, row, state.threads[row.id]?.marks ?? [], me);
  if (!receipt) return null;
  const palette = paletteOf(state, row);
  const face = (/** @type {{id: number, name: string}} */ { id, name }) => ({
    initials: initials(name),
    colour: palette.get(id) ?? colour(id),
  });
  const person = (/** @type {boolean} */ mailed) => (/** @type {import("../receipts.js").Reached} */ reached) => ({
    ...face(reached),
    id: reached.id,
    name: reached.name,
    when: reached.at ? moment(reached.at, state.now) : "",
    mail: mailed ? mail(state, row, reached.id) : "",
  });
  const shown = receipt.read.length <= FACES ? FACES : FACES - 1;
  const groups = [
    { title: t("receipt.read"), people: receipt.read.map(person(false)) },
    { title: t("receipt.not_read"), people: receipt.delivered.map(person(true)) },
    { title: t("receipt.not_delivered"), people: receipt.waiting.map(person(true)) },
  ].filter((group) => group.people.length > 0);
  return {
    shape: receipt.shape,
    name: receipt.shape === "read" ? readBy(receipt.read) : t(`receipt.${receipt.shape}`),
    faces: receipt.read.slice(0, shown).map(face),
    more: Math.max(0, receipt.read.length - shown),
    groups,
  };
}
