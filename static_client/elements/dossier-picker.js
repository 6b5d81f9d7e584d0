import { html, nothing } from "lit";
import { colour, initials } from "../state/names.js";
import { t } from "../state/words.js";
import { face, icon, Part } from "./part.js";

const SEARCH_AFTER_MS = 180;

/** @param {string} q */
const nothingFound = (q) => html`<p class="pop options none">${t("search.none", { q })}</p>`;

/** @typedef {{id: number, name: string, number?: string, vat_number?: string}} Choice */

/** Finds one dossier by name or number (APG combobox with a list). Tells `pick` with the dossier, or null. */
export class DossierPicker extends Part {
  static properties = {
    chosen: { attribute: false },
    error: {},
    found: { state: true },
    none: { state: true },
    open: { state: true },
    at: { state: true },
    typed: { state: true },
  };

  constructor() {
    super();
    /** @type {Choice | null} */
    this.chosen = null;
    this.error = "";
    /** @type {Choice[]} */
    this.found = [];
    this.none = "";
    this.open = false;
    this.at = 0;
    /** @type {string | null} */
    this.typed = null;
    /** @type {any} */
    this.timer = null;
  }

  render() {
    const listed = this.open && this.found.length > 0;
    return html`<label class="lab" for="dossier">${t("dossier")}</label>
      <div class="combo">
        <div class="field">
          ${icon("search")}
          <input
            id="dossier"
            role="combobox"
            autocomplete="off"
            aria-expanded=${listed}
            aria-controls="dossiers"
            aria-autocomplete="list"
            aria-activedescendant=${listed ? `d${this.found[this.at]?.id}` : nothing}
            aria-invalid=${this.error ? "true" : "false"}
            aria-describedby="dossier-fout"
            placeholder=${t("start.dossier.placeholder")}
            .value=${this.typed ?? this.chosen?.name ?? ""}
            @input=${this.#input}
            @focus=${this.#focus}
            @click=${this.#open}
            @blur=${this.#blur}
            @keydown=${this.#key}
          />
        </div>
        ${listed ? this.#list() : nothing}
        <div role="status">${this.open && this.none ? nothingFound(this.none) : nothing}</div>
      </div>
      <p class="error" id="dossier-fout">${this.error}</p>`;
  }

  #list() {
    return html`<ul class="pop options" role="listbox" id="dossiers" aria-label=${t("dossiers")}>
      ${this.found.map(
        (dossier, i) =>
          html`<li
            class="p ${i === this.at ? "at" : ""}"
            role="option"
            id=${`d${dossier.id}`}
            aria-selected=${i === this.at ? "true" : "false"}
            @pointerdown=${(/** @type {Event} */ event) => event.preventDefault()}
            @click=${() => this.#pick(dossier)}
          >
            ${face({ initials: initials(dossier.name), colour: colour(dossier.id) }, "s24", true)}<span class="ell"
              >${dossier.name}</span
            >
            <span class="t">${dossier.number ?? ""}</span>
          </li>`,
      )}
    </ul>`;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("at")) this.querySelector(".at")?.scrollIntoView({ block: "nearest" });
  }

  #search(/** @type {number} */ ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(this.typed ?? ""), ms);
  }

  /** @param {string} q */
  #ask(q) {
    this.tell("findDossiers", { q, found: (/** @type {Choice[] | null} */ dossiers) => this.#found(q, dossiers) });
  }

  /** @param {string} q @param {Choice[] | null} dossiers null when the server gave no answer */
  #found(q, dossiers) {
    if (q !== (this.typed ?? "")) return;
    this.found = dossiers ?? [];
    this.none = dossiers?.length === 0 ? q : "";
    this.at = 0;
  }

  #input = (/** @type {InputEvent} */ event) => {
    this.typed = /** @type {HTMLInputElement} */ (event.target).value;
    this.open = true;
    if (this.chosen) this.#tellPick(null);
    this.#search(SEARCH_AFTER_MS);
  };

  #focus = (/** @type {FocusEvent} */ event) => {
    /** @type {HTMLInputElement} */ (event.target).select();
    this.#search(0);
  };

  #open = () => void (this.open = true);

  #blur = () => void (this.open = false);

  /** @param {Choice} dossier */
  #pick(dossier) {
    this.typed = null;
    this.open = false;
    this.#tellPick(dossier);
  }

  /** @param {Choice | null} dossier */
  #tellPick(dossier) {
    this.dispatchEvent(new CustomEvent("pick", { detail: dossier }));
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    const chosen = this.found[this.at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && this.open && chosen && !event.ctrlKey) this.#pick(chosen);
    else if (event.key === "Escape" && this.open) this.open = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @param {number} by */
  #step(by) {
    this.open = true;
    this.at = (this.at + by + this.found.length) % (this.found.length || 1);
  }
}
customElements.define("vinkje-dossier-picker", DossierPicker);
