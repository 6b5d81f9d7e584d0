import { corrected, of } from "../corrections.js";
import { clock, clockOrMoment, day, dayKey, fullDate } from "../format.js";
import { colour, initials } from "../names.js";
import { inConversation, stored } from "../outbox.js";
import { many, t } from "../words.js";
import { fileView } from "./files.js";
import { paletteOf } from "./palette.js";
import { receiptView } from "./receipt.js";

/**
 * A conversation's history as it is drawn: day lines, groups of one author, bubbles.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Row} Row
 * @typedef {import("../state.js").Me} Me
 * @typedef {import("../state.js").Pending} Pending
 * @typedef {import("../../live/frames.js").Message} Message
 *
 * @typedef {object} Bubble
 * @property {string} key
 * @property {number | null} seq
 * @property {string} cid
 * @property {string} text
 * @property {import("./files.js").FileView[]} files
 * @property {string} time
 * @property {string} at
 * @property {string | null} tombstone
 * @property {string | null} edited when its words changed, in words
 * @property {number} version
 * @property {boolean} own whether I may take it back
 * @property {boolean} editable whether I may change it
 * @property {boolean} told whether the office can read what it said before
 * @property {"edit" | "delete" | null} correcting what I wanted to change, and could not
 * @property {"waiting" | "failed" | null} pending
 * @property {string} why
 * @property {boolean} theirs
 * @property {import("./receipt.js").ReceiptView | null} receipt
 *
 * @typedef {{kind: "day", key: string, text: string, fresh: boolean}} DayLine
 * @typedef {{kind: "group", key: string, mine: boolean, name: string, shownName: boolean, role: string, initials: string,
 *   colour: number, bubbles: Bubble[]}} Group
 *
 * @typedef {object} ThreadView
 * @property {number} conversation
 * @property {"loading" | "ready" | "failed"} status
 * @property {(DayLine | Group)[]} items
 * @property {boolean} older
 * @property {boolean} newer
 * @property {string | null} closed
 * @property {number | null} anchor
 * @property {number | null} line
 */

const TOGETHER_MS = 5 * 60_000;

/** @typedef {import("../state.js").Correction} Correction */
/** @typedef {Message & {pending?: Pending, correction?: Correction | undefined}} Shown */

/** @param {State} state @param {Row} row @param {Me} me @returns {Shown[]} */
function shown(state, row, me) {
  const thread = state.threads[row.id];
  const pending = inConversation(state.outbox, row.id).map((waiting) => {
    const at = new Date(waiting.at).toISOString();
    return { ...stored(waiting, { seq: Infinity, at }, me), pending: waiting };
  });
  const messages = (thread?.messages ?? []).map((message) => {
    const correction = of(state.corrections, message);
    return { ...corrected(message, correction), correction };
  });
  return [...messages, ...(thread?.newer ? [] : pending)];
}

/** @param {Message} message @param {Me} me */
function tombstone(message, me) {
  if (!message.deleted_at) return null;
  const own = message.author.id === me.person.id;
  return own
    ? t("deleted.you", { time: clock(message.deleted_at) })
    : t("deleted.other", { name: message.author.name });
}

/** @param {State} state @param {Row} row @param {Me} me @returns {(message: Shown) => Bubble} */
const bubble = (state, row, me) => (message) => {
  const { pending, correction } = message;
  const own = !pending && !message.deleted_at && message.author.id === me.person.id;
  const { code } = pending ?? correction ?? {};
  return {
    key: message.cid || String(message.seq),
    seq: pending ? null : message.seq,
    cid: message.cid,
    text: message.text,
    files: message.deleted_at ? [] : message.attachments.map(fileView),
    time: clock(message.at),
    at: message.at,
    tombstone: tombstone(message, me),
    edited:
      message.edited_at && !message.deleted_at
        ? t("edited.at", { when: clockOrMoment(message.edited_at, state.now) })
        : null,
    version: message.version,
    own,
    editable: own && row.closed === null,
    told: me.side === "office" && (message.edited_at !== null || message.deleted_at !== null),
    correcting: correction?.state === "failed" ? (correction.deletes ? "delete" : "edit") : null,
    pending: pending?.state ?? correction?.state ?? null,
    why: code ? why(code) : "",
    theirs: message.author.side !== me.side,
    receipt: pending || correction ? null : receiptView(state, row, message, me),
  };
};

/** Why a message could not leave, in a person's words. @param {string} code */
function why(code) {
  const told = /** @type {Record<string, string>} */ ({
    conversation_closed: "failed.closed",
    version_conflict: "failed.changed",
    not_found: "failed.gone",
    forbidden: "failed.gone",
    too_large: "failed.too_large",
    attachment_unknown: "failed.files",
  });
  return told[code] ? t(told[code]) : "";
}

/** @param {Message} message @param {Me} me */
function role(message, me) {
  if (message.author.side === me.side) return t("colleague.lower");
  return me.side === "client" ? me.office.name : "";
}

/** @param {Shown} before @param {Shown} message */
function together(before, message) {
  const near = Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;
  return before.author.id === message.author.id && before.author.side === message.author.side && near;
}

/** @param {Shown} message @param {Me} me @param {Map<number, number>} palette @returns {Group} */
const group = (message, me, palette) => ({
  kind: "group",
  key: `g ${message.cid || message.seq}`,
  mine: message.author.side === me.side,
  name: message.author.name,
  shownName: message.author.id !== me.person.id,
  role: role(message, me),
  initials: initials(message.author.name),
  colour: palette.get(message.author.id) ?? colour(message.author.id),
  bubbles: [],
});

/** @typedef {{upto: number, count: number}} Line */

/**
 * @param {Shown[]} messages
 * @param {Line | null} line
 * @param {Me} me
 * @returns {Shown | undefined} the first one new to me
 */
const firstNew = (messages, line, me) =>
  line ? messages.find((message) => message.seq > line.upto && message.author.side !== me.side) : undefined;

/**
 * @param {string} at
 * @param {boolean} newDay
 * @param {Line | null} line set where the new ones begin
 * @param {number} now
 * @returns {DayLine[]}
 */
function dayLines(at, newDay, line, now) {
  const named = day(at, now);
  if (line) {
    const text = many("new_messages", line.count) + (newDay ? ` · ${named}` : "");
    return [{ kind: "day", key: "new", text, fresh: true }];
  }
  return newDay ? [{ kind: "day", key: dayKey(at), text: named, fresh: false }] : [];
}

/** @param {State} state @param {Row} row @param {Me} me */
function items(state, row, me) {
  const palette = paletteOf(state, row);
  const line = state.line?.conversation === row.id && state.line.count > 0 ? state.line : null;
  const draw = bubble(state, row, me);
  const messages = shown(state, row, me);
  const fresh = firstNew(messages, line, me);
  /** @type {(DayLine | Group)[]} */
  const made = [];
  messages.forEach((message, i) => {
    const before = messages[i - 1];
    const newDay = !before || dayKey(before.at) !== dayKey(message.at);
    const lines = dayLines(message.at, newDay, message === fresh ? line : null, state.now);
    if (lines.length || !before || !together(before, message)) made.push(...lines, group(message, me, palette));
    const last = made.at(-1);
    if (last?.kind === "group") last.bubbles.push(draw(message));
  });
  return made;
}

/** @param {Row} row */
function closedLine({ closed }) {
  if (!closed) return null;
  const { at, by } = closed;
  return t("conversation.closed_by", { name: by.name, date: fullDate(at), time: clock(at) });
}

/** @param {State} state @param {Row} row @param {Me} me @returns {ThreadView} */
export function threadView(state, row, me) {
  const thread = state.threads[row.id];
  return {
    conversation: row.id,
    status: thread?.messages.length ? "ready" : (thread?.status ?? "loading"),
    items: items(state, row, me),
    older: thread?.older ?? false,
    newer: thread?.newer ?? false,
    closed: closedLine(row),
    anchor: state.route.seq,
    line: state.line?.conversation === row.id && state.line.count > 0 ? state.line.upto : null,
  };
}
