/**
 * What the user changed or took back and the server has not confirmed: drawn at once, kept until it is stored.
 *
 * @typedef {import("./state.js").Correction} Correction
 * @typedef {import("../live/frames.js").Message} Message
 */

/** There is one at most of each message: the last word counts. @param {{conversation: number, seq: number}} of */
export const keyOf = ({ conversation, seq }) => `${conversation} ${seq}`;

/** @param {Correction[]} all @param {{conversation: number, seq: number}} of */
export const of = (all, of) => all.find((one) => keyOf(one) === keyOf(of));

/** @param {Correction[]} all @param {{conversation: number, seq: number}} of */
export const without = (all, of) => all.filter((one) => keyOf(one) !== keyOf(of));

/** @param {Correction[]} all @param {Correction} correction */
export const withOne = (all, correction) => [...without(all, correction), correction];

/** @param {Correction[]} all @param {{conversation: number, seq: number}} of @param {string} code @returns {Correction[]} */
export const refused = (all, of, code) =>
  all.map((one) => (keyOf(one) === keyOf(of) ? { ...one, state: "failed", code } : one));

/**
 * What may leave now: of each message one at a time.
 *
 * @param {Correction[]} all
 * @param {ReadonlySet<string>} underway
 */
export const due = (all, underway) => all.filter((one) => one.state === "waiting" && !underway.has(keyOf(one)));

/**
 * The server has it. What the user changed meanwhile builds on that.
 *
 * @param {Correction[]} all
 * @param {Correction} sent
 * @param {{version?: number}} answer
 */
export function confirmed(all, sent, { version }) {
  const now = of(all, sent);
  if (!now || (now.text === sent.text && now.deletes === sent.deletes)) return without(all, sent);
  return withOne(all, { ...now, version: version ?? now.version });
}

/**
 * The message as it will be.
 *
 * @param {Message} message
 * @param {Correction | undefined} correction
 * @returns {Message}
 */
export function corrected(message, correction) {
  if (!correction || correction.state === "failed" || message.deleted_at) return message;
  const at = new Date(correction.at).toISOString();
  if (correction.deletes) return { ...message, text: "", deleted_at: at };
  return { ...message, text: correction.text, edited_at: at };
}

/** What I may still change: the last message of mine, if it stands. @param {Message[]} messages @param {number} me */
export const lastOwn = (messages, me) =>
  messages.findLast((message) => message.author.id === me && !message.deleted_at && message.seq !== Infinity);
