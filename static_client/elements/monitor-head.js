import { html, nothing } from "lit";
import { t } from "../state/words.js";
import "./menu.js";
import { icon } from "./part.js";

/**
 * @typedef {import("../state/views/monitor.js").MonitorView} MonitorView
 * @typedef {import("../state/views/monitor.js").ChipView} ChipView
 * @typedef {import("./monitor.js").Monitor} Monitor
 */

const narrow = matchMedia("(max-width: 760px)");

/** @param {MonitorView} view @param {Monitor} part */
function viewItems(view, part) {
  const mine = view.view?.mine ? view.view : null;
  return [
    { label: t(mine ? "view.change" : "view.save"), icon: "bookmark", act: () => void (part.saving = true) },
    ...(mine
      ? [
          { label: t("view.up"), icon: "arrow-up", act: () => part.tell("viewUp", { id: mine.id }) },
          { label: t("view.drop"), icon: "trash-2", danger: true, act: () => part.tell("dropView", { id: mine.id }) },
        ]
      : []),
  ];
}

/** @param {MonitorView} view @param {Monitor} part */
export const headOf = (view, part) =>
  html`<header class="phead">
    <h1 class="h1 ell">${view.view?.name ?? t("monitor.title")}</h1>
    ${view.told ? html`<span class="badge tn" role="status">${view.told}</span>` : nothing}
    <span class="grow"></span>
    <vinkje-menu class="end" look="btn" label=${t("views")} .face=${html`${icon("bookmark")}<span class="m-hide">${t("view.save_short")}</span>`} .items=${viewItems(view, part)}></vinkje-menu>
    ${view.tickedCount ? nothing : html`<a class="btn ${view.offline ? "off" : "pri"} m-hide" href=${view.offline ? nothing : view.startHref} title=${view.offline ? t("offline") : nothing}>${icon("square-pen")}${t("conversation.start")}</a>`}
  </header>`;

/** @param {ChipView} chip @param {Monitor} part */
const chipOf = (chip, part) =>
  html`<span class="fchip ${chip.values ? "act" : ""}">
    <vinkje-menu
      look="chip-face"
      label=${`${chip.label}${chip.values ? `: ${chip.values}` : ""}`}
      .face=${chip.values ? html`${chip.label}: <b class="ell">${chip.values}</b>` : html`${chip.label}${icon("chevron-down", "s14")}`}
      .items=${chip.options.map((option) => ({ label: option.label, current: option.current, act: () => part.go(option.query) }))}
    ></vinkje-menu>
    ${chip.values ? html`<button class="off" aria-label=${`${t("filters.clear")}: ${chip.label}`} @click=${() => part.go(chip.without)}>${icon("x", "s14")}</button>` : nothing}
  </span>`;

/** @param {MonitorView} view @param {Monitor} part */
export const filtersOf = (view, part) =>
  html`<div class="filters" role="search" aria-label=${t("filter")}>
    <label class="field quiet"
      >${icon("search")}<span class="vh">${t("monitor.search")}</span>
      <input
        type="search"
        placeholder=${t("monitor.search")}
        .value=${view.q}
        autocomplete="off"
        @input=${(/** @type {InputEvent} */ event) => part.search(/** @type {HTMLInputElement} */ (event.target).value)}
    /></label>
    ${view.chips.map((chip) => chipOf(chip, part))}
    <span class="fchip more">
      <vinkje-menu
        look="chip-face"
        label=${t("filter")}
        .face=${html`${icon("plus", "s14")}${t("filter")}`}
        .items=${(narrow.matches ? view.all : view.more).map((option) => ({ label: option.label, current: option.current, act: () => part.go(option.query) }))}
      ></vinkje-menu>
    </span>
    ${view.filtered ? html`<button class="link plain" @click=${() => part.go(view.clear)}>${t("filters.clear")}</button>` : nothing}
  </div>`;
