/**
 * Where in the page we are, as the address says it.
 *
 * @typedef {"open" | "closed" | "all"} Status
 * @typedef {"office" | "client" | "mine" | "private" | null} View
 * @typedef {{status: Status, view: View, dossier: number | null}} Place what the list is filtered by
 * @typedef {{name: "list" | "conversation" | "start" | "password" | "monitor" | "dossier" | "sending" | "presence" | "settings",
 *   place: Place, conversation: number | null, seq: number | null, query?: string, bulk?: number,
 *   template?: number | "new" | null, tab?: "medewerkers"}} Route `query`: the monitor's filter
 */

/** @type {Record<string, Status>} */
const STATUS = { open: "open", gesloten: "closed", alle: "all" };
/** @type {Record<string, Exclude<View, null>>} */
const VIEW = { kantoor: "office", klant: "client", mijn: "mine", prive: "private" };

/** @type {Record<string, "start" | "password">} */
const NAMES = { "/communicatie/start": "start", "/wachtwoord": "password" };

/** @param {Record<string, string>} table @param {string} value */
const nameOf = (table, value) => Object.keys(table).find((name) => table[name] === value) ?? "";
/** @param {string | null | undefined} text */
const number = (text) => (text && /^\d+$/.test(text) ? Number(text) : null);

/** @param {URLSearchParams} query @returns {Place} */
const placeOf = (query) => ({
  status: STATUS[query.get("status") ?? ""] ?? "open",
  view: VIEW[query.get("weergave") ?? ""] ?? null,
  dossier: number(query.get("dossier")),
});

/** @param {string} address path, query and fragment @returns {Route} */
export function parse(address) {
  const url = new URL(address, "http://page");
  const place = placeOf(url.searchParams);
  if (/^\/klanten(\/|$)/.test(url.pathname)) return clients(url, place);
  if (url.pathname === "/aanwezigheid") return { name: "presence", place, conversation: null, seq: null };
  const conversation = number(url.pathname.match(/^\/communicatie\/c\/(\d+)$/)?.[1]);
  const seq = number(url.hash.match(/^#m(\d+)\b/)?.[1]);
  if (conversation) return { name: "conversation", place, conversation, seq };
  if (/^\/instellingen(\/|$)/.test(url.pathname)) return settings(url.pathname, place);
  return { name: NAMES[url.pathname] ?? "list", place, conversation: null, seq: null };
}

/** @param {URL} url @param {Place} place @returns {Route} */
function clients(url, place) {
  const there = { place, conversation: null, seq: null };
  const dossier = number(url.pathname.match(/^\/klanten\/(\d+)\/communicatie$/)?.[1]);
  if (dossier) return { ...there, name: "dossier", place: { ...place, dossier } };
  const bulk = number(url.pathname.match(/^\/klanten\/verzending\/(\d+)$/)?.[1]);
  if (bulk) return { ...there, name: "sending", bulk };
  const start = url.pathname === "/klanten/start";
  return { ...there, name: start ? "start" : "monitor", query: url.search.slice(1) };
}

/** @param {string} path @param {Place} place @returns {Route} */
function settings(path, place) {
  const template = path.endsWith("/nieuw") ? "new" : number(path.match(/^\/instellingen\/communicatie\/(\d+)$/)?.[1]);
  const tab = path === "/instellingen/medewerkers" ? { tab: /** @type {const} */ ("medewerkers") } : {};
  return { name: "settings", place, conversation: null, seq: null, template, ...tab };
}

/** The office that a mail's link is about; somebody may be at several. @param {string} address @returns {number | null} */
export const officeOf = (address) => number(address.match(/[#&]kantoor=(\d+)$/)?.[1]);

/** @param {Place} place */
function queryOf({ status, view, dossier }) {
  const query = new URLSearchParams();
  if (status !== "open") query.set("status", nameOf(STATUS, status));
  if (view) query.set("weergave", nameOf(VIEW, view));
  if (dossier) query.set("dossier", String(dossier));
  return query.size ? `?${query}` : "";
}

/** @param {Route} route @returns {string} the address `parse` reads back */
export function address({ name, place, conversation, seq, query, template, tab, bulk }) {
  if (name === "sending") return `/klanten/verzending/${bulk}`;
  if (name === "presence") return "/aanwezigheid";
  if (tab) return `/instellingen/${tab}`;
  if (name === "settings") return `/instellingen/communicatie${template ? `/${template === "new" ? "nieuw" : template}` : ""}`;
  if (name === "monitor") return query ? `/klanten?${query}` : "/klanten";
  if (name === "dossier") return `/klanten/${place.dossier}/communicatie${queryOf({ ...place, dossier: null })}`;
  if (name === "start" && query) return `/klanten/start?${query}`;
  const path = { list: "/communicatie", start: "/communicatie/start", password: "/wachtwoord", conversation: `/communicatie/c/${conversation}` };
  return path[name] + queryOf(place) + (seq ? `#m${seq}` : "");
}

/** @param {Place} a @param {Place} b */
export const samePlace = (a, b) => a.status === b.status && a.view === b.view && a.dossier === b.dossier;
