import { html, nothing } from "lit";
import { isTicked, nothingTicked, tick, withQuery } from "../state/monitor.js";
import { t } from "../state/words.js";
import "./menu.js";
import { filtersOf, headOf } from "./monitor-head.js";
import { columnsOf, lineOf, skeletonOf } from "./monitor-line.js";
import { barOf, emptyOf, failedOf, stuckOf } from "./monitor-states.js";
import { Part } from "./part.js";
import "./save-view.js";

/** @typedef {import("../state/views/monitor.js").MonitorView} MonitorView */

const OVERSCAN = 8;
const SEARCH_AFTER_MS = 250;
const HEIGHT = { wide: 43, narrow: 65 };
const COLUMNS = 10;
const narrow = matchMedia("(max-width: 760px)");

/** Every dossier of the office (APG grid): of thousands of rows only those in sight are drawn. */
export class Monitor extends Part {
  static properties = {
    view: { attribute: false },
    first: { state: true },
    last: { state: true },
    row: { state: true },
    column: { state: true },
    saving: { state: true },
  };

  constructor() {
    super();
    /** @type {MonitorView | null} */
    this.view = null;
    this.first = 0;
    this.last = 40;
    this.row = 0;
    this.column = 1;
    this.saving = false;
    this.moves = false;
    this.had = false;
    this.query = "";
    /** @type {any} */
    this.timer = null;
    this.shownKey = "";
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("resize", this.#scrolled);
    document.addEventListener("keydown", this.#letters);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("resize", this.#scrolled);
    document.removeEventListener("keydown", this.#letters);
    clearTimeout(this.timer);
  }

  get height() {
    return narrow.matches ? HEIGHT.narrow : HEIGHT.wide;
  }

  get box() {
    return this.querySelector(".mon-scroll");
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<section class="mon" id="gesprek" tabindex="-1" aria-label=${t("monitor.title")}>
      ${headOf(view, this)} ${filtersOf(view, this)} ${this.#body(view)} ${barOf(view, this)}
      ${view.status === "failed" && view.rows.length ? stuckOf(this) : nothing}
      ${this.saving ? html`<vinkje-save-view .view=${view.view?.mine ? view.view : null} .query=${view.query} @done=${() => void (this.saving = false)}></vinkje-save-view>` : nothing}
    </section>`;
  }

  /** @param {MonitorView} view */
  #body(view) {
    if (view.status === "failed" && !view.rows.length) return failedOf(this);
    if (view.status === "ready" && !view.count) return emptyOf(view, this);
    const all = view.ticked.all && !view.ticked.ids.length;
    const some = view.tickedCount > 0 && !all;
    return html`<div
      class="mon-scroll"
      role="grid"
      aria-label=${t("monitor.title")}
      aria-multiselectable="true"
      aria-rowcount=${view.count + 1}
      aria-colcount=${COLUMNS}
      aria-busy=${view.status === "loading" ? "true" : "false"}
      @scroll=${this.#scrolled}
      @keydown=${this.#key}
      @focusin=${this.#focused}
    >
      ${columnsOf(view, all, some, this)}
      ${
        view.status === "loading" && !view.rows.length
          ? skeletonOf()
          : html`<div class="mon-space" role="rowgroup"><div class="mon-rows" role="presentation">${this.#lines(view)}</div></div>`
      }
    </div>`;
  }

  /** @param {MonitorView} view */
  #lines(view) {
    const last = Math.min(this.last, view.count);
    const lines = [];
    for (let index = this.first; index < last; index++) {
      const row = view.rows[index];
      lines.push(lineOf(row ? view.line(row) : null, index, this.#tabbable(index), this));
    }
    return lines;
  }

  /** One cell of all can be tabbed to. @param {number} index */
  #tabbable(index) {
    const inSight = this.row >= this.first && this.row < this.last;
    return index === (inSight ? this.row : this.first) ? this.column : -1;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    this.had = this.box?.contains(document.activeElement) ?? false;
    if (!changed.has("view") || !this.view || this.view.query === this.query) return;
    this.query = this.view.query;
    this.row = 0;
    this.box?.scrollTo(0, 0);
    this.first = 0;
  }

  updated() {
    const [space, rows] = [this.querySelector(".mon-space"), this.querySelector(".mon-rows")];
    if (space instanceof HTMLElement && rows instanceof HTMLElement && this.view) {
      space.style.height = `${this.view.count * this.height}px`;
      rows.style.transform = `translateY(${this.first * this.height}px)`;
    }
    if (this.moves || (this.had && document.activeElement === document.body)) this.#focus();
    this.#wants();
  }

  /** What is in sight, told once for each view of it. */
  #wants() {
    if (!this.view || this.view.status === "failed") return;
    const ids = this.view.rows.slice(this.first, this.last).map((row) => row.id);
    const index = Math.min(this.last, this.view.count) - 1;
    const key = `${index} ${ids.length} ${this.view.rows.length} ${ids[0]} ${this.view.status}`;
    if (key === this.shownKey) return;
    this.shownKey = key;
    queueMicrotask(() => this.tell("monitorShown", { index, ids }));
  }

  #scrolled = () => {
    const { box } = this;
    if (!box) return;
    const above = Math.floor(box.scrollTop / this.height);
    this.first = Math.max(0, above - OVERSCAN);
    this.last = above + Math.ceil(box.clientHeight / this.height) + OVERSCAN;
  };

  #focus() {
    const cell = this.querySelector(`[data-row="${this.row}"] [data-column="${this.column}"]`);
    if (!(cell instanceof HTMLElement)) return;
    this.moves = false;
    cell.focus({ preventScroll: true });
  }

  /** @param {number} row @param {number} column */
  #move(row, column) {
    const { box, view } = this;
    if (!box || !view) return;
    this.row = Math.max(0, Math.min(view.count - 1, row));
    this.column = Math.max(0, Math.min(COLUMNS - 1, column));
    const head = 34;
    const top = this.row * this.height;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + this.height + head > box.scrollTop + box.clientHeight)
      box.scrollTop = top + this.height + head - box.clientHeight;
    this.#scrolled();
    this.moves = true;
    this.requestUpdate();
  }

  #focused = (/** @type {FocusEvent} */ event) => {
    if (!(event.target instanceof HTMLElement)) return;
    const row = event.target.closest("[data-row]");
    const cell = event.target.closest("[data-column]");
    if (!(row instanceof HTMLElement) || !(cell instanceof HTMLElement)) return;
    this.row = Number(row.dataset["row"]);
    this.column = Number(cell.dataset["column"]);
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.closest("[data-row]") || !this.view) return;
    const far = event.ctrlKey || event.metaKey;
    const screen = Math.max(1, Math.floor((this.box?.clientHeight ?? 400) / this.height) - 2);
    const { row, column } = this;
    const end = this.view.count - 1;
    /** @type {Record<string, [number, number]>} */
    const moves = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageDown: [row + screen, column],
      PageUp: [row - screen, column],
      Home: [far ? 0 : row, 0],
      End: [far ? end : row, far ? column : COLUMNS - 1],
    };
    const to = moves[event.key];
    if (to) {
      if (event.shiftKey && to[1] === column) this.#extend(row, to[0]);
      this.#move(...to);
    } else if (event.key === " ") this.toggle(this.view.rows[row]?.id);
    else if (event.key === "a" && far) this.all();
    else if (event.key === "Enter" && !event.target.closest("a, button")) this.#open(row);
    else return;
    event.preventDefault();
  };

  /** @param {number} from @param {number} to */
  #extend(from, to) {
    const [low, high] = [Math.max(0, Math.min(from, to)), Math.max(from, to)];
    const ids = this.view?.rows.slice(low, high + 1).map((row) => row.id) ?? [];
    if (this.view) this.tell("ticked", { ticked: tick(this.view.ticked, ids, true) });
  }

  /** @param {number} index */
  #open(index) {
    const row = this.view?.rows[index];
    if (row) this.tell("go", { to: `/klanten/${row.id}/communicatie` });
  }

  /** Letters work anywhere on the page but where one writes. */
  #letters = (/** @type {KeyboardEvent} */ event) => {
    const { target } = event;
    const writes = target instanceof HTMLElement && target.closest("input, textarea, select, dialog, [role=menu]");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !this.view) return;
    if (event.key.toLowerCase() === "f") this.querySelector("input")?.focus();
    else if (event.key.toLowerCase() === "c" && !this.view.offline) this.tell("go", { to: this.view.startHref });
    else if (event.key === "Escape" && this.view.tickedCount) this.none();
    else return;
    event.preventDefault();
  };

  /** @param {number | undefined} id */
  toggle(id) {
    const ticked = this.view?.ticked;
    if (id && ticked) this.tell("ticked", { ticked: tick(ticked, [id], !isTicked(ticked, id)) });
  }

  all = () => this.tell("ticked", { ticked: { all: true, ids: [] } });
  none = () => this.tell("ticked", { ticked: nothingTicked });

  /** @param {string} query @param {boolean} [replace] */
  go(query, replace = false) {
    this.tell("monitor", { query, replace });
  }

  /** @param {string} q */
  search(q) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(withQuery(this.view?.query ?? "", { q: q.trim() }), true), SEARCH_AFTER_MS);
  }
}
customElements.define("vinkje-monitor", Monitor);
