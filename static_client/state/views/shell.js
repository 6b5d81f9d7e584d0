import { isOfNow, parts } from "../many.js";
import { colour, initials } from "../names.js";
import { withQuery } from "../monitor.js";
import { address } from "../routes.js";
import { many, t } from "../words.js";

/**
 * What stands around the conversations: who I am, where I can go, whether we are connected.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Me} Me
 *
 * @typedef {{label: string, icon: string, href: string, current: boolean, count: number | null, name: string}} NavItem
 * @typedef {{label: string, sub: string, current: boolean, office: number, dossier: number | null, href: string | null}} PlaceItem
 *
 * @typedef {object} ShellView
 * @property {boolean} portal
 * @property {string} office
 * @property {string} under
 * @property {string} officeInitials
 * @property {number} officeColour
 * @property {NavItem | null} main not for support staff
 * @property {NavItem | null} clients the client monitor, for staff
 * @property {boolean} monitor whether it is in sight
 * @property {NavItem | null} presence who is there, for staff
 * @property {boolean} board whether it is in sight: support staff see nothing else
 * @property {NavItem | null} settings
 * @property {NavItem[]} views
 * @property {{href: string, told: string, done: number, total: number}[]} sendings what many were asked and is of now
 * @property {PlaceItem[]} places
 * @property {{name: string, initials: string, colour: number, state: string, online: boolean}} me
 *
 * @typedef {{tone: "warn" | "ok" | "bad", icon: string, text: string, until: number | null,
 *   act: {label: string, do: string} | null}} BannerView
 */

/** @param {State} state @param {import("../routes.js").View} view */
const hrefOf = (state, view) =>
  address({ name: "list", place: { ...state.route.place, status: "open", view }, conversation: null, seq: null });

/** Where the list of conversations is not in sight. */
const ELSEWHERE = ["monitor", "dossier", "presence", "settings"];

/** @param {State} state */
const isAskingMany = ({ route }) => route.name === "sending" || (route.name === "start" && Boolean(route.query));

/** @param {State} state @param {Me} me @returns {NavItem} */
function main(state, me) {
  const count = (me.side === "office" ? state.counters.needs_answer : state.counters.waiting) ?? 0;
  return {
    label: t("nav.communication"),
    icon: "messages-square",
    href: hrefOf(state, null),
    current: state.route.place.view === null && !ELSEWHERE.includes(state.route.name) && !isAskingMany(state),
    count: count || null,
    name: many(me.side === "office" ? "waiting_n" : "waiting_you_n", count),
  };
}

/** @param {State} state @param {Me} me */
const seesBoard = (state, me) => me.side === "office" && (me.role === "support" || state.route.name === "presence");

/** @param {State} state @param {Me} me @returns {NavItem | null} */
function presence(state, me) {
  if (me.side === "client") return null;
  const online = Object.values(state.presence.people).filter((one) => one.state === "online").length;
  const count = state.presence.told ? online : null;
  return { label: t("nav.presence"), icon: "activity", href: "/aanwezigheid", current: seesBoard(state, me), count, name: "" };
}

/** Who writes for the office; support staff only watch. @param {Me} me */
export const writes = (me) => me.side === "office" && me.role !== "support";

/** @param {State} state @param {Me} me @returns {NavItem | null} */
function settings(state, me) {
  if (!writes(me)) return null;
  const current = state.route.name === "settings";
  const href = "/instellingen/communicatie";
  return { label: t("nav.office_settings"), icon: "settings", href, current, count: null, name: "" };
}

/** @type {[Exclude<import("../routes.js").View, null>, string, string][]} */
const VIEWS = [
  ["office", "reply", "waiting_office"],
  ["client", "clock", "waiting_client"],
  ["mine", "folder", "my_dossiers"],
  ["private", "lock", "private"],
];

/** Views of the monitor that were saved. @param {State} state @returns {NavItem[]} */
const saved = ({ monitor, route }) =>
  monitor.views.map((view) => ({
    label: view.name,
    icon: view.mine ? "bookmark" : "users",
    href: address({ name: "monitor", place: route.place, conversation: null, seq: null, query: view.query }),
    current: withQuery(view.query, {}) === withQuery(route.query ?? "", {}),
    count: null,
    name: "",
  }));

/** @param {State} state @param {Me} me @returns {NavItem | null} */
function clients(state, me) {
  if (me.side === "client" || me.role === "support") return null;
  const current = ["monitor", "dossier"].includes(state.route.name) || isAskingMany(state);
  return { label: t("nav.client_monitor"), icon: "users", href: "/klanten", current, count: null, name: "" };
}

/** @param {State} state @param {Me} me @returns {NavItem[]} */
function views(state, me) {
  if (me.side === "client" || me.role === "support") return [];
  if (state.route.name === "monitor") return saved(state);
  return VIEWS.map(([view, icon, key]) => ({
    label: t(key),
    icon,
    href: hrefOf(state, view),
    current: state.route.place.view === view && !["presence", "settings"].includes(state.route.name),
    count: view === "office" ? (state.counters.needs_answer ?? null) : null,
    name: "",
  }));
}

/**
 * @param {State} state
 * @param {Me} me
 * @returns {PlaceItem[]} where this person can go; empty when there is nothing to choose
 */
function places(state, me) {
  const here = (/** @type {number | null} */ dossier) =>
    address({ name: "list", place: { status: "open", view: null, dossier }, conversation: null, seq: null });
  const chosen = state.route.place.dossier;
  const all = {
    label: t("dossiers.all"),
    sub: me.office.name,
    current: chosen === null,
    office: me.office.id,
    dossier: null,
    href: here(null),
  };
  const own = me.dossiers.map(({ id, name }) => ({
    label: name,
    sub: me.office.name,
    current: chosen === id || me.dossiers.length === 1,
    office: me.office.id,
    dossier: id,
    href: here(id),
  }));
  const elsewhere = me.places.filter((place) => place.office.id !== me.office.id).flatMap(placesThere);
  const choices = [...(own.length > 1 ? [all] : []), ...own, ...elsewhere];
  return choices.length > 1 || (me.side === "office" && elsewhere.length > 0) ? choices : [];
}

/** @param {Me["places"][0]} place @returns {PlaceItem[]} */
function placesThere({ office, side, dossiers }) {
  const there = (/** @type {string} */ label, /** @type {number | null} */ dossier) => ({
    label,
    sub: office.name,
    current: false,
    office: office.id,
    dossier,
    href: null,
  });
  return side === "office" ? [there(t("office.staff_of"), null)] : dossiers.map(({ id, name }) => there(name, id));
}

/** @param {State} state @param {Me} me */
function under(state, me) {
  if (me.side === "office") return me.office.name;
  const chosen = me.dossiers.find((dossier) => dossier.id === state.route.place.dossier);
  return chosen?.name ?? (me.dossiers.length === 1 ? (me.dossiers[0]?.name ?? "") : t("dossiers.all"));
}

/** @param {State} state @returns {ShellView["sendings"]} */
const sendings = ({ bulks, now, route }) =>
  Object.values(bulks)
    .filter((bulk) => bulk.state !== "cancelled" && bulk.bulk !== route.bulk && isOfNow(bulk, now))
    .map((bulk) => ({
      href: `/klanten/verzending/${bulk.bulk}`,
      told: t("bulk.progress", { done: parts(bulk).done, total: bulk.total }),
      done: parts(bulk).done,
      total: bulk.total,
    }));

/** @param {State} state @param {Me} me @returns {ShellView} */
export const shellView = (state, me) => ({
  portal: me.side === "client",
  office: me.office.name,
  under: under(state, me),
  officeInitials: initials(me.office.name),
  officeColour: colour(me.office.id),
  main: me.role === "support" ? null : main(state, me),
  clients: clients(state, me),
  monitor: (state.route.name === "monitor" || isAskingMany(state)) && clients(state, me) !== null,
  sendings: sendings(state),
  presence: presence(state, me),
  board: seesBoard(state, me),
  settings: settings(state, me),
  views: views(state, me),
  places: places(state, me),
  me: {
    name: me.person.name,
    initials: initials(me.person.name),
    colour: colour(me.person.id),
    state: t(state.phase.at === "online" ? "connected" : state.cut ? "offline" : "connecting"),
    online: state.phase.at === "online",
  },
});

/**
 * What to say about the connection, when there is something to say.
 *
 * @param {State} state
 * @returns {BannerView | null}
 */
export function bannerView(state) {
  if (state.phase.at === "stopped" && state.session === "in") {
    return {
      tone: "bad",
      icon: "circle-alert",
      text: t("conn.stopped"),
      until: null,
      act: { label: t("reload"), do: "reloadPage" },
    };
  }
  if (state.cut) {
    const waiting = state.outbox.filter((p) => p.state === "waiting").length;
    const text = waiting ? many("conn.offline_n", waiting) : t("conn.offline");
    const until = state.phase.at === "waiting" ? state.phase.until : null;
    return { tone: "warn", icon: "wifi-off", text, until, act: { label: t("conn.retry_now"), do: "tryNow" } };
  }
  if (state.back === null) return null;
  const text = state.back ? many("conn.back_n", state.back) : t("conn.back_none");
  return { tone: "ok", icon: "check", text, until: null, act: null };
}
