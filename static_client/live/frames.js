// What the server sends: made by bin/types, never by hand.
/**
 * @typedef {object} Attachment
 * @property {number} id
 * @property {string} name
 * @property {number} size
 * @property {string} type
 * @property {number | null} width
 * @property {number | null} height
 *
 * @typedef {object} Author
 * @property {number} id
 * @property {string} name
 * @property {"client" | "office"} side
 *
 * @typedef {object} Before
 * @property {number} dossiers
 * @property {string} at
 *
 * @typedef {object} Bulk
 * @property {number} bulk
 * @property {"cancelled" | "done" | "leaving" | "waiting"} state
 * @property {string} reason
 * @property {number} total
 * @property {number} started
 * @property {number} failed
 * @property {number} skipped
 * @property {string} created_at
 * @property {string} leaves_at
 *
 * @typedef {object} BulkDossierFrame
 * @property {DossierName} dossier
 * @property {"failed" | "skipped" | "started" | "waiting"} state
 * @property {string} reason
 * @property {number | null} conversation
 * @property {Seat[]} seats
 *
 * @typedef {object} BulkDossiers
 * @property {Bulk} bulk
 * @property {Named} starter
 * @property {string} subject
 * @property {BulkDossierFrame[]} dossiers
 * @property {string | null} next
 *
 * @typedef {object} BulkOutlook
 * @property {number} total
 * @property {number} count
 * @property {Record<string, number>} languages
 * @property {SkippedDossier[]} skipped
 * @property {Record<string, Record<"subject" | "text", Fault[]>>} faults
 * @property {Sample | null} sample
 * @property {Before | null} before
 * @property {number[] | null} dossiers
 *
 * @typedef {object} Choices
 * @property {Named[]} responsible
 * @property {string[]} tags
 *
 * @typedef {object} ClientUser
 * @property {number} id
 * @property {string} name
 * @property {string} title
 * @property {"full" | "limited"} profile
 *
 * @typedef {object} ClosedBy
 * @property {string} at
 * @property {Author} by
 *
 * @typedef {object} ConversationPage
 * @property {RowTold[]} conversations
 * @property {string | null} next
 * @property {Counters} counters
 * @property {Record<string, number>} cursor
 *
 * @typedef {object} Counters
 * @property {number} open
 * @property {number} closed
 * @property {number} unread
 * @property {number} [needs_answer]
 * @property {number} [waiting]
 *
 * @typedef {object} Deleted
 * @property {number} conversation
 * @property {number} seq
 * @property {string} at
 *
 * @typedef {object} Deletion
 * @property {number} conversation
 * @property {number} seq
 * @property {Author} author
 * @property {string} text
 * @property {string} at
 * @property {string} cid
 * @property {number} version
 * @property {string | null} edited_at
 * @property {string | null} deleted_at
 * @property {Attachment[]} attachments
 * @property {string | null} [needs_answer_since]
 * @property {boolean} [asked]
 *
 * @typedef {object} Details
 * @property {RowTold} conversation
 * @property {Reader[]} readers
 * @property {Dossier} dossier
 * @property {Reminder[]} [reminders]
 * @property {Record<string, number>} cursor
 *
 * @typedef {object} Dossier
 * @property {number} id
 * @property {string} number
 * @property {string} name
 * @property {string} vat_number
 * @property {string} language
 * @property {"monthly" | "none" | "quarterly"} vat_rhythm
 * @property {Named | null} responsible
 * @property {number} [needs_answer]
 *
 * @typedef {object} DossierFacts
 * @property {number} id
 * @property {string} number
 * @property {string} name
 * @property {string} vat_number
 * @property {string} language
 * @property {"monthly" | "none" | "quarterly"} vat_rhythm
 * @property {Named | null} responsible
 * @property {Named | null} contact
 * @property {string[]} tags
 * @property {boolean} active
 *
 * @typedef {object} DossierName
 * @property {number} id
 * @property {string} number
 * @property {string} name
 * @property {string} language
 *
 * @typedef {object} Edited
 * @property {number} conversation
 * @property {number} seq
 * @property {number} version
 * @property {string} at
 *
 * @typedef {object} Fault
 * @property {number} at
 * @property {number} length
 * @property {string} name
 * @property {"forbidden" | "unbalanced" | "unknown"} problem
 * @property {string | null} nearest
 *
 * @typedef {object} Filled
 * @property {"general" | "invoice" | "payment" | "vat"} kind
 * @property {"de" | "en" | "fr" | "nl"} language
 * @property {string} wanted
 * @property {Words} source
 * @property {Piece[]} subject
 * @property {Piece[]} text
 * @property {string[]} missing
 * @property {Fault[]} subject_faults
 * @property {Fault[]} text_faults
 *
 * @typedef {object} Found
 * @property {number} id
 * @property {string[]} subject
 * @property {DossierName} dossier
 * @property {Named | null} private_to
 * @property {boolean} closed
 * @property {string} at
 * @property {SearchHit[]} hits
 *
 * @typedef {object} Last
 * @property {number} seq
 * @property {Named} author
 * @property {"client" | "office"} side
 * @property {string} text
 * @property {string} at
 * @property {boolean} deleted
 * @property {number} files
 *
 * @typedef {object} LimitsTold
 * @property {number} frame_bytes
 * @property {number} text_characters
 * @property {number} subject_characters
 * @property {number} marks
 * @property {number} history
 * @property {number} connections_per_person
 * @property {number} command_burst
 * @property {number} commands_per_second
 * @property {number} file_bytes
 * @property {number} files_per_message
 * @property {number} piece_bytes
 *
 * @typedef {object} Mark
 * @property {number} person
 * @property {number} delivered_upto
 * @property {number} read_upto
 * @property {string} at
 *
 * @typedef {object} May
 * @property {boolean} close
 * @property {boolean} reopen
 * @property {boolean} send
 *
 * @typedef {object} Me
 * @property {MyPerson} person
 * @property {MyOffice} office
 * @property {"client" | "office"} side
 * @property {"admin" | "client" | "staff" | "support"} role
 * @property {MyDossier[]} dossiers
 * @property {MyPlace[]} places
 * @property {string[]} streams
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
 * @property {Attachment[]} attachments
 *
 * @typedef {object} MessageHistory
 * @property {Was[]} versions
 * @property {string | null} deleted_at
 *
 * @typedef {object} MessagePage
 * @property {Message[]} messages
 * @property {number} head
 * @property {Mark[]} [marks]
 *
 * @typedef {object} MonitorPage
 * @property {MonitorRow[]} rows
 * @property {string | null} next
 * @property {number | null} count
 * @property {number | null} total
 * @property {Record<string, number> | null} cursor
 *
 * @typedef {object} MonitorRow
 * @property {number} id
 * @property {string} number
 * @property {string} name
 * @property {string} vat_number
 * @property {string} language
 * @property {"monthly" | "none" | "quarterly"} vat_rhythm
 * @property {Named | null} responsible
 * @property {Named | null} contact
 * @property {string[]} tags
 * @property {boolean} active
 * @property {number} needs_answer
 * @property {string | null} needs_answer_since
 * @property {number} open
 * @property {string | null} last_at
 *
 * @typedef {object} MyDossier
 * @property {number} id
 * @property {string} number
 * @property {string} name
 * @property {"full" | "limited"} profile
 *
 * @typedef {object} MyOffice
 * @property {number} id
 * @property {string} name
 * @property {string} language
 * @property {string} time_zone
 * @property {number} remind_after_s
 *
 * @typedef {object} MyPerson
 * @property {number} id
 * @property {string} name
 * @property {string} first_name
 * @property {string} last_name
 * @property {string} title
 * @property {string} email
 * @property {string} language
 * @property {string} time_zone
 *
 * @typedef {object} MyPlace
 * @property {Named} office
 * @property {"client" | "office"} side
 * @property {Named[]} dossiers
 *
 * @typedef {object} Named
 * @property {number} id
 * @property {string} name
 *
 * @typedef {object} Piece
 * @property {string} text
 * @property {string | null} [variable]
 * @property {boolean} [missing]
 *
 * @typedef {object} Present
 * @property {Somebody} person
 * @property {"away" | "online" | "unknown"} state
 * @property {string | null} since
 * @property {"desktop" | "mobile" | "other" | "web"} [device]
 * @property {WhereNow} [where]
 * @property {boolean} [typing]
 *
 * @typedef {object} Reader
 * @property {number} id
 * @property {string} name
 * @property {"client" | "office"} side
 * @property {string} title
 * @property {"full" | "limited" | null} profile
 *
 * @typedef {object} ReceiptNews
 * @property {number} conversation
 * @property {number} person
 * @property {number} delivered_upto
 * @property {number} read_upto
 * @property {string} at
 *
 * @typedef {object} Reminder
 * @property {Named | null} person
 * @property {string} due_at
 * @property {"bounced" | "cancelled" | "failed" | "handing" | "planned" | "sending" | "sent"} state
 * @property {string} reason
 * @property {string} changed_at
 *
 * @typedef {object} RowTold
 * @property {number} id
 * @property {DossierName} dossier
 * @property {string} subject
 * @property {"general" | "invoice" | "payment" | "specific" | "vat"} type
 * @property {"all" | "one"} audience
 * @property {Named | null} private_to
 * @property {Author} starter
 * @property {string} created_at
 * @property {number} head
 * @property {Last | null} last
 * @property {string} last_at
 * @property {ClosedBy | null} closed
 * @property {boolean} [needs_answer]
 * @property {string | null} [needs_answer_since]
 * @property {Named | null} [assignee]
 * @property {Seat[]} [seats]
 * @property {number} read_upto
 * @property {number} delivered_upto
 * @property {number} unread
 * @property {May} may
 * @property {boolean} [waiting]
 * @property {boolean} [asked]
 *
 * @typedef {object} Sample
 * @property {number} place
 * @property {DossierName} dossier
 * @property {string} language
 * @property {Named[]} readers
 * @property {Piece[]} subject
 * @property {Piece[]} text
 *
 * @typedef {object} SearchHit
 * @property {number} seq
 * @property {Author} author
 * @property {string} at
 * @property {string[]} snippet
 *
 * @typedef {object} SearchPage
 * @property {Found[]} conversations
 * @property {string | null} next
 *
 * @typedef {object} Seat
 * @property {Named} person
 * @property {number} first
 * @property {number} delivered_upto
 * @property {number} read_upto
 * @property {string | null} delivered_at
 * @property {string | null} read_at
 *
 * @typedef {object} SkippedDossier
 * @property {DossierName} dossier
 * @property {string} reason
 *
 * @typedef {object} Somebody
 * @property {number} id
 * @property {string} name
 * @property {"client" | "office"} side
 *
 * @typedef {object} StaffMember
 * @property {number} id
 * @property {string} name
 * @property {string} title
 * @property {string} email
 * @property {string} language
 * @property {"admin" | "staff" | "support"} role
 * @property {boolean} active
 * @property {string} joined_at
 * @property {"invited" | "none" | "ready" | "unreachable"} way_in
 *
 * @typedef {object} TemplateHistory
 * @property {TemplateVersionFrame[]} versions
 *
 * @typedef {object} TemplateLine
 * @property {number} id
 * @property {boolean} standard
 * @property {"general" | "invoice" | "payment" | "vat"} kind
 * @property {string} name
 * @property {number} version
 * @property {boolean} changed
 * @property {("de" | "en" | "fr" | "nl")[]} missing
 * @property {("de" | "en" | "fr" | "nl")[]} stale
 * @property {("de" | "en" | "fr" | "nl")[]} moved
 * @property {string | null} changed_at
 * @property {Named | null} changed_by
 *
 * @typedef {object} TemplatePage
 * @property {TemplateLine} template
 * @property {Record<"de" | "en" | "fr" | "nl", Words>} texts
 * @property {Record<"de" | "en" | "fr" | "nl", Words>} standard
 * @property {Record<"de" | "en" | "fr" | "nl", Words>} base
 * @property {boolean} undo
 *
 * @typedef {object} TemplateType
 * @property {"general" | "invoice" | "payment" | "vat"} kind
 * @property {Variable[]} variables
 *
 * @typedef {object} TemplateVersionFrame
 * @property {number} version
 * @property {string} what
 * @property {string | null} name
 * @property {Record<"de" | "en" | "fr" | "nl", Words>} texts
 * @property {string} at
 * @property {Named} by
 *
 * @typedef {object} Templates
 * @property {TemplateLine[]} templates
 * @property {TemplateType[]} types
 * @property {("de" | "en" | "fr" | "nl")[]} languages
 * @property {boolean} may_manage
 *
 * @typedef {object} TextFault
 * @property {"de" | "en" | "fr" | "nl"} language
 * @property {"subject" | "text"} part
 * @property {Fault} fault
 *
 * @typedef {object} Upload
 * @property {number} id
 * @property {string} name
 * @property {number} size
 * @property {number} offset
 * @property {number} piece_bytes
 * @property {string} expires_at
 * @property {Attachment | null} attachment
 *
 * @typedef {object} Variable
 * @property {string} name
 * @property {"amount" | "date" | "period" | "text"} form
 * @property {boolean} given
 *
 * @typedef {object} View
 * @property {number} id
 * @property {string} name
 * @property {string} query
 * @property {boolean} shared
 * @property {boolean} mine
 *
 * @typedef {object} Was
 * @property {number} version
 * @property {string} text
 * @property {string} at
 * @property {Attachment[]} attachments
 *
 * @typedef {object} Welcome
 * @property {Me} me
 * @property {string} epoch
 * @property {string} server_time
 * @property {boolean} resumed
 * @property {Record<string, number>} streams
 * @property {LimitsTold} limits
 * @property {number} heartbeat_s
 * @property {string} expires_at
 *
 * @typedef {object} WhereConversation
 * @property {number} id
 * @property {string} subject
 *
 * @typedef {object} WhereDossier
 * @property {string} number
 * @property {number} [id]
 * @property {string} [name]
 *
 * @typedef {object} WhereNow
 * @property {WhereDossier} dossier
 * @property {WhereConversation} [conversation]
 *
 * @typedef {object} Words
 * @property {string} subject
 * @property {string} text
 * @property {boolean} stale
 */
// Up to here by bin/types.

/**
 * What the page makes of it, and what comes in between. Times on the wire are ISO strings in UTC.
 *
 * @typedef {Author["side"]} Side
 * @typedef {RowTold & {settled?: number}} Row `settled` is the page's own: the head when the office said that nothing
 *   is expected any more
 * @typedef {Record<string, number>} Cursor
 * @typedef {{t: string, id?: string, s?: string, q?: number, p?: number, at?: string, d?: any, c?: Cursor,
 *   to?: number, more?: boolean}} Frame
 * @typedef {{t: string, s?: string, q?: number, p?: number, at?: string, d: any}} LiveEvent
 * @typedef {{code: string, message: string, temporary?: boolean, field?: string, missing?: string[],
 *   faults?: TextFault[]}} Failure
 */

/** An answer that says no: `code` as in the protocol, `temporary` when trying again may help. */
export class Refused extends Error {
  /** @param {Failure} failure */
  constructor({ code, message, temporary = false, field, missing = [], faults = [] }) {
    super(message || code);
    this.missing = missing;
    this.faults = faults;
    this.code = code;
    this.temporary = temporary;
    this.field = field;
  }
}
