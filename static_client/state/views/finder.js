import { colour, initials } from "../names.js";
import { address } from "../routes.js";
import { t } from "../words.js";

/**
 * What stands in the palette for what was typed: conversations, messages and dossiers, and what can be done.
 *
 * @typedef {import("../../live/frames.js").SearchHit} Hit
 * @typedef {import("../../live/frames.js").Found} Found
 * @typedef {{conversations: Found[], dossiers: import("../../live/frames.js").Dossier[]}} Answer
 * @typedef {{key: string, icon: string, face: {initials: string, colour: number} | null, pieces: string[],
 *   under: string[], href: string, note: string}} Choice `pieces`: every second is what was asked for
 * @typedef {{label: string, choices: Choice[]}} Group
 */

const SHOWN = 5;

/** @param {Found} found @param {number | null} seq */
const hrefOf = ({ id, closed }, seq) =>
  address({
    name: "conversation",
    place: { status: closed ? "all" : "open", view: null, dossier: null },
    conversation: id,
    seq,
  });

/** @param {Found} found @returns {Choice} */
const room = (found) => ({
  key: `c${found.id}`,
  icon: found.closed ? "archive" : "messages-square",
  face: null,
  pieces: found.subject,
  under: [],
  note: found.dossier.name,
  href: hrefOf(found, null),
});

/** @param {Found} found @param {Hit} hit @returns {Choice} */
const message = (found, hit) => ({
  key: `m${found.id}-${hit.seq}`,
  icon: "message-square",
  face: null,
  pieces: hit.snippet,
  under: [`${hit.author.name} · ${found.subject.join("")}`],
  note: found.dossier.name,
  href: hrefOf(found, hit.seq),
});

/** @param {import("../../live/frames.js").Dossier} dossier @returns {Choice} */
const dossierOf = ({ id, name, number }) => ({
  key: `d${id}`,
  icon: "",
  face: { initials: initials(name), colour: colour(id) },
  pieces: [name],
  under: [],
  note: number ?? "",
  href: `/klanten/${id}/communicatie`,
});

/** @param {string} key @param {string} icon @param {string} label @param {string} href @returns {Choice} */
const action = (key, icon, label, href) => ({
  key,
  icon,
  face: null,
  pieces: [label],
  under: [],
  note: "",
  href,
});

/** What can be done, of which the words fit. @param {string} q */
const actions = (q) =>
  [
    action("start", "square-pen", t("conversation.start"), "/communicatie/start"),
    action("inbox", "messages-square", t("nav.communication"), "/communicatie"),
    action("monitor", "users", t("nav.client_monitor"), "/klanten"),
  ].filter(({ pieces }) => pieces.join("").toLowerCase().includes(q.trim().toLowerCase()));

/**
 * @param {string} q
 * @param {Answer | null} answer
 * @returns {Group[]} none of them empty
 */
export function finderView(q, answer) {
  const { conversations = [], dossiers = [] } = answer ?? {};
  const bySubject = conversations.filter(({ subject, hits }) => hits.length === 0 || subject.length > 1);
  const messages = conversations.flatMap((found) => found.hits.map((hit) => message(found, hit)));
  const groups = [
    { label: t("dossiers"), choices: dossiers.slice(0, SHOWN).map(dossierOf) },
    { label: t("conversations"), choices: bySubject.slice(0, SHOWN).map(room) },
    { label: t("finder.messages"), choices: messages.slice(0, 2 * SHOWN) },
    { label: t("finder.actions"), choices: actions(q) },
  ];
  return groups.filter(({ choices }) => choices.length > 0);
}
