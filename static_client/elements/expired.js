import { html } from "lit";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import "./password.js";
import { problem, refusal } from "./refusal.js";

/** The session ended: sign in over the page, which keeps everything that was typed. */
export class Expired extends Modal {
  static properties = { email: {}, error: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.email = "";
    this.error = "";
    this.busy = false;
  }

  render() {
    return html`<dialog
      class="small"
      aria-labelledby="verlopen"
      @cancel=${(/** @type {Event} */ event) => event.preventDefault()}
    >
      <form @submit=${this.#submit} novalidate>
        <h2 class="h1" id="verlopen">${t("session.expired.title")}</h2>
        <p class="muted">${t("session.expired")}</p>
        <input
          class="vh"
          tabindex="-1"
          type="email"
          name="email"
          autocomplete="username"
          readonly
          aria-label=${t("email")}
          .value=${this.email}
        />
        <p class="account">${this.email}</p>
        <div><vinkje-password .invalid=${this.error !== ""}></vinkje-password></div>
        <p class="error" id="aanmeldfout" role="alert">${problem(this.error)}</p>
        <div class="acts">
          <button class="btn pri lg" ?disabled=${this.busy}>${t("signin")}</button>
          <button class="btn ghost lg" type="button" @click=${() => this.tell("signOut")}>${t("session.other")}</button>
        </div>
      </form>
    </dialog>`;
  }

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const password = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("password"));
    if (!password) return void (this.error = t("signin.both"));
    this.busy = true;
    this.tell("signIn", { email: this.email, password, remember: true, done: this.#done });
  };

  #done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = false;
    this.error = refused ? refusal(refused) : "";
  };
}
customElements.define("vinkje-expired", Expired);
