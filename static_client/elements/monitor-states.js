import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/**
 * @typedef {import("../state/views/monitor.js").MonitorView} MonitorView
 * @typedef {import("./monitor.js").Monitor} Monitor
 */

/** @param {Monitor} grid */
export const failedOf = (grid) =>
  html`<div class="empty" role="alert">
    <div>
      ${icon("circle-alert", "s24")}<b>${t("monitor.failed")}</b>${t("monitor.kept")}
      <div class="acts">
        <button class="btn" @click=${() => grid.tell("monitorRetry")}>${t("error.retry")}</button>
      </div>
    </div>
  </div>`;

/** A page further down did not come. @param {Monitor} grid */
export const stuckOf = (grid) =>
  html`<div class="mon-failed" role="alert">
    ${icon("circle-alert")}${t("error.no_answer")}
    <button class="link" @click=${() => grid.tell("monitorRetry")}>${t("error.retry")}</button>
  </div>`;

/** @param {MonitorView} view @param {Monitor} grid */
export const emptyOf = (view, grid) =>
  html`<div class="empty" role="status">
    <div>
      ${icon(view.filtered ? "filter-x" : "users", "s24")}<b>${t(view.filtered ? "monitor.none" : "monitor.empty")}</b>
      ${t(view.filtered ? "monitor.none.help" : "monitor.empty.help")}
      ${view.filtered ? html`<div class="acts"><button class="btn" @click=${() => grid.go(view.clear)}>${t("filters.clear")}</button></div>` : nothing}
    </div>
  </div>`;

/** @param {MonitorView} view */
const startOf = (view) =>
  view.offline
    ? html`<button class="btn pri" disabled title=${t("offline")}>${icon("square-pen")}${t("conversation.start")}</button>`
    : html`<a class="btn pri" href=${view.startHref}>${icon("square-pen")}${t("conversation.start")}</a>`;

/** What is ticked, and what to do with it. @param {MonitorView} view @param {Monitor} grid */
export function barOf(view, grid) {
  if (!view.tickedCount) return nothing;
  const total = t("selection.of", { total: view.foundTold });
  return html`<div class="selbar" role="region" aria-label=${t("selection")}>
    <span><b class="tn">${view.tickedTold}</b> ${total}<span class="m-hide"> ${t("selection.selected")}</span></span>
    <span class="sep m-hide"></span>
    ${view.tickedCount < view.count ? html`<button class="btn ghost m-hide" @click=${grid.all}>${t("selection.all", { n: view.foundTold })}</button>` : nothing}
    <button class="btn ghost m-hide" ?disabled=${view.offline} @click=${() => grid.tell("export", { done: () => {} })}>
      ${icon("download")}${t("export")}
    </button>
    ${startOf(view)}
    <button class="icb" aria-label=${t("selection.clear")} @click=${grid.none}>${icon("x")}</button>
  </div>`;
}
