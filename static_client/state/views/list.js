import { date, when } from "../format.js";
import { listed, serverTells } from "../lists.js";
import { colour, firstName, initials, withoutForm } from "../names.js";
import { inConversation } from "../outbox.js";
import { address } from "../routes.js";
import { many, t } from "../words.js";

/**
 * The list of conversations as it is drawn: text only, nothing left to decide.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Row} Row
 * @typedef {import("../state.js").Me} Me
 * @typedef {{kind: "text" | "draft" | "failed" | "closed", prefix: string, text: string}} Snippet
 *
 * @typedef {object} RowView
 * @property {number} id
 * @property {string} href
 * @property {string} initials
 * @property {number} colour
 * @property {boolean} square
 * @property {string} who
 * @property {string} subject
 * @property {string} when
 * @property {string} at
 * @property {Snippet} snippet
 * @property {number} unread
 * @property {boolean} locked
 * @property {boolean} needs
 * @property {boolean} closed
 * @property {boolean} selected
 * @property {string} label
 *
 * @typedef {object} ListView
 * @property {{status: string, label: string, count: number | null, href: string, selected: boolean}[]} tabs
 * @property {RowView[]} rows
 * @property {"loading" | "ready" | "more" | "failed"} status
 * @property {boolean} more
 * @property {string} q
 * @property {string} key
 * @property {"none" | "empty" | "notFound"} nothing
 * @property {{title: string, text: string, everywhere: string | null}} emptiness
 * @property {string} startHref
 * @property {boolean} portal
 */

/**
 * What a row is bold for: the office owes an answer, or something waits for this client.
 *
 * @param {Row} row
 * @param {Me} me
 */
export const needs = (row, me) => (me.side === "office" ? row.needs_answer === true : row.waiting === true);

/** @param {Row} row @param {Me} me */
function heading(row, me) {
  if (me.side === "office") return row.dossier.name;
  const who = row.starter.id === me.person.id ? t("you") : row.starter.name;
  return me.dossiers.length > 1 ? `${who} · ${withoutForm(row.dossier.name)}` : who;
}

/** @param {Row} row @param {Me} me @returns {Snippet} */
function lastWords({ last, closed }, me) {
  if (closed) return { kind: "closed", prefix: "", text: t("row.closed_on", { date: date(closed.at, Date.now()) }) };
  if (!last) return { kind: "text", prefix: "", text: "" };
  if (last.deleted) return { kind: "text", prefix: "", text: t("row.deleted") };
  const own = last.author.id === me.person.id;
  const silent = me.side === "client" && last.side === "office";
  const prefix = own ? t("you.said") : silent ? "" : t("name.said", { name: firstName(last.author.name) });
  return { kind: "text", prefix, text: last.text || (last.files ? many("attachment.n", last.files) : "") };
}

/** @param {State} state @param {Row} row @param {Me} me @returns {Snippet} */
function snippet(state, row, me) {
  const pending = inConversation(state.outbox, row.id);
  if (pending.some((p) => p.state === "failed")) return { kind: "failed", prefix: t("receipt.failed"), text: "" };
  const draft = state.drafts[row.id];
  const open = state.route.conversation === row.id;
  if (draft && !open) return { kind: "draft", prefix: t("draft.prefix"), text: draft };
  const waiting = pending.at(-1);
  return waiting ? { kind: "text", prefix: t("you.said"), text: waiting.text || many("attachment.n", waiting.attachments?.length ?? 0) } : lastWords(row, me);
}

/**
 * The row in words: what weight, slant and colour say, for who does not see them.
 *
 * @param {State} state
 * @param {Row} row
 * @param {Me} me
 */
function label(state, row, me) {
  const states = [
    needs(row, me) && t(me.side === "office" ? "waiting_office" : "waiting_you"),
    row.unread > 0 && many("new", row.unread),
    row.audience === "one" && t("private"),
    row.closed && t("filter.closed"),
    state.drafts[row.id] && t("draft"),
  ];
  return [heading(row, me), row.subject, ...states.filter(Boolean), when(row.last_at, state.now)].join(", ");
}

/** @param {State} state @param {Me} me @returns {(row: Row) => RowView} */
const rowView = (state, me) => (row) => {
  const office = me.side === "office";
  const face = office ? row.dossier : row.starter;
  return {
    id: row.id,
    href: address({ name: "conversation", place: state.route.place, conversation: row.id, seq: null }),
    initials: initials(face.name),
    colour: colour(face.id),
    square: office,
    who: heading(row, me),
    subject: row.subject,
    when: when(row.last_at, state.now),
    at: row.last_at,
    snippet: snippet(state, row, me),
    unread: row.unread,
    locked: row.audience === "one",
    needs: needs(row, me),
    closed: row.closed !== null,
    selected: state.route.conversation === row.id,
    label: label(state, row, me),
  };
};

/** @param {State} state */
function tabs({ route, counters }) {
  const tab = (/** @type {"open" | "closed" | "all"} */ status, /** @type {number | null} */ count) => ({
    status,
    count,
    label: t(`filter.${status}`),
    href: address({ ...route, name: route.name === "dossier" ? "dossier" : "list", place: { ...route.place, status }, seq: null }),
    selected: route.place.status === status,
  });
  const counted = route.place.view === null && route.place.dossier === null;
  return [tab("open", counted ? counters.open : null), tab("closed", null), tab("all", null)];
}

/** @param {State} state @param {Me} me */
function emptiness({ list, route }, me) {
  const q = list.q.trim();
  if (q) {
    const all = route.place.status !== "all";
    const everywhere = address({
      name: "list",
      place: { ...route.place, status: "all" },
      conversation: null,
      seq: null,
    });
    return {
      title: t("search.none", { q }),
      text: all ? t("search.also_closed") : "",
      everywhere: all ? everywhere : null,
    };
  }
  if (route.place.status === "closed")
    return { title: t("empty.closed"), text: t("empty.closed.help"), everywhere: null };
  if (me.side === "office") return { title: t("empty.office"), text: t("empty.office.help"), everywhere: null };
  return { title: t("empty.portal"), text: t("empty.portal.help", { office: me.office.name }), everywhere: null };
}

/** @param {State} state @param {Me} me @returns {ListView} */
export function listView(state, me) {
  const { list, route } = state;
  const rows = listed(list, state.rows).map(rowView(state, me));
  return {
    tabs: tabs(state),
    rows,
    status: list.status,
    more: list.next !== null && (rows.length > 0 || !serverTells(list) || list.q.trim() !== ""),
    q: list.q,
    key: JSON.stringify([route.place, list.q]),
    nothing: rows.length > 0 || list.status !== "ready" ? "none" : list.q.trim() ? "notFound" : "empty",
    emptiness: emptiness(state, me),
    startHref: address({ name: "start", place: route.place, conversation: null, seq: null }),
    portal: me.side === "client",
  };
}
