import { blank } from "./monitor.js";
import { nobody } from "./presence.js";
import { parse } from "./routes.js";
import { LIMITS } from "./uploads.js";

/**
 * Everything the page knows. Reducers make the next one; nothing else changes it.
 *
 * @typedef {import("../live/frames.js").Row} Row
 * @typedef {import("../live/frames.js").Message} Message
 * @typedef {import("../live/frames.js").Mark} Mark
 * @typedef {import("../live/frames.js").Me} Me
 * @typedef {import("../live/socket.js").Phase} Phase
 *
 * @typedef {object} Thread
 * @property {Message[]} messages one unbroken run, oldest first
 * @property {boolean} older whether the conversation has messages before these
 * @property {boolean} newer whether it has messages after these
 * @property {Mark[]} marks
 * @property {"loading" | "ready" | "failed"} status
 *
 * @typedef {object} Details
 * @property {import("../live/frames.js").Reader[]} readers
 * @property {import("../live/frames.js").Dossier | null} dossier
 * @property {import("../live/frames.js").Reminder[]} reminders
 * @property {Row[]} others
 *
 * What the user sent and the server has not confirmed.
 * @typedef {{cid: string, conversation: number, text: string, at: number, state: "waiting" | "failed",
 *   code?: string, attachments?: import("../live/frames.js").Attachment[]}} Pending
 *
 * What the user changed in his own message, or took back, and the server has not confirmed. `version` is the one he saw.
 * @typedef {{conversation: number, seq: number, version: number, text: string, deletes: boolean, at: number,
 *   state: "waiting" | "failed", code?: string}} Correction
 *
 * @typedef {object} List
 * @property {import("./routes.js").Place} place
 * @property {string} q
 * @property {number[]} ids what the server listed
 * @property {string | null} next
 * @property {"loading" | "ready" | "more" | "failed"} status
 *
 * @typedef {object} State
 * @property {number} now milliseconds, moved on every half minute
 * @property {"unknown" | "out" | "in" | "expired"} session
 * @property {Me | null} me
 * @property {import("./routes.js").Route} route
 * @property {Phase} phase
 * @property {boolean} cut whether the reader was told that the connection is gone
 * @property {number | null} back how many messages left when it came back, while we say so
 * @property {number} queued how many waited while it was gone
 * @property {Record<number, Row>} rows
 * @property {List} list
 * @property {import("../live/frames.js").Counters} counters
 * @property {Record<number, Thread>} threads
 * @property {Record<number, Details>} details
 * @property {{conversation: number, upto: number, count: number} | null} line where "new messages" starts
 * @property {Pending[]} outbox
 * @property {Correction[]} corrections
 * @property {{conversation: number, seq: number} | null} editing the message in the composer
 * @property {Record<string, string>} drafts
 * @property {import("./uploads.js").Uploads} uploads files on their way, by the key of the draft they go with
 * @property {import("./uploads.js").Limits} limits
 * @property {Record<number, [number, number]>} marks our own, not yet acknowledged
 * @property {import("./monitor.js").MonitorState} monitor
 * @property {Record<number, import("./many.js").Bulk>} bulks what I asked many lately
 * @property {import("./presence.js").Presence} presence
 * @property {string | null} missing a conversation that is not there for us
 */

/** @type {import("./routes.js").Place} */
const everywhere = { status: "open", view: null, dossier: null };

/** @param {number} now @param {string} address @returns {State} */
export const initial = (now, address) => ({
  now,
  session: "unknown",
  me: null,
  route: parse(address),
  phase: { at: "offline" },
  cut: false,
  back: null,
  queued: 0,
  rows: {},
  list: { place: everywhere, q: "", ids: [], next: null, status: "loading" },
  counters: { open: 0, closed: 0, unread: 0 },
  threads: {},
  details: {},
  line: null,
  outbox: [],
  corrections: [],
  editing: null,
  drafts: {},
  uploads: {},
  limits: LIMITS,
  marks: {},
  monitor: blank,
  bulks: {},
  presence: nobody,
  missing: null,
});
