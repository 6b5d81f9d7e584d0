import { clock, clockOrMoment, moment } from "../format.js";
import { colour, firstName, initials, withoutForm } from "../names.js";
import { stateOf } from "../presence.js";
import { listed, many, t } from "../words.js";

/**
 * Who is there, as text.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Me} Me
 * @typedef {import("../presence.js").Present} Present
 *
 * @typedef {{id: number, name: string, initials: string, colour: number}} Face
 *
 * @typedef {object} PersonRow
 * @property {number} id
 * @property {string} name
 * @property {string} initials
 * @property {number} colour
 * @property {Present["state"]} state
 * @property {string} sub
 * @property {string} where
 * @property {boolean} typing
 * @property {{icon: string, label: string} | null} device
 * @property {string} since
 *
 * @typedef {object} BoardView
 * @property {boolean} live
 * @property {string} status
 * @property {{label: string, count: string, under: string}[]} tiles
 * @property {{count: string, rows: PersonRow[]}} office
 * @property {{count: string, rows: PersonRow[]}} clients
 */

const ORDER = { online: 0, away: 1, unknown: 2 };
const DEVICES = { mobile: "smartphone", web: "monitor", desktop: "monitor", other: "monitor" };

/** @param {string} text */
const upper = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** How somebody is, in words. @param {Present | undefined} one @param {number} now */
export function stateText(one, now) {
  if (one?.state === "online" || one?.state === "away")
    return one.since ? t(`presence.since.${one.state}`, { time: clockOrMoment(one.since, now) }) : t(`presence.state.${one.state}`);
  return one?.since ? upper(t("presence.seen", { when: moment(one.since, now) })) : t("presence.state.unknown");
}

/** @param {Present} one */
function whereText({ where, typing }) {
  if (!where) return typing ? t("presence.typing") : "";
  const { dossier, conversation } = where;
  const name = dossier.name ? withoutForm(dossier.name) : t("presence.dossier", { number: dossier.number });
  if (typing) return t("presence.typing_in", { where: name });
  return conversation?.subject ?? name;
}

/** @param {Present} one @param {number} now @returns {PersonRow} */
function row(one, now) {
  const { person, state, since, device, where } = one;
  const office = person.side === "office";
  return {
    id: person.id,
    name: person.name,
    initials: initials(person.name),
    colour: colour(person.id),
    state,
    sub: office || state !== "online" ? stateText(one, now) : where?.dossier.name ? withoutForm(where.dossier.name) : t("presence.state.online"),
    where: whereText(one),
    typing: one.typing === true,
    device: device ? { icon: DEVICES[device], label: t(`presence.device.${device}`) } : null,
    since: since && state !== "unknown" ? clockOrMoment(since, now) : "",
  };
}

/** @param {Present} a @param {Present} b */
const firstThere = (a, b) =>
  ORDER[a.state] - ORDER[b.state] || a.person.name.localeCompare(b.person.name) || a.person.id - b.person.id;

/** @param {Present} one */
const talks = (one) => one.state === "online" && Boolean(one.where?.conversation);

/** Support staff are told of dossiers, not of conversations. @param {Present[]} all @param {Me | null} me */
function busy(all, me) {
  if (me?.role !== "support") return { label: t("presence.in_conversation"), count: String(all.filter(talks).length) };
  return { label: t("presence.in_dossier"), count: String(all.filter(({ where }) => where).length) };
}

/** @param {State} state @returns {BoardView} */
export function boardView({ presence, now, phase, me }) {
  const all = Object.values(presence.people).sort(firstThere);
  const office = all.filter(({ person }) => person.side === "office");
  const clients = all.filter(({ person }) => person.side === "client");
  const online = (/** @type {Present[]} */ people) => people.filter(({ state }) => state === "online").length;
  const live = phase.at === "online" && presence.told;
  const typing = all.filter((one) => one.typing).length;
  return {
    live,
    status: live ? t("presence.live") : presence.at ? t("presence.updated", { time: clock(presence.at) }) : t("connecting"),
    tiles: [
      {
        label: t("presence.state.online"),
        count: String(online(all)),
        under: `${many("presence.staff_n", online(office))}, ${many("presence.clients_n", online(clients))}`,
      },
      { ...busy(all, me), under: many("presence.typing_n", typing) },
      {
        label: t("presence.state.away"),
        count: String(all.filter(({ state }) => state === "away").length),
        under: t("presence.away_help"),
      },
    ],
    office: { count: t("presence.online_of", { n: online(office), all: office.length }), rows: office.map((one) => row(one, now)) },
    clients: { count: t("presence.online_n", { n: online(clients) }), rows: clients.map((one) => row(one, now)) },
  };
}

/** @param {string[]} names @param {string} one @param {string} more */
function write(names, one, more) {
  const [name] = names;
  if (!name) return "";
  return names.length === 1 ? t(one, { name }) : t(more, { names: listed(names.map(firstName)) });
}

/** @param {State} state @param {number} conversation @param {Me} me what stands above the composer */
export function typingText({ presence }, conversation, me) {
  const others = (presence.typing[conversation] ?? []).filter(({ id }) => id !== me.person.id);
  if (others.length > 3) return t("typing.many");
  const of = (/** @type {string} */ wanted) => others.filter(({ side }) => side === wanted).map(({ name }) => name);
  const lines = [write(of("office"), "typing.also", "typing.also_many"), write(of("client"), "typing.one", "typing.several")];
  return lines.filter(Boolean).join(" · ");
}

/** @param {State} state @param {number} conversation @param {Me} me colleagues who have it before them too */
export const lookers = ({ presence }, conversation, me) =>
  (presence.looking[conversation] ?? [])
    .filter(({ id, side }) => side === "office" && id !== me.person.id)
    .map(({ id, name }) => ({ id, name, initials: initials(name), colour: colour(id) }));

/** The dot beside a name; only staff see any. @param {State} state @param {number} person @param {Me} me */
export const dotOf = (state, person, me) =>
  me.side === "office" && state.presence.told
    ? { state: stateOf(state.presence, person), text: stateText(state.presence.people[person], state.now) }
    : null;
