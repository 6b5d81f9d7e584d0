import { html, nothing } from "lit";
import { drawCid } from "../live/uuid7.js";
import { asDraft, blank, fieldsOf, missing, restored } from "../state/starting.js";
import { LIMITS } from "../state/uploads.js";
import { t } from "../state/words.js";
import { audienceOf } from "./audience.js";
import { Modal } from "./dialog.js";
import "./dossier-picker.js";
import { icon, unbroken } from "./part.js";
import { dropsOn, pasted } from "./files.js";
import { filesField } from "./files-field.js";
import "./preview.js";
import { problem, refusalsOf } from "./refusal.js";
import "./start-type.js";

const KEEP_AFTER_MS = 400;
const LONGEST = { subject: 200, text: 16_000 };

/** Starts one conversation in one dossier. */
export class Start extends Modal {
  static properties = {
    me: { attribute: false },
    dossier: { attribute: false },
    draft: { attribute: false },
    uploads: { attribute: false },
    limits: { attribute: false },
    dropping: { state: true },
    form: { state: true },
    clients: { state: true },
    errors: { state: true },
    filled: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    /** @type {number | null} */
    this.dossier = null;
    this.draft = "";
    /** @type {import("../state/uploads.js").Upload[]} */
    this.uploads = [];
    this.limits = LIMITS;
    this.dropping = false;
    this.drops = dropsOn(this, (files) => this.take(files));
    /** @type {import("../state/starting.js").Form} */
    this.form = blank;
    /** @type {import("../live/frames.js").ClientUser[] | null} */
    this.clients = null;
    /** @type {Record<string, string>} */
    this.errors = {};
    /** @type {import("../live/frames.js").Filled | null} */
    this.filled = null;
    this.busy = false;
    /** @type {any} */
    this.timer = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.form = { ...restored(this.draft), cid: restored(this.draft).cid || drawCid() };
    const own = this.me?.dossiers ?? [];
    const only = own.find(({ id }) => id === this.dossier) ?? (own.length === 1 ? own[0] : undefined);
    if (only) this.form = { ...this.form, dossier: only };
    if (this.form.dossier) this.#readers(this.form.dossier.id);
    else if (this.dossier) this.#readers(this.dossier);
  }

  render() {
    if (!this.me) return nothing;
    const prepares = this.me.side === "office";
    return html`<dialog class="sheet ${prepares ? "wide" : ""}" aria-labelledby="starten" @cancel=${this.#cancel} @keydown=${this.#key}
      @dragenter=${this.drops.enter} @dragleave=${this.drops.leave} @dragover=${this.drops.over} @drop=${this.drops.drop}>
      <form @submit=${this.#submit} novalidate>
        <header>
          <div class="grow"><h2 class="h1" id="starten">${t("conversation.start")}</h2></div>
          <button class="icb lg" type="button" aria-label=${t("close")} @click=${this.#close}>
            ${icon("x", "s20")}
          </button>
        </header>
        <div class="cols">
        <div class="body">
          ${this.#dossierField(this.me)}
          ${audienceOf({ form: this.form, clients: this.clients, errors: this.errors, me: this.me, set: this.#set })}
          ${prepares ? this.#type() : nothing} ${this.#subject()} ${this.#text()} ${filesField(this)}
        </div>
        ${prepares ? this.#preview() : nothing}
        </div>
        <footer>
          <p class="error" role="alert">${problem(this.errors["form"])}</p>
          <div class="row">
            <button class="btn pri xl" ?disabled=${this.busy}>
              ${icon("send-horizontal")}${t(this.busy ? "receipt.sending" : "send")}
            </button>
            <button class="btn ghost xl" type="button" @click=${this.#close}>${t("cancel")}</button
            ><span class="grow"></span><span class="kbd m-hide" aria-hidden="true">Ctrl ↵</span>
          </div>
        </footer>
      </form>
    </dialog>`;
  }

  /** @param {import("../live/frames.js").Me} me */
  #dossierField(me) {
    if (me.side === "office") {
      return html`<div>
        <vinkje-dossier-picker
          .chosen=${this.form.dossier}
          .error=${this.errors["dossier"] ?? ""}
          @pick=${(/** @type {CustomEvent} */ event) => this.#pick(event.detail)}
        ></vinkje-dossier-picker>
      </div>`;
    }
    if (me.dossiers.length === 1) return nothing;
    return html`<div>
      <label class="lab" for="dossier">${t("dossier")}</label>
      <div class="field">
        <select
          id="dossier"
          aria-invalid=${this.errors["dossier"] ? "true" : "false"}
          aria-describedby="dossier-fout"
          @change=${(/** @type {Event} */ event) => this.#chose(me, event)}
        >
          <option value="" ?selected=${!this.form.dossier}>${t("start.choose_dossier")}</option>
          ${me.dossiers.map(({ id, name }) => html`<option value=${id} ?selected=${this.form.dossier?.id === id}>${name}</option>`)}
        </select>
      </div>
      <p class="error" id="dossier-fout">${this.errors["dossier"] ?? ""}</p>
    </div>`;
  }

  #type() {
    return html`<vinkje-start-type
      .form=${this.form}
      .errors=${this.errors}
      .filled=${this.filled}
      .set=${this.#set}
    ></vinkje-start-type>`;
  }

  #preview() {
    return html`<vinkje-preview
      .form=${this.form}
      .me=${this.me}
      .filled=${this.filled}
      @filled=${(/** @type {CustomEvent} */ event) => (this.filled = event.detail)}
    ></vinkje-preview>`;
  }

  #subject() {
    return html`<div>
      <label class="lab" for="onderwerp-nieuw">${t("subject")}</label>
      <div class="field">
        <input
          id="onderwerp-nieuw"
          maxlength=${LONGEST.subject}
          autocomplete="off"
          .value=${this.form.subject}
          aria-invalid=${this.errors["subject"] ? "true" : "false"}
          aria-describedby="subject-fout"
          @input=${(/** @type {InputEvent} */ event) => this.#typed("subject", event)}
        />
      </div>
      <p class="error" id="subject-fout">${this.errors["subject"] ?? ""}</p>
    </div>`;
  }

  #text() {
    return html`<div class="grows">
      <label class="lab" for="bericht-nieuw">${t("message")}</label>
      <div class="field area">
        <textarea
          id="bericht-nieuw"
          class=${unbroken(this.form.text)}
          maxlength=${LONGEST.text}
          .value=${this.form.text}
          aria-invalid=${this.errors["text"] ? "true" : "false"}
          aria-describedby="text-fout"
          @input=${(/** @type {InputEvent} */ event) => this.#typed("text", event)}
          @paste=${(/** @type {ClipboardEvent} */ event) => pasted(event, this.take)}
        ></textarea>
      </div>
      <p class="error" id="text-fout">${this.errors["text"] ?? ""}</p>
    </div>`;
  }

  take = (/** @type {File[]} */ files) =>
    this.tell("files", { place: "start", files, target: this.form.dossier && { dossier: this.form.dossier.id } });

  #set = (/** @type {Partial<import("../state/starting.js").Form>} */ change) => {
    this.form = { ...this.form, ...change };
    if (Object.keys(this.errors).length) this.errors = this.#missing();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
  };

  #keep() {
    clearTimeout(this.timer);
    this.tell("draft", { key: "start", text: asDraft(this.form) });
  }

  /** @param {"subject" | "text"} field @param {InputEvent} event */
  #typed(field, event) {
    this.#set({ [field]: /** @type {HTMLInputElement} */ (event.target).value });
  }

  /** @param {import("../live/frames.js").Me} me @param {Event} event */
  #chose(me, event) {
    const id = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    this.#pick(me.dossiers.find((dossier) => dossier.id === id) ?? null);
  }

  /** @param {{id: number, name: string} | null} dossier */
  #pick(dossier) {
    this.clients = null;
    this.#set({ dossier: dossier && { id: dossier.id, name: dossier.name }, user: null });
    if (dossier) this.#readers(dossier.id);
    this.tell("filesFor", { place: "start", target: dossier && { dossier: dossier.id } });
  }

  /** @param {number} id */
  #readers(id) {
    this.updateComplete.then(() => this.tell("dossier", { id, found: this.#found }));
  }

  #found = (/** @type {{dossier: any, clients: import("../live/frames.js").ClientUser[]} | null} */ d) => {
    this.clients = d?.clients ?? null;
    if (!d || this.form.dossier) return;
    this.form = { ...this.form, dossier: { id: d.dossier.id, name: d.dossier.name } };
    this.tell("filesFor", { place: "start", target: { dossier: d.dossier.id } });
  };

  #missing() {
    const keys = missing(this.form, this.me?.side ?? "client", this.uploads);
    return Object.fromEntries(Object.entries(keys).map(([field, key]) => [field, t(key)]));
  }

  #submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    this.errors = this.#missing();
    await this.updateComplete;
    if (Object.keys(this.errors).length) return this.#toError();
    this.#keep();
    this.busy = true;
    this.tell("start", { fields: fieldsOf(this.form, this.me?.side ?? "client", this.uploads), done: this.#done });
  };

  #toError() {
    const first = this.querySelector("[aria-invalid=true], fieldset input:not(:disabled)");
    if (first instanceof HTMLElement) first.focus();
  }

  #done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = false;
    if (!refused) return this.tell("draft", { key: "start", text: "" });
    if (!refused.temporary) this.form = { ...this.form, cid: drawCid() };
    this.errors = refusalsOf(refused);
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  };

  #cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#close();
  };

  #close = () => {
    this.#keep();
    this.tell("leaveStart");
  };
}
customElements.define("vinkje-start", Start);
