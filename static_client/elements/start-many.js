import { html, nothing } from "lit";
import { drawCid } from "../live/uuid7.js";
import { asDraft, askedOf, blank, languagesOf, missing, restored, wishOf } from "../state/many.js";
import { many, t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { givenFields } from "./given.js";
import { manyAudience, manyTabs, manyType } from "./many-fields.js";
import { outlookOf } from "./many-outlook.js";
import { icon } from "./part.js";
import { problem, refusalsOf } from "./refusal.js";
import "./variable-field.js";

const KEEP_AFTER_MS = 400;
const LONGEST = { subject: 200, text: 16_000 };

/**
 * Asks many at once: who reads along, in which words, and what each of them will see.
 *
 * @typedef {import("../state/many.js").Form} Form
 * @typedef {import("../state/many.js").Language} Language
 */
export class StartMany extends Modal {
  static properties = {
    me: { attribute: false },
    selection: {},
    draft: { attribute: false },
    form: { state: true },
    seen: { state: true },
    templates: { state: true },
    errors: { state: true },
    at: { state: true },
    place: { state: true },
    open: { state: true },
    wanted: { state: true },
    sure: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    this.selection = this.draft = "";
    /** @type {Form} */
    this.form = blank;
    /** @type {import("../state/many.js").Outlook | null} */
    this.seen = null;
    /** @type {import("../live/frames.js").Templates | null} */
    this.templates = null;
    /** @type {Record<string, string>} */
    this.errors = {};
    /** @type {Language} */
    this.at = "nl";
    this.place = 1;
    this.open = this.sure = this.busy = false;
    /** @type {number | null} */
    this.wanted = null;
    /** @type {any} */
    this.timer = null;
    this.asked = "";
  }

  connectedCallback() {
    super.connectedCallback();
    const form = restored(this.draft, this.selection);
    this.form = { ...form, cid: form.cid || drawCid() };
    this.updateComplete.then(() => {
      this.#look();
      this.tell("templates", { found: (/** @type {any} */ d) => (this.templates = d) });
    });
  }

  render() {
    if (!this.me) return nothing;
    const { seen, form } = this;
    return html`<dialog class="sheet wide many" aria-labelledby="starten" @cancel=${this.#cancel} @keydown=${this.#key}>
      <form @submit=${this.#submit} novalidate>
        <header>
          <div class="grow">
            <h2 class="h1" id="starten">${t("conversation.start")}</h2>
            <p class="help">${seen ? many("bulk.intro", seen.total) : ""}</p>
          </div>
          <button class="icb lg" type="button" aria-label=${t("close")} @click=${this.close}>${icon("x", "s20")}</button>
        </header>
        <div class="cols">
          <div class="body">
            ${manyAudience(this)} ${manyType(this)}
            ${askedOf(form).length ? givenFields({ asked: askedOf(form), values: form.values, errors: this.errors, set: this.#say }) : nothing}
            ${languagesOf(seen).length > 1 ? manyTabs(this) : nothing}
            <div id="taal-veld" class="words">${this.#field("subject", 1)} ${this.#field("text", 8)}</div>
          </div>
          ${outlookOf(this, this.me)}
        </div>
        ${this.#footer()}
      </form>
    </dialog>`;
  }

  /** @param {"subject" | "text"} part @param {number} lines */
  #field(part, lines) {
    return html`<vinkje-variable-field
      .name=${`${part}-veel`}
      .label=${t(part === "text" ? "message" : "subject")}
      .lang=${this.at}
      .lines=${lines}
      .most=${LONGEST[part]}
      .names=${this.form.variables.map(({ name }) => name)}
      .value=${this.form.texts[this.at]?.[part] ?? ""}
      .faults=${this.seen?.faults[this.at]?.[part] ?? []}
      .error=${this.errors[`${part}.${this.at}`] ?? ""}
      @typed=${(/** @type {CustomEvent} */ event) => this.#typed(part, event.detail)}
    ></vinkje-variable-field>`;
  }

  #footer() {
    const count = this.seen?.count ?? 0;
    const send = many("bulk.send", count);
    return html`<footer>
      <p class="error" role="alert">${problem(this.errors["form"])}</p>
      ${
        this.sure
          ? html`<div class="row sure" role="alert">
              <span class="grow">${many("bulk.sure", count)}</span>
              <button class="btn pri xl" ?disabled=${this.busy}>${icon("send-horizontal")}${this.busy ? t("receipt.sending") : send}</button>
              <button class="btn ghost xl" type="button" @click=${() => (this.sure = false)}>${t("back")}</button>
            </div>`
          : html`<div class="row">
              <button class="btn pri xl" ?disabled=${!count}>${icon("send-horizontal")}${send}</button>
              <button class="btn ghost xl" type="button" @click=${this.close}>${t("cancel")}</button>
              <span class="grow"></span><span class="kbd m-hide" aria-hidden="true">Ctrl ↵</span>
            </div>`
      }
    </footer>`;
  }

  set = (/** @type {Partial<Form>} */ change) => {
    this.form = { ...this.form, ...change };
    this.sure = false;
    if (Object.keys(this.errors).length) this.errors = this.#missing();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.#keep();
      this.#look();
    }, KEEP_AFTER_MS);
  };

  /** What number `place` of them would see. @param {number} place */
  turn(place) {
    this.place = place;
    this.#look();
  }

  /** Ask again, once; the first answer says which dossiers it is about from then on. */
  #look() {
    const wish = { ...wishOf(this.form), place: this.place, freeze: this.form.frozen === null };
    const key = JSON.stringify(wish);
    if (key === this.asked) return;
    this.asked = key;
    this.tell("outlook", { wish, found: (/** @type {any} */ seen, /** @type {any} */ refused) => key === this.asked && this.#saw(seen, refused) });
  }

  /** @param {import("../state/many.js").Outlook | null} seen @param {import("../live/frames.js").Refused | null} refused */
  #saw(seen, refused) {
    if (!seen) return void (refused && refused.code !== "bad_request" && (this.errors = refusalsOf(refused)));
    this.seen = seen;
    if (this.place > Math.max(1, seen.count)) this.turn(1);
    if (seen.dossiers) this.form = { ...this.form, frozen: seen.dossiers };
    const languages = languagesOf(seen);
    if (languages[0] && !languages.includes(this.at)) this.at = languages[0];
  }

  #keep() {
    clearTimeout(this.timer);
    this.tell("draft", { key: "many", text: asDraft(this.form) });
  }

  /** @param {"subject" | "text"} part @param {string} text */
  #typed(part, text) {
    const words = this.form.texts[this.at] ?? { subject: "", text: "" };
    this.set({ texts: { ...this.form.texts, [this.at]: { ...words, [part]: text } } });
  }

  /** @param {string} name @param {string} text */
  #say = (name, text) => this.set({ values: { ...this.form.values, [name]: text } });

  #missing() {
    const keys = missing(this.form, this.seen);
    return Object.fromEntries(Object.entries(keys).map(([field, key]) => [field, t(key)]));
  }

  #submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (this.busy || !this.seen?.count) return;
    this.errors = this.#missing();
    const wrong = Object.keys(this.errors).find((field) => /^(subject|text)\./.test(field));
    if (wrong) this.at = /** @type {Language} */ (wrong.split(".")[1]);
    await this.updateComplete;
    if (Object.keys(this.errors).length) return this.#toError();
    if (!this.sure) return void (this.sure = true);
    this.#keep();
    this.busy = true;
    this.tell("askMany", { wish: { ...wishOf(this.form), cid: this.form.cid }, done: this.#done });
  };

  #toError() {
    const first = this.querySelector("[aria-invalid=true], fieldset input:not(:disabled)");
    if (first instanceof HTMLElement) first.focus();
  }

  #done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = this.sure = false;
    if (!refused) return this.tell("draft", { key: "many", text: "" });
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
    this.close();
  };

  close = () => {
    this.#keep();
    this.tell("leaveSending");
  };
}
customElements.define("vinkje-start-many", StartMany);
