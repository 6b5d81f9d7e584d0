import { html } from "lit";
import { t } from "../state/words.js";

/** @typedef {"communicatie" | "medewerkers"} Tab */

/** @type {[Tab, string][]} */
const TABS = [
  ["communicatie", "nav.communication"],
  ["medewerkers", "colleagues"],
];

/** The head of the office's settings, with its tabs. @param {Tab} chosen */
export const settingsHead = (chosen) =>
  html`<header class="phead"><h1 class="h1">${t("nav.office_settings")}</h1></header>
    <nav class="tabs" aria-label=${t("nav.office_settings")}>
      ${TABS.map(
        ([tab, words]) =>
          html`<a class=${tab === chosen ? "on" : ""} href=${`/instellingen/${tab}`} aria-current=${tab === chosen ? "page" : "false"}>${t(words)}</a>`,
      )}
    </nav>`;
