/**
 * What the user sent and the server has not confirmed: shown at once, kept until it is stored.
 *
 * @typedef {import("./state.js").Pending} Pending
 * @typedef {import("../live/frames.js").Message} Message
 * @typedef {import("../live/frames.js").Me} Me
 */

/** @param {Pending[]} outbox @param {number} conversation */
export const inConversation = (outbox, conversation) => outbox.filter((p) => p.conversation === conversation);

/** @param {Pending[]} outbox @param {string} cid */
export const without = (outbox, cid) => outbox.filter((p) => p.cid !== cid);

/** @param {Pending[]} outbox @param {string} cid @param {string} code @returns {Pending[]} */
export const refused = (outbox, cid, code) => outbox.map((p) => (p.cid === cid ? { ...p, state: "failed", code } : p));

/** @param {Pending[]} outbox @param {string} cid @returns {Pending[]} to be sent again, under the same cid */
export const again = (outbox, cid) =>
  outbox.map((p) => {
    const { code: _, ...content } = p;
    return p.cid === cid ? { ...content, state: "waiting" } : p;
  });

/**
 * What may leave now: the oldest of each conversation, so that order is kept. A refused one holds nobody up.
 *
 * @param {Pending[]} outbox
 * @param {ReadonlySet<string>} underway
 */
export function due(outbox, underway) {
  const waiting = outbox.filter((p) => p.state === "waiting");
  const busy = new Set(waiting.filter((p) => underway.has(p.cid)).map((p) => p.conversation));
  return waiting.filter(
    (p) => !busy.has(p.conversation) && waiting.find((q) => q.conversation === p.conversation) === p,
  );
}

/**
 * What the server stored.
 *
 * @param {Pending} pending
 * @param {{seq: number, at: string}} answer
 * @param {Me} me
 * @returns {Message}
 */
export const stored = ({ cid, conversation, text, attachments = [] }, { seq, at }, me) => ({
  conversation,
  seq,
  author: { id: me.person.id, name: me.person.name, side: me.side },
  text,
  at,
  cid,
  version: 1,
  edited_at: null,
  deleted_at: null,
  attachments,
});
