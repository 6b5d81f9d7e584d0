import { html, nothing } from "lit";
import { t } from "../state/words.js";
import "./menu.js";
import { face, icon, mark } from "./part.js";

/**
 * @typedef {import("../state/views/shell.js").ShellView} ShellView
 * @typedef {import("../state/views/shell.js").NavItem} NavItem
 * @typedef {import("./part.js").Part} Part
 */

/** @param {NavItem} item @param {boolean} pill */
const nav = (item, pill) =>
  html`<a class="nav ${item.current ? "on" : ""}" href=${item.href} aria-current=${item.current ? "page" : nothing}>
    ${icon(item.icon)}<span class="ell">${item.label}</span>
    ${item.count === null ? nothing : pill ? html`<span class="pill" role="img" aria-label=${item.name}>${item.count}</span>` : html`<span class="n">${item.count}</span>`}
  </a>`;

/** @param {ShellView} view @param {Part} part */
const placeItems = (view, part) =>
  view.places.map((place) => ({
    label: place.label,
    sub: place.sub,
    current: place.current,
    href: place.href,
    act: () => part.tell("switchOffice", { office: place.office, dossier: place.dossier }),
  }));

/** @param {ShellView} view @param {Part} part */
const signOut = (view, part) => ({ label: t("signout"), icon: "log-out", act: () => part.tell("signOut") });

/** @param {Part} part */
function themes(part) {
  const chosen = localStorage.getItem("vinkje theme");
  const wear = (/** @type {string | null} */ theme) => () => part.tell("theme", { theme });
  return [
    { label: t("theme.light"), icon: "sun", current: chosen === "light", act: wear("light") },
    { label: t("theme.dark"), icon: "moon", current: chosen === "dark", act: wear("dark") },
    { label: t("theme.system"), icon: "monitor", current: chosen === null, act: wear(null) },
  ];
}

/** @param {ShellView} view @param {Part} part */
function brand(view, part) {
  const name = view.portal ? view.office : "Vinkje";
  const sign = view.portal ? face({ initials: view.officeInitials, colour: view.officeColour }, "s36", true) : mark();
  const inside = html`${sign}<span class="grow names"
      ><span class="ell">${name}</span><span class="under ell">${view.under}</span></span
    >`;
  if (view.places.length === 0) return html`<div class="brand">${inside}</div>`;
  return html`<vinkje-menu
    class="brand-menu"
    look="brand"
    label=${`${name}, ${view.under}. ${t("switch")}`}
    .face=${html`${inside}${icon("chevrons-up-down", "s14")}`}
    .items=${placeItems(view, part)}
  ></vinkje-menu>`;
}

/** @param {ShellView} view @param {Part} part */
const me = (view, part) =>
  html`<vinkje-menu
    class="me-menu up"
    look="me"
    label=${`${view.me.name}, ${view.me.state}. ${t("my_menu")}`}
    .items=${[...themes(part), signOut(view, part)]}
    .face=${html`<span class="with-pres"
        >${face(view.me, view.portal ? "s36" : "s32")}<i class="pres ${view.me.online ? "" : "off"}"></i
      ></span>
      <span class="grow names"><b class="ell">${view.me.name}</b><span class="st">${view.me.state}</span></span
      >${icon("chevrons-up-down")}`}
  ></vinkje-menu>`;

/** @param {Part} part */
const search = (part) =>
  html`<button class="field search" aria-haspopup="dialog" @click=${() => part.dispatchEvent(new CustomEvent("find"))}>
    ${icon("search")}<span class="grow ell">${t("command")}</span><span class="kbd" aria-hidden="true">Ctrl K</span>
  </button>`;

/** Something that many were asked, while it leaves. @param {ShellView["sendings"][0]} sending */
const underWay = ({ href, told, done, total }) =>
  html`<a class="under-way" href=${href}
    ><b>${t("bulk.title")}</b><span class="tn">${told}</span><progress max=${total} value=${done} aria-label=${t("bulk.title")}></progress
  ></a>`;

/** @param {ShellView} view @param {Part} part */
export const sidebar = (view, part) =>
  html`<nav class="side" aria-label=${t("menu.main")}>
    ${brand(view, part)} ${view.portal || !view.main ? nothing : search(part)}
    ${view.main ? nav(view.main, true) : nothing} ${view.clients ? nav(view.clients, false) : nothing}
    ${view.presence ? nav(view.presence, false) : nothing}
    ${view.settings ? nav(view.settings, false) : nothing}
    ${
      view.views.length
        ? html`<h2 class="sec">${t("views")}</h2>
            ${view.views.map((item) => nav(item, false))}`
        : nothing
    }
    <div class="grow"></div>
    ${view.sendings.map(underWay)} ${me(view, part)}
  </nav>`;

/** @param {NavItem} item @param {string} label */
const tab = (item, label) =>
  html`<a class=${item.current ? "on" : ""} href=${item.href} aria-current=${item.current ? "page" : nothing}>
    ${icon(item.icon, "s24")}${item.count === null || !item.name ? nothing : html`<span class="pill" role="img" aria-label=${item.name}>${item.count}</span>`}${label}</a
  >`;

/** On a phone: what the sidebar holds, at the thumb. @param {ShellView} view @param {Part} part */
export function tabbar(view, part) {
  const views = view.views.map(({ label, icon: name, href, current }) => ({ label, icon: name, href, current }));
  const settings = view.settings ? [view.settings] : [];
  const items = [...views, ...settings, ...placeItems(view, part), ...themes(part), signOut(view, part)];
  return html`<nav class="tabbar" aria-label=${t("menu.main")}>
    ${view.main ? tab(view.main, view.main.label) : nothing}
    ${view.clients ? tab(view.clients, t("nav.monitor")) : nothing}
    ${view.presence ? tab(view.presence, t("nav.presence_short")) : nothing}
    <vinkje-menu
      class="up"
      look="tab"
      label=${t("nav.more")}
      .face=${html`${icon("menu", "s24")}${t("nav.more")}`}
      .items=${items}
    ></vinkje-menu>
  </nav>`;
}
