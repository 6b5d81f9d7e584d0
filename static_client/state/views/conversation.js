import { of } from "../corrections.js";
import { clock, clockOrMoment } from "../format.js";
import { colour, firstName, initials, withoutForm } from "../names.js";
import { receiptOf } from "../receipts.js";
import { address } from "../routes.js";
import { listed, t } from "../words.js";
import { ready, underway } from "../uploads.js";
import { chipView } from "./files.js";
import { paletteOf } from "./palette.js";
import { dotOf, lookers } from "./presence.js";

/**
 * The frame around a conversation's history: header, composer, dossier panel.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Row} Row
 * @typedef {import("../state.js").Me} Me
 *
 * @typedef {object} HeaderView
 * @property {string} subject
 * @property {string} dossier
 * @property {string} readers
 * @property {boolean} locked
 * @property {boolean} mayClose
 * @property {boolean} mayReopen
 * @property {boolean} mayDismiss
 * @property {string | null} whyNot
 * @property {string} back
 * @property {boolean} portal
 * @property {import("./presence.js").Face[]} looking colleagues who have it before them
 *
 * @typedef {object} ComposerView
 * @property {string} key
 * @property {string} draft
 * @property {string} placeholder
 * @property {boolean} shown
 * @property {boolean} offline
 * @property {string | null} hint
 * @property {Editing | null} editing
 * @property {import("./files.js").ChipView[]} files
 * @property {boolean} ready whether all files are there
 * @property {boolean} underway whether some are still coming
 * @property {string} wordless what to say to who adds files and writes nothing
 *
 * @typedef {{seq: number, version: number, text: string, title: string, read: boolean}} Editing the message that is changed
 */

/** @param {State} state @param {Row} row */
const clientReaders = (state, row) =>
  (
    state.details[row.id]?.readers ??
    row.seats?.map(({ person }) => ({ ...person, side: "client", title: "" })) ??
    []
  ).filter((reader) => reader.side === "client");

/** @param {State} state @param {Row} row @param {Me} me */
function readers(state, row, me) {
  if (me.side === "office") {
    return row.private_to ? t("private_with", { name: row.private_to.name }) : t("audience.all");
  }
  const others = clientReaders(state, row).filter((reader) => reader.id !== me.person.id);
  const names = row.audience === "one" ? [] : others.map((reader) => firstName(reader.name));
  return listed([me.office.name, t("you.lower"), ...names]);
}

/** @param {State} state @param {Row} row @param {Me} me @returns {HeaderView} */
export const headerView = (state, row, me) => ({
  subject: row.subject,
  dossier: me.side === "office" || me.dossiers.length > 1 ? withoutForm(row.dossier.name) : "",
  readers: readers(state, row, me),
  locked: row.audience === "one",
  mayClose: row.may.close,
  mayReopen: row.may.reopen,
  mayDismiss: me.side === "office" && row.needs_answer === true,
  whyNot: me.side === "client" && !row.may.close && !row.may.reopen ? whyNot(row) : null,
  back: address({ name: "list", place: state.route.place, conversation: null, seq: null }),
  portal: me.side === "client",
  looking: me.side === "office" ? lookers(state, row.id, me) : [],
});

/** @param {Row} row */
const whyNot = (row) => t(row.closed ? "conversation.cannot_reopen" : "conversation.cannot_close");

/** @param {State} state @param {Row} row @param {Me} me */
function placeholder(state, row, me) {
  const names = clientReaders(state, row).map((reader) => firstName(reader.name));
  if (me.side === "client" || names.length === 0 || names.length > 3) return t("message.placeholder");
  return t("message.placeholder.to", { names: listed(names) });
}

/** @param {State} state @param {Row} row @param {Me} me @returns {Editing | null} */
function editing(state, row, me) {
  if (state.editing?.conversation !== row.id || row.closed) return null;
  const thread = state.threads[row.id];
  const message = thread?.messages.find(({ seq }) => seq === state.editing?.seq);
  if (!message || message.deleted_at) return null;
  const receipt = receiptOf(message, row, thread?.marks ?? [], me);
  return {
    seq: message.seq,
    version: message.version,
    text: of(state.corrections, message)?.text ?? message.text,
    title: t("editing", { time: clock(message.at) }),
    read: receipt?.shape === "read",
  };
}

/** @param {State} state @param {Row} row @param {Me} me @returns {ComposerView} */
export const composerView = (state, row, me) => ({
  key: String(row.id),
  draft: state.drafts[row.id] ?? "",
  placeholder: placeholder(state, row, me),
  shown: row.may.send,
  offline: state.cut,
  hint: row.closed && me.side === "client" ? t("reopens") : null,
  editing: editing(state, row, me),
  ...filesOf(state, row, me),
});

/** @param {State} state @param {Row} row @param {Me} me */
function filesOf({ uploads, limits }, row, me) {
  const files = uploads[row.id] ?? [];
  return {
    files: files.map((file) => chipView(file, limits)),
    ready: ready(files),
    underway: underway(files),
    wordless: t(me.side === "office" ? "attachment.message_needed" : "attachment.message_helps"),
  };
}

/**
 * @typedef {{id: number, name: string, title: string, initials: string, colour: number,
 *   there: {state: string, text: string} | null}} PersonView
 * @typedef {{icon: "tick" | "ring" | "read" | "mail", text: string}} Fact
 *
 * @typedef {object} PanelView
 * @property {string} name
 * @property {string} vat
 * @property {string} initials
 * @property {number} colour
 * @property {[string, string][]} facts
 * @property {PersonView[]} readers
 * @property {Fact[]} last
 * @property {{id: number, subject: string, closed: boolean, needs: boolean, href: string}[]} others
 */

const RHYTHMS = ["monthly", "quarterly"];

/** @param {State} state @param {Row} row @returns {[string, string][]} */
function facts(state, row) {
  const dossier = state.details[row.id]?.dossier;
  /** @type {[string, string | undefined][]} */
  const told = [
    [t("dossier.responsible"), dossier?.responsible?.name],
    [t("language"), t(`lang.${row.dossier.language}`)],
    [t("vat"), dossier && RHYTHMS.includes(dossier.vat_rhythm) ? t(dossier.vat_rhythm) : undefined],
    [t("dossier.number"), row.dossier.number],
    [t("assignee"), row.assignee?.name],
  ];
  return /** @type {[string, string][]} */ (told.filter(([, value]) => value));
}

/**
 * How the office's last message fares.
 *
 * @param {State} state
 * @param {Row} row
 * @param {Me} me
 * @returns {Fact[]}
 */
function lastFacts(state, row, me) {
  const thread = state.threads[row.id];
  const last = thread?.messages.findLast((message) => message.author.side === "office" && !message.deleted_at);
  const receipt = last && !thread?.newer ? receiptOf(last, row, thread?.marks ?? [], me) : null;
  if (!receipt) return [];
  const [read, delivered] = [receipt.read[0], receipt.delivered[0]];
  /** @type {Fact} */
  const reached = read
    ? { icon: "read", text: said(state, "read_at", "read_by", read.at ?? 0, firstName(read.name)) }
    : delivered
      ? { icon: "tick", text: said(state, "delivered_at", "delivered", delivered.at ?? 0) }
      : { icon: "ring", text: said(state, "sent_at", "sent", last?.at ?? 0) };
  return [reached, ...mails(state, row, [...receipt.delivered, ...receipt.waiting])];
}

/**
 * What happened, and when: "om 13:42" today, the day and the hour otherwise.
 *
 * @param {State} state @param {string} today @param {string} otherwise words without a time
 * @param {import("../format.js").Instant} at @param {string} [name]
 */
function said(state, today, otherwise, at, name = "") {
  const when = clockOrMoment(at, state.now);
  if (when === clock(at)) return t(`receipt.${today}`, { name, time: when });
  return `${t(`receipt.${otherwise}`, { name, names: name })} · ${when}`;
}

const WORDS = {
  planned: ["mail_at", "mail_planned"],
  sending: ["mail_at", "mail_planned"],
  handing: ["mail_at", "mail_planned"],
  sent: ["mailed", "mail_sent"],
};

/**
 * A reader's last mail is about what he has not read yet.
 *
 * @param {State} state @param {Row} row @param {{id: number}[]} unread who has not read the message
 * @returns {Fact[]}
 */
function mails(state, row, unread) {
  const to = (row.seats?.length ?? 0) > 1 ? ".to" : "";
  const reminders = state.details[row.id]?.reminders ?? [];
  return unread.flatMap(({ id }) => {
    const its = reminders.findLast(({ person }) => person?.id === id);
    const [today, otherwise] = WORDS[/** @type {keyof typeof WORDS} */ (its?.state)] ?? [];
    if (!its || !today) return [];
    const at = its.state === "sent" ? its.changed_at : its.due_at;
    const name = firstName(its.person?.name ?? "");
    return [{ icon: /** @type {const} */ ("mail"), text: said(state, `${today}${to}`, `${otherwise}${to}`, at, name) }];
  });
}

/** @param {State} state @param {Row} row @param {Me} me @returns {PanelView} */
export function panelView(state, row, me) {
  const palette = paletteOf(state, row);
  return {
    name: row.dossier.name,
    vat: state.details[row.id]?.dossier?.vat_number ?? "",
    initials: initials(row.dossier.name),
    colour: colour(row.dossier.id),
    facts: facts(state, row),
    readers: clientReaders(state, row).map(({ id, name, title }) => ({
      id,
      name,
      title,
      initials: initials(name),
      colour: palette.get(id) ?? colour(id),
      there: dotOf(state, id, me),
    })),
    last: lastFacts(state, row, me),
    others: (state.details[row.id]?.others ?? []).map((other) => ({
      id: other.id,
      subject: other.subject,
      closed: other.closed !== null,
      needs: other.needs_answer === true,
      href: address({ name: "conversation", place: state.route.place, conversation: other.id, seq: null }),
    })),
  };
}
