import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { parts, secondsLeft } from "../state/many.js";
import { many, t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { icon } from "./part.js";
import { sendingLine } from "./sending-line.js";

const LOOK_EVERY_MS = 1_000;
const SECOND = 1_000;

/** How something that many were asked is going: closing it stops nothing. */
export class Sending extends Modal {
  static properties = {
    id: { attribute: false },
    bulk: { attribute: false },
    rows: { state: true },
    next: { state: true },
    gone: { state: true },
    now: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.id = /** @type {any} */ (0);
    /** @type {import("../state/many.js").Bulk | null} */
    this.bulk = null;
    /** @type {import("../live/frames.js").BulkDossierFrame[]} */
    this.rows = [];
    /** @type {string | null} */
    this.next = null;
    this.gone = this.busy = false;
    this.now = Date.now();
    this.seen = "";
    this.looked = 0;
    /** @type {any} */
    this.timer = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.clock = setInterval(() => this.#tick(), SECOND);
    this.updateComplete.then(() => this.#look());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
    clearTimeout(this.timer);
  }

  render() {
    const { bulk } = this;
    return html`<dialog class="sheet sending" aria-labelledby="verzending" @cancel=${this.#cancel}>
      <header>
        <div class="grow">
          <h2 class="h1" id="verzending">${bulk ? many("bulk.sending", bulk.total) : t("bulk.title")}</h2>
          <p class="help">${bulk ? this.#under(bulk) : ""}</p>
        </div>
        <button class="icb lg" type="button" aria-label=${t("close")} @click=${this.#close}>${icon("x", "s20")}</button>
      </header>
      ${this.gone ? html`<p class="none">${t("error.gone")}</p>` : bulk ? this.#told(bulk) : nothing}
      <footer>
        <div class="row">
          ${bulk?.failed && bulk.state === "done" ? html`<button class="btn lg" @click=${this.#retry}>${icon("rotate-cw")}${t("bulk.retry", { n: bulk.failed })}</button>` : nothing}
          ${bulk?.state === "waiting" ? html`<button class="btn lg" ?disabled=${this.busy} @click=${this.#undo}>${icon("undo-2")}${t("bulk.undo")}</button>` : nothing}
          <span class="grow"></span>
          ${bulk ? html`<a class="btn ghost lg m-hide" href=${`/api/v1/bulks/${this.id}/results`} download>${icon("download")}${t("bulk.csv")}</a>` : nothing}
          <button class="btn pri lg" autofocus @click=${this.#close}>${t("close")}</button>
        </div>
      </footer>
    </dialog>`;
  }

  /** @param {import("../state/many.js").Bulk} bulk */
  #under(bulk) {
    if (bulk.state === "waiting") return t("bulk.leaves_in", { n: secondsLeft(bulk, this.now) });
    if (bulk.state === "cancelled") return t(bulk.reason === "starter" ? "bulk.cancelled.starter" : "bulk.cancelled");
    return t(bulk.state === "done" ? "bulk.done" : "bulk.background");
  }

  /** @param {import("../state/many.js").Bulk} bulk */
  #told(bulk) {
    const { done, left } = parts(bulk);
    return html`<div class="told">
        <div class="segments" role="progressbar" aria-label=${t("bulk.title")} aria-valuemin="0" aria-valuemax=${bulk.total} aria-valuenow=${done}>
          <i class="ok"></i><i class="bad"></i><i class="skip"></i>
        </div>
        <div class="sum tn">
          <b>${t("bulk.progress", { done, total: bulk.total })}</b>
          <span>${icon("send-horizontal", "s14")}${t("bulk.n_started", { n: bulk.started })}</span>
          ${bulk.failed ? html`<span class="bad">${icon("circle-alert", "s14")}${t("bulk.n_failed", { n: bulk.failed })}</span>` : nothing}
          ${bulk.skipped ? html`<span>${icon("minus", "s14")}${t("bulk.n_skipped", { n: bulk.skipped })}</span>` : nothing}
          ${left ? html`<span>${icon("clock", "s14")}${t("bulk.n_waiting", { n: left })}</span>` : nothing}
        </div>
      </div>
      <div class="outcome" role="table" aria-label=${t("bulk.title")} tabindex="0">
        <div role="row" class="line columns">
          <span role="columnheader">${t("dossier")}</span><span role="columnheader" class="m-hide">${t("bulk.users")}</span>
          <span role="columnheader" class="m-hide">${t("language")}</span><span role="columnheader">${t("bulk.result")}</span>
          <span role="columnheader"><span class="vh">${t("bulk.look")}</span></span>
        </div>
        ${repeat(this.rows, (row) => row.dossier.id, (row) => sendingLine(row, bulk, this.#retry))}
        ${this.next ? html`<button class="btn ghost more" @click=${() => this.#load(this.next ?? "")}>${t("bulk.show_more")}</button>` : nothing}
      </div>`;
  }

  /** @param {Map<string, unknown>} _changed */
  updated(_changed) {
    const { bulk } = this;
    if (!bulk) return;
    const share = parts(bulk);
    for (const [name, width] of /** @type {const} */ ([["ok", share.started], ["bad", share.failed], ["skip", share.skipped]])) {
      const part = this.querySelector(`.segments .${name}`);
      if (part instanceof HTMLElement) part.style.width = `${width}%`;
    }
    const stands = `${bulk.state} ${share.done} ${bulk.failed}`;
    if (stands === this.seen) return;
    this.seen = stands;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), Math.max(0, this.looked + LOOK_EVERY_MS - Date.now()));
  }

  #tick() {
    this.now = Date.now();
  }

  /** The first page anew; the rest is asked for. */
  #look() {
    this.looked = Date.now();
    this.rows.length > 50 ? undefined : this.#load("");
  }

  /** @param {string} after */
  #load(after) {
    const found = (/** @type {import("../live/frames.js").BulkDossiers | null} */ told) => {
      this.gone = told === null && this.bulk === null;
      if (!told) return;
      this.rows = after ? [...this.rows, ...told.dossiers] : told.dossiers;
      this.next = told.next;
    };
    this.tell("outcome", { bulk: this.id, after, found });
  }

  #undo = () => {
    this.busy = true;
    this.tell("undoMany", { bulk: this.id, done: () => (this.busy = false) });
  };

  #retry = () => this.tell("retryMany", { bulk: this.id });

  #cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#close();
  };

  #close = () => this.tell("leaveSending");
}
customElements.define("vinkje-sending", Sending);
