import { html, nothing } from "lit";
import { finderView } from "../state/views/finder.js";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { face, icon } from "./part.js";

const SEARCH_AFTER_MS = 120;
const SLOW_AFTER_MS = 400;
const MOST = 2_000;

/** @typedef {import("../state/views/finder.js").Answer} Answer @typedef {import("../state/views/finder.js").Choice} Choice */

/** Every second piece is what was asked for. @param {string[]} pieces */
const marked = (pieces) => pieces.map((piece, i) => (i % 2 ? html`<mark>${piece}</mark>` : piece));

/** Search or run, by keyboard alone (APG combobox with a list box). Tells `shut` when it is done. */
export class Finder extends Modal {
  static properties = {
    q: { state: true },
    answer: { state: true },
    asked: { state: true },
    slow: { state: true },
    failed: { state: true },
    at: { state: true },
  };

  constructor() {
    super();
    this.q = "";
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {string | null} what the answer is about */
    this.asked = null;
    this.slow = false;
    this.failed = false;
    this.at = 0;
    /** @type {any} */
    this.timer = null;
    /** @type {any} */
    this.slowTimer = null;
    /** @type {Choice[]} */
    this.choices = [];
  }

  render() {
    const groups = finderView(this.q, this.answer);
    this.choices = groups.flatMap(({ choices }) => choices);
    const here = this.choices[this.at];
    return html`<dialog class="finder" aria-label=${t("command")} @cancel=${this.#shut} @click=${this.#outside}>
      <div class="ask">
        ${icon("search", "s18")}
        <input
          role="combobox"
          autofocus
          autocomplete="off"
          spellcheck="false"
          maxlength=${MOST}
          aria-label=${t("command")}
          aria-controls="gevonden"
          aria-expanded=${this.choices.length > 0}
          aria-autocomplete="list"
          aria-activedescendant=${here ? `p-${here.key}` : nothing}
          placeholder=${t("command")}
          .value=${this.q}
          @input=${this.#typed}
          @keydown=${this.#key}
        /><span class="kbd">Esc</span>
      </div>
      <div class="found" role="listbox" id="gevonden" aria-label=${t("command")}>
        ${groups.map(
          ({ label, choices }) =>
            html`<div role="group" aria-label=${label}>
              <h4 aria-hidden="true">${label}</h4>
              ${choices.map((choice) => this.#choice(choice, choice === here))}
            </div>`,
        )}
      </div>
      <p class="note" role="status">${this.#note()}</p>
    </dialog>`;
  }

  /** @param {Choice} choice @param {boolean} here */
  #choice(choice, here) {
    return html`<a
      class="p ${here ? "at" : ""}"
      role="option"
      tabindex="-1"
      id=${`p-${choice.key}`}
      aria-selected=${here ? "true" : "false"}
      href=${choice.href}
      @click=${() => this.#shut()}
    >
      ${choice.face ? face(choice.face, "s24", true) : icon(choice.icon)}
      <span class="grow"
        ><span class="ell">${marked(choice.pieces)}</span>${choice.under.length ? html`<small class="ell">${choice.under}</small>` : nothing}</span
      ><span class="t ell">${choice.note}</span>
    </a>`;
  }

  #note() {
    if (this.failed) return `${t("error.no_answer")}`;
    if (this.slow) return t("loading");
    const q = this.q.trim();
    const found = (this.answer?.conversations.length ?? 0) + (this.answer?.dossiers.length ?? 0);
    return q && this.asked === q && found === 0 ? t("search.none", { q: q.length > 60 ? `${q.slice(0, 60)}…` : q }) : nothing;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("at")) this.querySelector(".at")?.scrollIntoView({ block: "nearest" });
  }

  #typed = (/** @type {InputEvent} */ event) => {
    this.q = /** @type {HTMLInputElement} */ (event.target).value;
    this.at = 0;
    clearTimeout(this.timer);
    if (this.q.trim()) this.timer = setTimeout(this.#ask, SEARCH_AFTER_MS);
    else this.#answered("", { conversations: [], dossiers: [] });
  };

  #ask = () => {
    const q = this.q.trim();
    clearTimeout(this.slowTimer);
    this.slowTimer = setTimeout(() => void (this.slow = true), SLOW_AFTER_MS);
    this.tell("find", { q, found: (/** @type {Answer | null} */ answer) => this.#answered(q, answer) });
  };

  /** An answer to what is no longer asked is none. @param {string} q @param {Answer | null} answer */
  #answered(q, answer) {
    if (q !== this.q.trim()) return;
    clearTimeout(this.slowTimer);
    this.slow = false;
    this.failed = answer === null;
    this.asked = q;
    this.answer = answer;
    this.at = 0;
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    const last = this.choices.length - 1;
    if (event.key === "ArrowDown") this.at = Math.min(last, this.at + 1);
    else if (event.key === "ArrowUp") this.at = Math.max(0, this.at - 1);
    else if (event.key === "Enter" && !event.isComposing) /** @type {HTMLElement | null} */ (this.querySelector(".at"))?.click();
    else return;
    event.preventDefault();
  };

  #outside = (/** @type {MouseEvent} */ event) => {
    if (event.target === this.dialog) this.#shut();
  };

  #shut = () => {
    this.dispatchEvent(new CustomEvent("shut"));
  };

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    clearTimeout(this.slowTimer);
  }
}
customElements.define("vinkje-finder", Finder);
