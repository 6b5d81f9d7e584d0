import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { many, t } from "../state/words.js";
import { held } from "../state/holding.js";
import { icon, Part } from "./part.js";
import { rowOf } from "./row.js";
import { loadingRows } from "./states.js";

const SEARCH_AFTER_MS = 200;
const STILL_AFTER_MS = 4_000;
const MORE_WITHIN = 600;

/** @typedef {import("../state/views/list.js").ListView} ListView */

/** The conversations. Their order is held while a hand or the keyboard is on them. */
export class List extends Part {
  static properties = {
    view: { attribute: false },
    holding: { state: true },
    searching: { state: true },
    active: { state: true },
  };

  constructor() {
    super();
    /** @type {ListView | null} */
    this.view = null;
    this.holding = false;
    this.searching = false;
    /** @type {number | null} */
    this.active = null;
    /** @type {number[]} */
    this.order = [];
    this.key = "";
    /** @type {any} */
    this.timer = null;
    /** @type {any} */
    this.stillTimer = null;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<section class="list" aria-label=${t("conversations")}>
      ${this.#header(view)}${this.#body(view)}
      ${view.portal ? html`<footer><a class="btn pri xl block" href=${view.startHref}>${icon("square-pen", "s20")}${t("conversation.start")}</a></footer>` : nothing}
    </section>`;
  }

  /** @param {ListView} view */
  #header(view) {
    const shown = !view.portal || this.searching || view.q !== "";
    return html`<header>
      <div class="row">
        <h1 class="h1 grow">${t("nav.communication")}</h1>
        ${
          view.portal
            ? html`<button class="icb lg" aria-label=${t("search")} aria-expanded=${shown} @click=${this.#showSearch}>
                ${icon("search", "s22")}
              </button>`
            : html`<a class="btn pri" href=${view.startHref}>${icon("square-pen")}${t("conversation.start")}</a>`
        }
      </div>
      <nav class="seg" aria-label=${t("status")}>
        ${view.tabs.map(
          (tab) =>
            html`<a href=${tab.href} aria-current=${tab.selected ? "page" : nothing}
              >${tab.label}${tab.count === null ? nothing : html` <small>${tab.count}</small>`}</a
            >`,
        )}
      </nav>
      ${shown ? this.#search(view) : nothing}
    </header>`;
  }

  /** @param {ListView} view */
  #search(view) {
    return html`<label class="field quiet search"
      >${icon("search")}<span class="vh">${t("search")}</span>
      <input
        type="search"
        placeholder=${t("search.placeholder")}
        .value=${view.q}
        autocomplete="off"
        @input=${this.#typed}
    /></label>`;
  }

  /** @param {ListView} view */
  #body(view) {
    if (view.status === "failed" && view.rows.length === 0) return this.#failed();
    if (view.status === "loading" && view.rows.length === 0) return loadingRows();
    if (view.nothing !== "none") return this.#nothing(view);
    const { rows, waiting } = held(view.rows, this.holding ? this.order : null);
    this.order = rows.map((row) => row.id);
    const tabbable = rows.find((row) => row.id === this.active) ?? rows.find((row) => row.selected) ?? rows[0];
    return html`${waiting ? html`<div class="chip"><button class="btn" @click=${this.#release}>${icon("arrow-up", "s14")}${many("updated", waiting)}</button></div>` : nothing}
      <ul
        class="items"
        @keydown=${this.#key}
        @focusin=${this.#focused}
        @focusout=${this.#blurred}
        @scroll=${this.#scrolled}
        @pointermove=${this.#hand}
        @pointerleave=${this.#release}
      >
        ${repeat(
          rows,
          (row) => row.id,
          (row) => rowOf(row, row === tabbable),
        )}
        ${view.status === "more" ? html`<li class="more" role="status">${t("loading")}</li>` : nothing}
      </ul>`;
  }

  #failed() {
    return html`<div class="empty" role="alert">
      <div>
        ${icon("circle-alert", "s24")}<b>${t("error.load")}</b>${t("error.no_answer")} ${t("error.safe")}
        <div class="acts"><button class="btn" @click=${() => this.tell("retryList")}>${t("error.retry")}</button></div>
      </div>
    </div>`;
  }

  /** @param {ListView} view */
  #nothing({ emptiness, nothing: kind, portal }) {
    const sign = kind === "notFound" ? "search" : portal ? "messages-square" : "inbox";
    return html`<div class="empty" role="status">
      <div>
        ${icon(sign, "s24")}<b>${emptiness.title}</b>${emptiness.text}
        ${emptiness.everywhere ? html`<div class="acts"><a class="btn" href=${emptiness.everywhere}>${t("search.everywhere")}</a></div>` : nothing}
      </div>
    </div>`;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("view") || !this.view || this.view.key === this.key) return;
    this.key = this.view.key;
    this.holding = false;
  }

  #showSearch = async () => {
    this.searching = !this.searching;
    await this.updateComplete;
    this.querySelector("input")?.focus();
    if (!this.searching && this.view?.q) this.tell("search", { q: "" });
  };

  #typed = (/** @type {InputEvent} */ event) => {
    const q = /** @type {HTMLInputElement} */ (event.target).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell("search", { q }), SEARCH_AFTER_MS);
  };

  /** A hand on the list holds it; one that rests has left. */
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

  #focused = (/** @type {FocusEvent} */ event) => {
    const link = /** @type {HTMLElement} */ (event.target);
    this.active = Number(link.dataset["id"]);
    if (link.matches(":focus-visible")) this.holding = true;
  };

  #blurred = () => void (this.holding = false);

  #scrolled = (/** @type {Event} */ event) => {
    const list = /** @type {HTMLElement} */ (event.target);
    const left = list.scrollHeight - list.scrollTop - list.clientHeight;
    if (left < MORE_WITHIN && this.view?.more && this.view.status === "ready") this.tell("moreRows");
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const links = [...this.querySelectorAll("a.it")].map((link) => /** @type {HTMLElement} */ (link));
    const here = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next === undefined || here < 0) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
  };
}
customElements.define("vinkje-list", List);
