/**
 * The honest read (P9): a mark rises only over consecutive messages that were really seen.
 *
 * @typedef {{seq: number, author: {side: string}, deleted_at: string | null}} Seeable
 */

export const SEEN_AFTER_MS = 1_000;

/**
 * Whether so much of a message in view counts as looking at it.
 *
 * @param {{part: number, ofView: number}} shown
 */
export const inView = ({ part, ofView }) => part >= 0.5 || ofView >= 0.5;

/** Whether a message has to be seen to be read: the other side's, not deleted. @param {string} side */
const counts = (side) => (/** @type {Seeable} */ message) => message.author.side !== side && !message.deleted_at;

/**
 * How far the read mark may rise.
 *
 * @param {number} upto where it stands
 * @param {Seeable[]} messages an unbroken run, oldest first
 * @param {ReadonlySet<number>} seen
 * @param {string} side mine
 */
export function readUpto(upto, messages, seen, side) {
  const next = messages.filter((message) => message.seq > upto);
  if (next[0]?.seq !== upto + 1) return upto;
  const unseen = next.find((message) => counts(side)(message) && !seen.has(message.seq));
  return unseen ? unseen.seq - 1 : (next.at(-1)?.seq ?? upto);
}

/**
 * Which messages above the mark are worth watching.
 *
 * @param {number} upto
 * @param {Seeable[]} messages
 * @param {string} side mine
 */
export const unseen = (upto, messages, side) =>
  messages
    .filter((message) => message.seq > upto)
    .filter(counts(side))
    .map((message) => message.seq);

/** @param {number} upto @param {Seeable[]} messages @param {string} side mine */
export const unreadIn = (upto, messages, side) => unseen(upto, messages, side).length;
