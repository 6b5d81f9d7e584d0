import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { Part } from "./part.js";
import { bubble } from "./preview.js";

const ASK_AFTER_MS = 250;

/** What a template will say to a real dossier, with something typed in for what will be typed. */
export class TemplatePreview extends Part {
  static properties = {
    me: { attribute: false },
    kind: { attribute: false },
    language: { attribute: false },
    source: { attribute: false },
    values: { attribute: false },
    dossiers: { state: true },
    dossier: { state: true },
    filled: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    this.kind = this.language = "";
    this.source = { subject: "", text: "" };
    /** @type {Record<string, string>} */
    this.values = {};
    /** @type {import("../live/frames.js").Dossier[]} */
    this.dossiers = [];
    this.dossier = 0;
    /** @type {import("../live/frames.js").Filled | null} */
    this.filled = null;
    this.asked = "";
    /** @type {any} */
    this.timer = null;
  }

  firstUpdated() {
    this.tell("findDossiers", { q: "", found: this.#dossiers });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  updated() {
    const wish = {
      kind: this.kind,
      language: this.language,
      source: this.source,
      dossier: this.dossier,
      values: this.values,
    };
    const key = JSON.stringify(wish);
    if (!this.dossier || key === this.asked) return;
    this.asked = key;
    clearTimeout(this.timer);
    const found = (/** @type {any} */ d) => key === this.asked && d && (this.filled = d);
    this.timer = setTimeout(() => this.tell("fill", { wish, found }), ASK_AFTER_MS);
  }

  render() {
    const { me, filled } = this;
    if (!me) return nothing;
    return html`<aside class="tprev">
      <div class="row">
        <h3 class="lab grow">${t("preview")}</h3>
        <select aria-label=${t("dossier")} @change=${(/** @type {Event} */ event) => (this.dossier = Number(/** @type {HTMLSelectElement} */ (event.target).value))}>
          ${this.dossiers.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.dossier}>${name}</option>`)}
        </select>
      </div>
      ${filled && (this.source.subject || this.source.text) ? html`<p class="subject">${filled.subject.map(({ text }) => text).join("")}</p>${bubble(me, filled.text)}` : nothing}
    </aside>`;
  }

  #dossiers = (/** @type {import("../live/frames.js").Dossier[] | null} */ found) => {
    this.dossiers = found ?? [];
    this.dossier = this.dossiers[0]?.id ?? 0;
  };
}
customElements.define("vinkje-template-preview", TemplatePreview);
