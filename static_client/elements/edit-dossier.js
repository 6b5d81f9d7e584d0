import { html } from "lit";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { icon } from "./part.js";
import { problem, refusal } from "./refusal.js";

const LANGUAGES = ["nl", "fr", "de", "en"];
const RHYTHMS = ["monthly", "quarterly", "none"];

/** @typedef {import("../live/frames.js").MonitorRow} MonitorRow */

/** What the office keeps of a dossier, to be changed. */
export class EditDossier extends Modal {
  static properties = {
    row: { attribute: false },
    clients: { attribute: false },
    staff: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {MonitorRow | null} */
    this.row = null;
    /** @type {import("../live/frames.js").ClientUser[]} */
    this.clients = [];
    /** @type {{id: number, name: string}[]} */
    this.staff = [];
    this.error = "";
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    const found = (/** @type {any} */ choices) => void (this.staff = choices?.responsible ?? []);
    this.tell("choices", { found });
  }

  render() {
    const row = /** @type {MonitorRow} */ (this.row);
    const people = (/** @type {{id: number, name: string} | null} */ now, /** @type {{id: number, name: string}[]} */ all) =>
      [["", t("nobody")], ...(now && !all.some(({ id }) => id === now.id) ? [now, ...all] : all).map(({ id, name }) => [String(id), name])];
    return html`<dialog class="sheet small" aria-labelledby="dossier-kop" @cancel=${this.#close}>
      <form @submit=${this.#submit}>
        <header>
          <h2 class="h1 grow" id="dossier-kop">${t("dossier.edit")}</h2>
          <button class="icb lg" type="button" aria-label=${t("close")} @click=${this.#close}>${icon("x", "s20")}</button>
        </header>
        <div class="body">
          ${this.#line("name", t("name"), row.name, true)}
          <div class="pair">${this.#line("number", t("dossier.number"), row.number, true)} ${this.#line("vat_number", t("vat_number"), row.vat_number)}</div>
          <div class="pair">
            ${this.#choice("language", t("language"), row.language, LANGUAGES.map((one) => [one, t(`lang.${one}`)]))}
            ${this.#choice("vat_rhythm", t("vat_regime"), row.vat_rhythm, RHYTHMS.map((one) => [one, t(`vat_rhythm.${one}`)]))}
          </div>
          <div class="pair">
            ${this.#choice("responsible", t("dossier.responsible"), String(row.responsible?.id ?? ""), people(row.responsible, this.staff))}
            ${this.#choice("contact", t("dossier.contact"), String(row.contact?.id ?? ""), people(row.contact, this.clients))}
          </div>
          ${this.#line("tags", `${t("tags")} (${t("tags.help").toLocaleLowerCase()})`, row.tags.join(", "))}
          <label class="check"><input type="checkbox" name="active" .checked=${row.active} />${t("monitor.active_one")}</label>
        </div>
        <footer>
          <p class="error" role="alert">${problem(this.error)}</p>
          <div class="row">
            <button class="btn pri lg" ?disabled=${this.busy}>${t("save")}</button>
            <button class="btn ghost lg" type="button" @click=${this.#close}>${t("cancel")}</button>
          </div>
        </footer>
      </form>
    </dialog>`;
  }

  /** @param {string} name @param {string} label @param {string} value @param {boolean} [required] */
  #line(name, label, value, required = false) {
    return html`<div class="grow">
      <label class="lab" for=${`d-${name}`}>${label}</label>
      <div class="field"><input id=${`d-${name}`} name=${name} maxlength="200" autocomplete="off" ?required=${required} .value=${value} /></div>
    </div>`;
  }

  /** @param {string} name @param {string} label @param {string} value @param {string[][]} options */
  #choice(name, label, value, options) {
    return html`<div class="grow">
      <label class="lab" for=${`d-${name}`}>${label}</label>
      <div class="field">
        <select id=${`d-${name}`} name=${name}>
          ${options.map(([id, told]) => html`<option value=${id ?? ""} ?selected=${id === value}>${told}</option>`)}
        </select>
      </div>
    </div>`;
  }

  #close = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("done"));
  };

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
    const fields = {
      dossier: this.row?.id,
      ...Object.fromEntries(["name", "number", "vat_number", "language", "vat_rhythm"].map((name) => [name, text(name)])),
      ...Object.fromEntries(["responsible", "contact"].map((name) => [name, Number(text(name)) || null])),
      tags: text("tags").split(",").map((tag) => tag.trim()).filter(Boolean),
      active: given.has("active"),
    };
    this.busy = true;
    const done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
      this.busy = false;
      this.error = refused ? refusal(refused) : "";
      if (!refused) this.dispatchEvent(new CustomEvent("done"));
    };
    this.tell("updateDossier", { fields, done });
  };
}
customElements.define("vinkje-edit-dossier", EditDossier);
