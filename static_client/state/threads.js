/**
 * The loaded part of a conversation's history: one unbroken run of messages, each number once.
 *
 * @typedef {import("./state.js").Thread} Thread
 * @typedef {import("../live/frames.js").Message} Message
 * @typedef {import("../live/frames.js").Mark} Mark
 * @typedef {import("../live/frames.js").MessagePage} MessagePage
 */

/** @type {Thread} */
export const unloaded = { messages: [], older: false, newer: false, marks: [], status: "loading" };

/** @param {Message[]} a @param {Message[]} b one of each number, in order; the later version wins, else `b` */
function union(a, b) {
  /** @type {Map<number, Message>} */
  const bySeq = new Map();
  for (const message of [...a, ...b])
    if ((bySeq.get(message.seq)?.version ?? 0) <= message.version) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((x, y) => x.seq - y.seq);
}

/** @param {Mark} m */
const markKey = (m) => `${m.person} ${m.delivered_upto} ${m.read_upto}`;

/** @param {Mark[]} a @param {Mark[]} b */
export function joinMarks(a, b) {
  const byKey = new Map([...a, ...b].map((mark) => [markKey(mark), mark]));
  return [...byKey.values()].sort((x, y) => (x.at < y.at ? -1 : 1));
}

/** @param {Message[]} run @param {Message[]} page whether they touch or overlap */
function touches(run, page) {
  const [first, last] = [run[0]?.seq ?? 0, run.at(-1)?.seq ?? 0];
  return (page.at(-1)?.seq ?? 0) >= first - 1 && (page[0]?.seq ?? 0) <= last + 1;
}

/**
 * A page of history arrived. One that does not touch what we have replaces it.
 *
 * @param {Thread} thread
 * @param {MessagePage} page
 * @returns {Thread}
 */
export function withPage(thread, { messages, head, marks = [] }) {
  const joins = thread.messages.length > 0 && messages.length > 0 && touches(thread.messages, messages);
  const all = joins || messages.length === 0 ? union(thread.messages, messages) : messages;
  return {
    messages: all,
    older: (all[0]?.seq ?? 1) > 1,
    newer: (all.at(-1)?.seq ?? 0) < head,
    marks: joinMarks(thread.marks, marks),
    status: "ready",
  };
}

/**
 * News of a message. One that leaves a gap is not shown yet: the gap is to be fetched first.
 *
 * @param {Thread} thread
 * @param {Message} message
 * @returns {Thread}
 */
export function withMessage(thread, message) {
  if (thread.status !== "ready") return thread;
  const last = thread.messages.at(-1)?.seq ?? 0;
  if (message.seq > last + 1) return { ...thread, newer: true };
  if (thread.newer && message.seq > last) return thread;
  return { ...thread, messages: union(thread.messages, [message]) };
}

/**
 * News of a message that changed, or was taken back. What is older than what we have changes nothing.
 *
 * @param {Thread} thread
 * @param {Message} message
 * @returns {Thread}
 */
export function withChange(thread, message) {
  const known = thread.messages.find(({ seq }) => seq === message.seq);
  if (!known || known.version > message.version) return thread;
  return { ...thread, messages: union(thread.messages, [message]) };
}

/** @param {Thread} thread @param {Mark} mark @returns {Thread} */
export const withMark = (thread, mark) => ({ ...thread, marks: joinMarks(thread.marks, [mark]) });
