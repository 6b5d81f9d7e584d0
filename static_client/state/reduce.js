import { counted } from "./lists.js";
import * as corrections from "./corrections.js";
import { acknowledged, raise } from "./marks.js";
import * as monitors from "./monitor.js";
import * as presence from "./presence.js";
import { again, refused, stored, without } from "./outbox.js";
import { unreadIn } from "./reading.js";
import * as rows from "./rows.js";
import * as threads from "./threads.js";
import * as uploads from "./uploads.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Row} Row
 * @typedef {import("./state.js").Me} Me
 * @typedef {import("../live/frames.js").LiveEvent} LiveEvent
 * @typedef {{type: string, [field: string]: any}} Action
 * @typedef {(state: State, action: any) => State} Reducer
 */

/**
 * @param {State} state
 * @param {number} id
 * @param {(row: Row, me: Me) => Row | undefined} change
 * @returns {State}
 */
function withRow(state, id, change) {
  const before = state.rows[id];
  if (!before || !state.me) return state;
  const after = change(before, state.me);
  if (after === before) return state;
  const { [id]: _, ...others } = state.rows;
  const next = after ? { ...others, [id]: after } : others;
  return { ...state, rows: next, counters: counted(state.counters, before, after) };
}

/**
 * @param {State} state
 * @param {number} id
 * @param {(thread: State["threads"][0]) => State["threads"][0]} change
 */
function withThread(state, id, change) {
  const thread = state.threads[id];
  return thread ? { ...state, threads: { ...state.threads, [id]: change(thread) } } : state;
}

/** @param {State} state @param {number} id */
const known = (state, id) => state.threads[id]?.messages ?? [];

/** @param {State} state @param {import("../live/frames.js").Message} message */
function withMessage(state, message) {
  const arrived = withRow(state, message.conversation, (row, me) => rows.withMessage(row, message, me));
  const shown = withThread(arrived, message.conversation, (thread) => threads.withMessage(thread, message));
  return { ...shown, outbox: without(shown.outbox, message.cid) };
}

/** @param {State} state @param {import("../live/frames.js").Message} message */
function edited(state, message) {
  const { conversation } = message;
  const told = withRow(state, conversation, (row) => rows.edited(row, message));
  return withThread(told, conversation, (thread) => threads.withChange(thread, message));
}

/** @param {State} state @param {import("../live/frames.js").Deletion} message */
function deleted(state, message) {
  const { conversation, seq, author } = message;
  const before = known(state, conversation).find((one) => one.seq === seq);
  const told = withRow(state, conversation, (row, me) => {
    const counted = before && !before.deleted_at && author.side !== me.side && seq > row.read_upto;
    return rows.deleted(row, message, counted === true, me);
  });
  const shown = withThread(told, conversation, (thread) => threads.withChange(thread, message));
  const gone = { ...shown, corrections: corrections.without(shown.corrections, message) };
  return shown.editing && corrections.keyOf(shown.editing) === corrections.keyOf(message)
    ? { ...gone, editing: null }
    : gone;
}

/** The server has what I changed; the news of it may still be under way. @param {State} state @param {any} action */
function corrected(state, { correction, answer }) {
  const next = corrections.confirmed(state.corrections, correction, answer);
  return withThread({ ...state, corrections: next }, correction.conversation, (thread) => {
    const message = thread.messages.find(({ seq }) => seq === correction.seq);
    if (!message || message.deleted_at || (answer.version ?? Infinity) <= message.version) return thread;
    const version = answer.version ?? message.version + 1;
    const now = correction.deletes
      ? { ...message, version, text: "", deleted_at: answer.at }
      : { ...message, version, text: correction.text, edited_at: answer.at };
    return threads.withChange(thread, now);
  });
}

/** @param {State} state @param {number} id @param {number} delivered @param {number} read */
const marked = (state, id, delivered, read) =>
  withRow(state, id, (row, me) => rows.marked(row, delivered, read, known(state, id), me));

/** @param {State} state @param {rows.Receipt} d */
function receipt(state, d) {
  if (d.person === state.me?.person.id) return marked(state, d.conversation, d.delivered_upto, d.read_upto);
  if (!state.rows[d.conversation]?.seats?.some((seat) => seat.person.id === d.person)) return state;
  const raised = withRow(state, d.conversation, (row) => rows.seated(row, d));
  return withThread(raised, d.conversation, (thread) => threads.withMark(thread, d));
}

/** @param {State} state @param {any} d */
function started(state, { conversation, message }) {
  if (!state.me) return state;
  if (state.rows[conversation.id]) return withMessage(state, message);
  const row = rows.mine(conversation, state.me);
  return { ...state, rows: { ...state.rows, [row.id]: row }, counters: counted(state.counters, undefined, row) };
}

/** What I may no longer see is gone at once. @param {State} state @param {any} d */
function access(state, { dossier, person, profile }) {
  if (person.id !== state.me?.person.id || profile === "full") return state;
  const lost = Object.values(state.rows).filter(
    (row) => row.dossier.id === dossier && (!profile || row.audience === "all"),
  );
  return lost.reduce((now, row) => withRow(now, row.id, () => undefined), state);
}

/** @param {State} state */
const at = ({ now }) => new Date(now).toISOString();

/** News of it may come twice, and an answer late: it only goes on. @param {State} state @param {import("./many.js").Bulk[]} told */
const withBulks = (state, told) => ({ ...state, bulks: { ...state.bulks, ...Object.fromEntries(told.map((one) => [one.bulk, one])) } });

/** What each event of the protocol does. @type {Record<string, (state: State, d: any) => State>} */
const EVENTS = {
  "message.new": withMessage,
  "message.edited": edited,
  "message.deleted": deleted,
  "conversation.started": started,
  "conversation.closed": (state, d) => withRow(state, d.conversation, (row, me) => rows.closed(row, d, me)),
  "conversation.reopened": (state, d) => withRow(state, d.conversation, (row, me) => rows.reopened(row, me)),
  "conversation.updated": (state, d) => withRow(state, d.conversation, (row, me) => rows.updated(row, d, me)),
  "conversation.removed": (state, d) => withRow(state, d.conversation, () => undefined),
  "access.changed": access,
  "dossier.updated": (state, d) => ({ ...state, monitor: monitors.changed(state.monitor, { told: [d] }) }),
  "presence.sync": (state, d) => ({ ...state, presence: presence.everybody(state.presence, d, at(state)) }),
  presence: (state, d) => ({ ...state, presence: presence.some(state.presence, d, at(state)) }),
  typing: (state, d) => ({ ...state, presence: presence.within(state.presence, "typing", d) }),
  looking: (state, d) => ({ ...state, presence: presence.within(state.presence, "looking", d) }),
  "bulk.progress": (state, d) => withBulks(state, [d]),
  "bulk.done": (state, d) => withBulks(state, [d]),
  receipt,
};

/** @param {State} state @param {{events: LiveEvent[]}} action */
const news = (state, { events }) => events.reduce((now, event) => EVENTS[event.t]?.(now, event.d) ?? now, state);

/** @param {Row[]} list @returns {Record<number, Row>} */
const byId = (list) => Object.fromEntries(list.map((row) => [row.id, row]));

/**
 * What somebody is reading stays while the rest is loaded afresh.
 *
 * @param {State} state
 * @returns {Record<number, Row>}
 */
function openRow({ rows: all, route }) {
  const row = all[route.conversation ?? 0];
  return row ? { [row.id]: row } : {};
}

/** @param {State} state @param {any} action */
function listLoaded(state, { page, place, q, more, afresh }) {
  const ids = page.conversations.map((/** @type {Row} */ row) => row.id);
  const kept = more ? state.list.ids : [];
  const status = /** @type {const} */ ("ready");
  const list = { place, q, ids: [...new Set([...kept, ...ids])], next: page.next, status };
  const rowsNow = afresh ? openRow(state) : state.rows;
  return { ...state, list, rows: { ...rowsNow, ...byId(page.conversations) }, counters: page.counters };
}

/**
 * The line "new messages", drawn where reading stopped when the conversation was opened.
 *
 * @param {State} state
 * @param {number} id
 */
function withLine(state, id) {
  const row = state.rows[id];
  const thread = state.threads[id];
  if (!row || !state.me || thread?.status !== "ready" || state.line?.conversation === id) return state;
  const count = Math.max(row.unread, unreadIn(row.read_upto, thread.messages, state.me.side));
  return { ...state, line: { conversation: id, upto: count > 0 ? row.read_upto : Infinity, count } };
}

/** News may have overtaken the page: then there is more below it. @param {State} state @param {any} action */
function threadLoaded(state, { conversation, page }) {
  const head = Math.max(page.head, state.rows[conversation]?.head ?? 0);
  const thread = threads.withPage(state.threads[conversation] ?? threads.unloaded, { ...page, head });
  return withLine({ ...state, threads: { ...state.threads, [conversation]: thread } }, conversation);
}

/** @param {State} state @param {any} action */
function sent(state, { cid, answer }) {
  const pending = state.outbox.find((p) => p.cid === cid);
  return pending && state.me ? withMessage(state, stored(pending, answer, state.me)) : state;
}

/** @param {State} state @param {any} action */
function seen(state, { conversation, delivered, read }) {
  const row = state.rows[conversation];
  if (!row || (delivered <= row.delivered_upto && read <= row.read_upto)) return state;
  const marks = raise(
    state.marks,
    conversation,
    Math.max(delivered, row.delivered_upto),
    Math.max(read, row.read_upto),
  );
  return marked({ ...state, marks }, conversation, delivered, read);
}

/** @param {State} state @param {any} action */
function phase(state, { phase: next }) {
  const online = next.at === "online";
  const back = online && state.cut ? state.queued : state.back;
  const known = online ? state.presence : presence.unheard(state.presence, at(state));
  return { ...state, phase: next, cut: online ? false : state.cut, back, presence: known };
}

/** @param {State} state */
function cut(state) {
  if (state.phase.at === "online" || state.phase.at === "stopped") return state;
  return { ...state, cut: true, back: null, queued: 0 };
}

/** @param {State} state @param {any} action */
function posted(state, { pending }) {
  const queued = state.queued + (state.cut ? 1 : 0);
  return { ...state, queued, outbox: [...state.outbox, pending] };
}

/** @param {State} state @param {any} action */
function draft(state, { key, text }) {
  const { [key]: _, ...others } = state.drafts;
  return { ...state, drafts: text ? { ...others, [key]: text } : others };
}

/** @param {State} state @param {any} action */
function routed(state, { route }) {
  const stays = route.conversation === state.line?.conversation;
  const editing = state.editing?.conversation === route.conversation ? state.editing : null;
  const there = { ...state, route, editing, line: stays ? state.line : null, missing: null };
  return route.conversation ? withLine(there, route.conversation) : there;
}

/** @type {Record<string, Reducer>} */
const REDUCERS = {
  tick: (state, { now }) => ({ ...state, now }),
  signedIn: (state, { me }) => ({ ...state, me, session: "in" }),
  signedOut: (state) => ({ ...state, session: "out", me: null }),
  expired: (state) => (state.me ? { ...state, session: "expired" } : { ...state, session: "out" }),
  routed,
  phase,
  cut,
  settled: (state) => ({ ...state, back: null, queued: 0 }),
  news,
  row: (state, { row }) => ({ ...state, rows: { ...state.rows, [row.id]: row } }),
  missing: (state, { code }) => ({ ...state, missing: code }),
  listLoading: (state, { place, q }) => ({ ...state, list: { place, q, ids: [], next: null, status: "loading" } }),
  listMore: (state) => ({ ...state, list: { ...state.list, status: "more" } }),
  listLoaded,
  listFailed: (state) => ({ ...state, list: { ...state.list, status: "failed" } }),
  counters: (state, { counters }) => ({ ...state, counters }),
  threadLoading: (state, { conversation }) => ({
    ...state,
    threads: {
      ...state.threads,
      [conversation]: { ...threads.unloaded, ...state.threads[conversation], status: "loading" },
    },
  }),
  threadLoaded,
  threadFailed: (state, { conversation }) =>
    withThread(state, conversation, (thread) => ({ ...thread, status: "failed" })),
  forgetThreads: (state) => {
    const open = Object.entries(state.threads).filter(([id]) => Number(id) === state.route.conversation);
    return { ...state, threads: Object.fromEntries(open) };
  },
  details: (state, { conversation, details }) => ({
    ...state,
    details: { ...state.details, [conversation]: { ...state.details[conversation], ...details } },
  }),
  posted,
  sent,
  refused: (state, { cid, code }) => ({ ...state, outbox: refused(state.outbox, cid, code) }),
  again: (state, { cid }) => ({ ...state, outbox: again(state.outbox, cid) }),
  discard: (state, { cid }) => ({ ...state, outbox: without(state.outbox, cid) }),
  kept: (state, { outbox, drafts, corrections = [] }) => ({ ...state, outbox, drafts, corrections }),
  edit: (state, { conversation, seq }) => ({ ...state, editing: { conversation, seq } }),
  leaveEdit: (state) => ({ ...state, editing: null }),
  correct: (state, { correction }) => ({
    ...state,
    editing: null,
    corrections: corrections.withOne(state.corrections, correction),
  }),
  uncorrect: (state, { of }) => ({ ...state, corrections: corrections.without(state.corrections, of) }),
  corrected,
  correctionRefused: (state, { correction, code }) => ({
    ...state,
    corrections: corrections.refused(state.corrections, correction, code),
  }),
  draft,
  limits: (state, { limits }) => ({ ...state, limits }),
  filesAdded: (state, { place, files }) => ({ ...state, uploads: uploads.added(state.uploads, place, files) }),
  fileChanged: (state, { key, change }) => ({ ...state, uploads: uploads.changed(state.uploads, key, change) }),
  filesDropped: (state, { place, keys }) => ({ ...state, uploads: uploads.dropped(state.uploads, place, keys) }),
  seen,
  bulks: (state, { bulks }) => withBulks(state, bulks),
  monitor: (state, { change }) => ({ ...state, monitor: monitors.changed(state.monitor, change) }),
  acknowledged: (state, { marks }) => ({ ...state, marks: acknowledged(state.marks, marks) }),
};

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  const reducer = REDUCERS[action.type];
  if (!reducer) throw new Error(`nobody reduces "${action.type}"`);
  return reducer(state, action);
}
