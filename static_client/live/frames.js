/**
 * The shapes of docs/protocol.md, as the page reads them. Times on the wire are ISO strings in UTC.
 *
 * @typedef {{id: number, name: string}} Named
 * @typedef {"office" | "client"} Side
 * @typedef {{id: number, name: string, side: Side}} Author
 *
 * @typedef {object} Me
 * @property {{id: number, name: string, first_name: string, last_name: string, title: string, email: string,
 *   language: string, time_zone: string}} person
 * @property {{id: number, name: string, language: string, time_zone: string, remind_after_s: number}} office
 * @property {Side} side
 * @property {"admin" | "staff" | "support" | "client"} role
 * @property {{id: number, number: string, name: string, profile: "full" | "limited"}[]} dossiers
 * @property {{office: Named, side: Side, dossiers: Named[]}[]} places
 * @property {string[]} streams
 *
 * @typedef {object} Seat
 * @property {Named} person
 * @property {number} [first]
 * @property {number} delivered_upto
 * @property {number} read_upto
 * @property {string | null} delivered_at
 * @property {string | null} read_at
 *
 * @typedef {object} Row
 * @property {number} id
 * @property {{id: number, number: string, name: string, language: string}} dossier
 * @property {string} subject
 * @property {string} type
 * @property {"all" | "one"} audience
 * @property {Named | null} private_to
 * @property {Author} starter
 * @property {string} created_at
 * @property {number} head
 * @property {{seq: number, author: Named, side: Side, text: string, at: string, deleted: boolean} | null} last
 * @property {string} last_at
 * @property {{at: string, by: Author} | null} closed
 * @property {number} read_upto
 * @property {number} delivered_upto
 * @property {number} unread
 * @property {{close: boolean, reopen: boolean, send: boolean}} may
 * @property {boolean} [needs_answer]
 * @property {string | null} [needs_answer_since]
 * @property {Named | null} [assignee]
 * @property {Seat[]} [seats]
 * @property {boolean} [waiting]
 * @property {boolean} [asked] the office spoke last and expects an answer
 *
 * @typedef {object} Message
 * @property {number} conversation
 * @property {number} seq
 * @property {Author} author
 * @property {string} text
 * @property {string} at
 * @property {string} cid
 * @property {number} version
 * @property {string | null} edited_at
 * @property {string | null} deleted_at
 * @property {unknown[]} attachments
 *
 * @typedef {{person: number, delivered_upto: number, read_upto: number, at: string}} Mark
 * @typedef {{id: number, name: string, side: Side, title: string, profile?: "full" | "limited"}} Reader
 * @typedef {{person: Named | null, due_at: string, state: "planned" | "sending" | "handing" | "sent" | "cancelled" |
 *   "failed" | "bounced", reason: string | null, changed_at: string}} Reminder
 * @typedef {{open: number, closed: number, needs_answer?: number, waiting?: number, unread: number}} Counters
 * @typedef {{id: number, number: string, name: string, vat_number: string, language: string, vat_rhythm: string,
 *   responsible: Named | null, needs_answer?: number}} Dossier
 * @typedef {{id: number, name: string, title: string, profile: "full" | "limited"}} ClientUser
 *
 * @typedef {Record<string, number>} Cursor
 * @typedef {{conversations: Row[], next: string | null, counters: Counters, cursor: Cursor}} ConversationPage
 * @typedef {{conversation: Row, readers: Reader[], dossier: Dossier, reminders?: Reminder[], cursor: Cursor}} Details
 * @typedef {{messages: Message[], head: number, marks?: Mark[]}} MessagePage
 *
 * @typedef {{t: string, id?: string, s?: string, q?: number, p?: number, at?: string, d?: any, c?: Cursor,
 *   to?: number, more?: boolean}} Frame
 * @typedef {{t: string, s?: string, q?: number, p?: number, at?: string, d: any}} LiveEvent
 * @typedef {{code: string, message: string, temporary?: boolean, field?: string}} Failure
 */

/** An answer that says no: `code` as in the protocol, `temporary` when trying again may help. */
export class Refused extends Error {
  /** @param {Failure} failure */
  constructor({ code, message, temporary = false, field }) {
    super(message || code);
    this.code = code;
    this.temporary = temporary;
    this.field = field;
  }
}
