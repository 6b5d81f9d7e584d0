import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { held } from "../state/holding.js";
import { t } from "../state/words.js";
import { dotted, face, icon, Part } from "./part.js";

const AT_MOST_EVERY_MS = 1_000;
const STILL_AFTER_MS = 4_000;
const SHOWN = 200;

/**
 * @typedef {import("../state/views/presence.js").BoardView} BoardView
 * @typedef {import("../state/views/presence.js").PersonRow} PersonRow
 * @typedef {"office" | "clients"} Side
 */

/** Who is there. Rows change at most once a second, and stay where they are under a hand. */
export class Board extends Part {
  static properties = {
    view: { attribute: false },
    side: { state: true },
    words: { state: true },
    talking: { state: true },
    holding: { state: true },
  };

  constructor() {
    super();
    /** @type {BoardView | null} */
    this.view = null;
    /** @type {Side} */
    this.side = "office";
    this.words = "";
    this.talking = false;
    this.holding = false;
    /** @type {Record<Side, number[]>} */
    this.order = { office: [], clients: [] };
    this.drawnAt = 0;
    /** @type {any} */
    this.timer = null;
    /** @type {any} */
    this.stillTimer = null;
  }

  /** @param {Map<string, unknown>} changed */
  shouldUpdate(changed) {
    const wait = this.drawnAt + AT_MOST_EVERY_MS - Date.now();
    if (wait <= 0 || changed.size > 1 || !changed.has("view") || this.drawnAt === 0) return true;
    this.timer ??= setTimeout(() => this.requestUpdate("view"), wait);
    return false;
  }

  updated() {
    clearTimeout(this.timer);
    this.timer = null;
    this.drawnAt = Date.now();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    clearTimeout(this.stillTimer);
    this.timer = null;
    this.drawnAt = 0;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<section class="board ${this.side}" id="gesprek" tabindex="-1" aria-labelledby="aanwezigheid">
      ${this.#head(view)}
      <ul class="tiles">
        ${view.tiles.map((tile) => html`<li class="tile"><span>${tile.label}</span><b class="tn">${tile.count}</b><small>${tile.under}</small></li>`)}
      </ul>
      <div class="cols" @pointermove=${this.#hand} @pointerleave=${this.#release}>
        ${this.#office(view)}${this.#clients(view)}
      </div>
    </section>`;
  }

  /** @param {BoardView} view */
  #head(view) {
    return html`<header class="phead">
      <h1 class="h1" id="aanwezigheid">${t("nav.presence")}</h1>
      <span class="tag ${view.live ? "ok" : ""}" role="status"><i class="dot ${view.live ? "online" : "unknown"}"></i>${view.status}</span>
      <span class="grow"></span>
      <div class="seg d-hide" role="group" aria-label=${t("nav.presence")}>
        ${/** @type {Side[]} */ (["office", "clients"]).map(
          (side) =>
            html`<button aria-pressed=${this.side === side} @click=${() => (this.side = side)}>${t(side === "office" ? "presence.office" : "presence.clients")}</button>`,
        )}
      </div>
      <label class="field m-hide find"
        >${icon("search")}<span class="vh">${t("presence.find")}</span>
        <input type="search" placeholder=${t("presence.find")} autocomplete="off" @input=${this.#typed}
      /></label>
    </header>`;
  }

  /** @param {BoardView} view */
  #office(view) {
    return html`<section class="card for-office" aria-label=${t("presence.office")}>
      <h2>${t("presence.office")} <span class="muted tn">${view.office.count}</span></h2>
      <table class="people">
        <thead><tr><th>${t("presence.staff")}</th><th>${t("presence.busy")}</th></tr></thead>
        <tbody>
          ${repeat(this.#shown("office", view.office.rows), (row) => row.id, (row) => html`<tr><td>${who(row)}</td><td>${where(row)}</td></tr>`)}
        </tbody>
      </table>
      ${view.office.rows.length ? nothing : html`<p class="muted none">${t("presence.none")}</p>`}
    </section>`;
  }

  /** @param {BoardView} view */
  #clients(view) {
    const rows = this.#shown("clients", view.clients.rows);
    return html`<section class="card for-clients" aria-label=${t("presence.clients")}>
      <h2>
        ${t("presence.clients")} <span class="muted tn">${view.clients.count}</span><span class="grow"></span>
        <button class="btn ghost" aria-pressed=${this.talking} @click=${() => (this.talking = !this.talking)}>${t("presence.talking")}</button>
      </h2>
      <table class="people">
        <thead><tr><th>${t("presence.user")}</th><th class="dv">${t("presence.device")}</th><th>${t("presence.viewing")}</th><th class="num">${t("presence.since")}</th></tr></thead>
        <tbody>
          ${repeat(rows, (row) => row.id, (row) => html`<tr><td>${who(row)}</td><td class="dv muted">${device(row)}</td><td>${where(row)}</td><td class="num tn muted">${row.since}</td></tr>`)}
        </tbody>
      </table>
      ${rows.length ? nothing : html`<p class="muted none">${t("presence.none")}</p>`}
    </section>`;
  }

  /** @param {Side} side @param {PersonRow[]} all */
  #shown(side, all) {
    const words = this.words.trim().toLowerCase();
    const wanted = all.filter(
      (row) =>
        (!words || `${row.name} ${row.sub} ${row.where}`.toLowerCase().includes(words)) &&
        (side === "office" || !this.talking || row.typing || row.where !== ""),
    );
    const { rows } = held(wanted, this.holding ? this.order[side] : null);
    this.order[side] = rows.map((row) => row.id);
    return rows.slice(0, SHOWN);
  }

  #typed = (/** @type {InputEvent} */ event) =>
    void (this.words = /** @type {HTMLInputElement} */ (event.target).value);

  #hand = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "touch") return;
    this.holding = true;
    clearTimeout(this.stillTimer);
    this.stillTimer = setTimeout(this.#release, STILL_AFTER_MS);
  };

  #release = () => {
    clearTimeout(this.stillTimer);
    this.holding = false;
  };
}

/** @param {PersonRow} row */
const who = (row) =>
  html`<span class="row who">${dotted(face(row, "s28"), row)}<span class="names"><b class="ell">${row.name}</b><span class="sub ell">${row.sub}</span></span></span>`;

/** @param {PersonRow} row */
const where = (row) => html`<span class="ell where ${row.typing ? "typing" : ""}" title=${row.where}>${row.where}</span>`;

/** @param {PersonRow} row */
const device = ({ device: one }) => (one ? html`<span class="row">${icon(one.icon, "s14")}${one.label}</span>` : nothing);

customElements.define("vinkje-presence", Board);
