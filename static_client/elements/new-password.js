import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { mark, Part } from "./part.js";
import "./password.js";
import { problem, refusal } from "./refusal.js";

export const SHORTEST = 12;

/** Where the link of a letter leads: choose a password, and be in. */
export class NewPassword extends Part {
  static properties = {
    owner: { state: true },
    gone: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.link = "";
    /** @type {{email: string, name: string} | null} */
    this.owner = null;
    this.gone = false;
    this.error = "";
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.link) return;
    this.link = location.hash.slice(1);
    history.replaceState(history.state, "", location.pathname);
    this.tell("whoseLink", { link: this.link, found: this.#found });
  }

  render() {
    return html`<div class="sign-in narrow">
      <main>
        <div class="brand">${mark()}Vinkje</div>
        ${this.gone ? this.#used() : this.owner ? this.#form(this.owner) : nothing}
      </main>
    </div>`;
  }

  #used() {
    return html`<div class="said">
      <h1>${t("password.used")}</h1>
      <p class="quiet">${t("password.used.why")}</p>
      <a class="btn pri xl block" href="/aanmelden">${t("signin")}</a>
    </div>`;
  }

  /** @param {{email: string, name: string}} owner */
  #form({ email, name }) {
    return html`<form @submit=${this.#submit} novalidate>
      <h1>${t("password.choose")}</h1>
      <p class="quiet">${t("password.for", { name, email })}</p>
      <input type="hidden" name="email" autocomplete="username" .value=${email} />
      <div><vinkje-password .invalid=${this.error !== ""} .fresh=${true}></vinkje-password></div>
      <p class="quiet">${t("password.rule", { count: SHORTEST })}</p>
      <p class="error" id="aanmeldfout" role="alert">${problem(this.error)}</p>
      <button class="btn pri xl block" ?disabled=${this.busy}>${t("password.save")}</button>
    </form>`;
  }

  #found = (/** @type {{email: string, name: string, language: string} | null} */ owner) => {
    this.owner = owner;
    this.gone = owner === null;
    if (owner) this.tell("language", { language: owner.language });
  };

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const password = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("password"));
    if (password.length < SHORTEST) return void (this.error = t("password.short", { count: SHORTEST }));
    this.busy = true;
    this.tell("choosePassword", { link: this.link, password, done: this.#done });
  };

  #done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = false;
    this.gone = refused?.code === "not_found";
    this.error = !refused ? "" : refused.field === "password" ? t("password.easy") : refusal(refused);
  };
}
customElements.define("vinkje-new-password", NewPassword);
