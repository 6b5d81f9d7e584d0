import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { face, icon } from "./part.js";

/**
 * @typedef {import("../state/views/monitor.js").LineView} LineView
 * @typedef {import("../state/views/monitor.js").MonitorView} MonitorView
 * @typedef {import("./monitor.js").Monitor} Monitor
 */

const SIGNS = { ascending: "arrow-up", descending: "arrow-down" };

/** A box that is ticked, not, or for some. @param {boolean} on @param {boolean} [some] */
const tickOf = (on, some = false) =>
  html`<span class="cb ${on || some ? "on" : ""}" aria-hidden="true">${on ? icon("check") : some ? icon("minus") : nothing}</span>`;

/** @param {MonitorView["columns"][0]} column @param {Monitor} grid */
const sortOf = (column, grid) =>
  html`<button
    class="sort"
    title=${column.sort === "needs_answer" ? t("monitor.count.help") : nothing}
    @click=${() => grid.go(column.query, true)}
  >
    ${column.label}${column.order === "none" ? nothing : icon(SIGNS[column.order], "s14")}
  </button>`;

/** @param {MonitorView} view @param {boolean} all @param {boolean} some @param {Monitor} grid */
export const columnsOf = (view, all, some, grid) =>
  html`<div class="mon-line mon-columns" role="row" aria-rowindex="1">
    <span role="columnheader"
      ><button
        class="tick-all"
        role="checkbox"
        aria-checked=${all ? "true" : some ? "mixed" : "false"}
        aria-label=${t("selection.all", { n: view.foundTold })}
        @click=${all || some ? grid.none : grid.all}
      >
        ${tickOf(all, some)}
      </button></span
    >
    ${view.columns.map(
      (column) =>
        html`<span class=${column.look} role="columnheader" aria-sort=${column.order}
          >${column.sort ? sortOf(column, grid) : column.label}</span
        >`,
    )}
  </div>`;

/** @param {LineView} line @param {(column: number) => number} tab @param {Monitor} grid */
const cells = (line, tab, grid) =>
  html`<span role="gridcell"
      ><button
        class="tick-one"
        role="checkbox"
        data-column="0"
        tabindex=${tab(0)}
        aria-checked=${line.ticked ? "true" : "false"}
        aria-label=${line.name}
        @click=${() => grid.toggle(line.id)}
      >
        ${tickOf(line.ticked)}
      </button></span
    >
    <span role="gridcell" class="who">
      ${face(line, "s26 m36", true)}
      <a class="grow" data-column="1" tabindex=${tab(1)} href=${line.href} title=${line.name}
        ><b class="nm ell">${line.name}</b
        ><small class="d-hide ell">${line.rhythmName} · ${line.language} · ${line.last}</small></a
      >
    </span>
    <span role="gridcell" class="sub tn" data-column="2" tabindex=${tab(2)}>${line.number}</span>
    <span role="gridcell" class="sub tn ell" data-column="3" tabindex=${tab(3)}>${line.vat}</span>
    <span role="gridcell" class="person-cell" data-column="4" tabindex=${tab(4)}
      >${line.responsible ? html`${face(line.responsible, "s20")}<span class="ell">${line.responsible.name}</span>` : html`<span class="muted">–</span>`}</span
    >
    <span role="gridcell" class="muted" data-column="5" tabindex=${tab(5)}>${line.language}</span>
    <span role="gridcell" data-column="6" tabindex=${tab(6)}><span class="stt ${line.rhythm}">${line.rhythmName}</span></span>
    <span role="gridcell" class="muted" data-column="7" tabindex=${tab(7)}>${line.last}</span>
    <span role="gridcell" class="num">
      ${
        line.count
          ? html`<a class="pill" data-column="8" tabindex=${tab(8)} href=${`${line.href}?weergave=kantoor`} aria-label=${line.countName} title=${line.countName}>${line.count}</a>`
          : html`<span class="muted" data-column="8" tabindex=${tab(8)}>–</span>`
      }
    </span>
    <span role="gridcell" class="tn ${line.late ? "waits" : "muted"}" data-column="9" tabindex=${tab(9)}>${line.waits}</span>
    ${icon("chevron-right", "s18 d-hide")}`;

/** @param {LineView | null} line none: not here yet @param {number} index @param {number} column that can be tabbed to @param {Monitor} grid */
export function lineOf(line, index, column, grid) {
  const tab = (/** @type {number} */ of) => (of === column ? 0 : -1);
  return html`<div
    class="mon-line ${line?.ticked ? "on" : ""} ${line?.active === false ? "inactive" : ""}"
    role="row"
    data-row=${index}
    aria-rowindex=${index + 2}
    aria-selected=${line?.ticked ? "true" : "false"}
  >
    ${line ? cells(line, tab, grid) : html`<span role="gridcell"></span><span role="gridcell" data-column=${column} tabindex=${tab(column)}><span class="sk w60"></span></span>`}
  </div>`;
}

export const skeletonOf = () =>
  html`<div class="skeleton" aria-hidden="true">
    ${["w42", "w58", "w36", "w50", "w44", "w60", "w48", "w55"].map((width) => html`<div class="mon-line"><span></span><span><span class="sk ${width}"></span></span></div>`)}
  </div>`;
