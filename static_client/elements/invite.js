import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { icon } from "./part.js";
import { problem, refusal } from "./refusal.js";

const LANGUAGES = ["nl", "fr", "de", "en"];
const ROLES = ["staff", "admin", "support"];
const PROFILES = ["full", "limited"];

/** Who is invited: a colleague, or with a `dossier` one of its client users. Tells `done`, with `true` when invited. */
export class Invite extends Modal {
  static properties = {
    dossier: { attribute: false },
    language: { attribute: false },
    error: { state: true },
    wrong: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {number | null} */
    this.dossier = null;
    this.language = "nl";
    this.error = "";
    this.wrong = "";
    this.busy = false;
  }

  render() {
    return html`<dialog class="sheet small" aria-labelledby="uitnodiging-kop" @cancel=${this.#close}>
      <form @submit=${this.#submit}>
        <header>
          <h2 class="h1 grow" id="uitnodiging-kop">${t(this.dossier ? "invite.client" : "invite.colleague")}</h2>
          <button class="icb lg" type="button" aria-label=${t("close")} @click=${this.#close}>${icon("x", "s20")}</button>
        </header>
        <div class="body">
          ${this.#line("email", t("email"), "email")}
          <div class="pair">${this.#line("first_name", t("first_name"))} ${this.#line("last_name", t("last_name"))}</div>
          <div class="pair">
            ${this.#choice("language", t("language"), LANGUAGES, "lang", this.language)}
            ${this.dossier ? this.#choice("profile", t("profile"), PROFILES, "profile") : this.#choice("role", t("role"), ROLES, "role")}
          </div>
          <p class="help">${t("invite.help")}</p>
        </div>
        <footer>
          <p class="error" id="uitnodiging-fout" role="alert">${problem(this.error)}</p>
          <div class="row">
            <button class="btn pri lg" ?disabled=${this.busy}>${icon("send-horizontal")}${t("invite")}</button>
            <button class="btn ghost lg" type="button" @click=${this.#close}>${t("cancel")}</button>
          </div>
        </footer>
      </form>
    </dialog>`;
  }

  /** @param {string} name @param {string} label @param {string} [type] */
  #line(name, label, type = "text") {
    return html`<div>
      <label class="lab" for=${`u-${name}`}>${label}</label>
      <div class="field">
        <input
          id=${`u-${name}`}
          name=${name}
          type=${type}
          maxlength="100"
          required
          autocomplete="off"
          aria-invalid=${this.wrong === name ? "true" : "false"}
          aria-describedby=${this.wrong === name ? "uitnodiging-fout" : nothing}
        />
      </div>
    </div>`;
  }

  /** @param {string} name @param {string} label @param {string[]} options @param {string} words @param {string} [chosen] */
  #choice(name, label, options, words, chosen = options[0]) {
    return html`<div>
      <label class="lab" for=${`u-${name}`}>${label}</label>
      <div class="field">
        <select id=${`u-${name}`} name=${name}>
          ${options.map((one) => html`<option value=${one} ?selected=${one === chosen}>${t(`${words}.${one}`)}</option>`)}
        </select>
      </div>
    </div>`;
  }

  #close = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("done", { detail: false }));
  };

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    this.busy = true;
    const d = this.dossier ? { ...given, dossier: this.dossier } : given;
    this.tell("people", { t: this.dossier ? "client.invite" : "staff.invite", d, done: this.#done });
  };

  #done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = false;
    if (!refused) return void this.dispatchEvent(new CustomEvent("done", { detail: true }));
    this.wrong = refused.field ?? "";
    this.error = refused.field === "email" ? t("invite.wrong_email") : refusal(refused);
  };
}
customElements.define("vinkje-invite", Invite);
