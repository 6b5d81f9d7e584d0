import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { icon, Part } from "./part.js";

/**
 * @typedef {{label: string, sub?: string, icon?: string, href?: string | null, current?: boolean, danger?: boolean,
 *   act?: () => void}} Item
 */

/** A button that opens a menu (APG menu button): arrows move, Escape closes and gives the focus back. */
export class Menu extends Part {
  static properties = {
    items: { attribute: false },
    label: {},
    note: {},
    face: { attribute: false },
    look: {},
    open: { state: true },
  };

  constructor() {
    super();
    /** @type {Item[]} */
    this.items = [];
    this.label = "";
    this.note = "";
    /** @type {unknown} */
    this.face = nothing;
    this.look = "icb";
    this.open = false;
  }

  render() {
    return html`<button
        class=${this.look}
        aria-label=${this.label}
        aria-haspopup=${this.items.length ? "menu" : "dialog"}
        aria-expanded=${this.open}
        @click=${this.#toggle}
      >
        ${this.face}
      </button>
      ${this.open ? this.#menu() : nothing}`;
  }

  #menu() {
    return html`<div class="pop menu" @keydown=${this.#key} @focusout=${this.#left}>
      ${this.items.length ? html`<div role="menu" aria-label=${this.label}>${this.items.map((item) => this.#item(item))}</div>` : nothing}
      ${this.note ? html`<p class="note" role="note" tabindex="-1">${icon("info", "s14")}${this.note}</p>` : nothing}
    </div>`;
  }

  /** @param {Item} item */
  #item(item) {
    const inside = html`${item.icon ? icon(item.icon) : nothing}<span class="grow"
        ><span class="ell">${item.label}</span>
        ${item.sub ? html`<small class="ell">${item.sub}</small>` : nothing}</span
      >${item.current ? icon("check") : nothing}`;
    const look = `p${item.danger ? " danger" : ""}`;
    if (item.href)
      return html`<a
        class=${look}
        role="menuitem"
        tabindex="-1"
        href=${item.href}
        aria-current=${item.current ? "true" : nothing}
        @click=${this.#shut}
        >${inside}</a
      >`;
    return html`<button class=${look} role="menuitem" tabindex="-1" @click=${() => this.#choose(item)}>
      ${inside}
    </button>`;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("open") && this.open) this.#entries()[0]?.focus();
  }

  /** @returns {HTMLElement[]} */
  #entries() {
    return [...this.querySelectorAll("[role=menuitem], .note")].map((entry) => /** @type {HTMLElement} */ (entry));
  }

  #toggle = () => void (this.open = !this.open);
  #shut = () => {
    this.open = false;
    this.querySelector("button")?.focus();
  };

  /** @param {Item} item */
  #choose(item) {
    this.#shut();
    item.act?.();
  }

  #left = (/** @type {FocusEvent} */ event) => {
    const to = event.relatedTarget;
    if (!(to instanceof Node) || !this.contains(to)) this.open = false;
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const entries = this.#entries();
    const here = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1 + entries.length, Home: 0, End: entries.length - 1 }[
      event.key
    ];
    if (next !== undefined) entries[next % entries.length]?.focus();
    else if (event.key === "Escape") this.#shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
customElements.define("vinkje-menu", Menu);
