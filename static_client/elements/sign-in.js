import { html } from "lit";
import { LANGUAGES, locale, t } from "../state/words.js";
import { mark, Part, tick } from "./part.js";
import "./password.js";
import { problem, refusal } from "./refusal.js";

const NAMES = { nl: "Nederlands", fr: "Français", de: "Deutsch", en: "English" };

/** The door. What it says when it stays shut tells nothing about who exists. */
export class SignIn extends Part {
  static properties = { error: { state: true }, busy: { state: true }, mode: { state: true } };

  constructor() {
    super();
    this.error = "";
    this.busy = false;
    /** @type {"signin" | "forgotten" | "sent"} */
    this.mode = "signin";
  }

  render() {
    return html`<div class="sign-in">
      <main>
        <div class="brand">${mark()}Vinkje</div>
        ${this.mode === "signin" ? this.#form() : this.#forgotten()}
        <nav class="languages" aria-label=${t("language")}>
          ${LANGUAGES.map((language) => this.#language(language))}
        </nav>
      </main>
      ${this.#scene()}
    </div>`;
  }

  #form() {
    return html`<form @submit=${this.#submit} novalidate>
      <h1>${t("signin")}</h1>
      ${this.#email()}
      <div><vinkje-password .invalid=${this.error !== ""}></vinkje-password></div>
      <label class="check"><input type="checkbox" name="remember" checked />${t("remember")}</label>
      <p class="error" id="aanmeldfout" role="alert">${problem(this.error)}</p>
      <button class="btn pri xl block" ?disabled=${this.busy}>${t("signin")}</button>
      <button class="btn ghost block" type="button" @click=${() => this.#go("forgotten")}>${t("password.forgotten")}</button>
    </form>`;
  }

  /** The letter is asked for; whether anybody has that address is not said. */
  #forgotten() {
    if (this.mode === "sent") {
      return html`<div class="said">
        <h1>${t("password.sent")}</h1>
        <p class="quiet" role="status">${t("password.sent.how")}</p>
        <button class="btn pri xl block" @click=${() => this.#go("signin")}>${t("signin")}</button>
      </div>`;
    }
    return html`<form @submit=${this.#ask} novalidate>
      <h1>${t("password.forgotten")}</h1>
      <p class="quiet">${t("password.forgotten.how")}</p>
      ${this.#email()}
      <p class="error" id="aanmeldfout" role="alert">${problem(this.error)}</p>
      <button class="btn pri xl block" ?disabled=${this.busy}>${t("password.send")}</button>
      <button class="btn ghost block" type="button" @click=${() => this.#go("signin")}>${t("cancel")}</button>
    </form>`;
  }

  #email() {
    return html`<div>
      <label class="lab" for="email">${t("email")}</label>
      <div class="field">
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="username"
          autofocus
          required
          aria-invalid=${this.error ? "true" : "false"}
          aria-describedby="aanmeldfout"
        />
      </div>
    </div>`;
  }

  /** @param {"signin" | "forgotten" | "sent"} mode */
  async #go(mode) {
    this.mode = mode;
    this.error = "";
    await this.updateComplete;
    this.querySelector("input")?.focus();
  }

  #ask = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const email = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("email")).trim();
    if (!email.includes("@")) return void (this.error = t("password.address"));
    this.busy = true;
    this.tell("forgotten", { email, done: this.#asked });
  };

  #asked = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = false;
    if (!refused) return void this.#go("sent");
    this.error = refusal(refused);
  };

  /** @param {(typeof LANGUAGES)[number]} language */
  #language(language) {
    const chosen = locale().startsWith(language);
    return html`<button lang=${language} aria-pressed=${chosen} @click=${() => this.#speak(language)}>
      ${NAMES[language]}
    </button>`;
  }

  /** @param {string} language */
  #speak(language) {
    localStorage.setItem("vinkje language", language);
    this.tell("language", { language });
    setTimeout(() => this.requestUpdate(), 0);
  }

  #scene() {
    return html`<aside aria-hidden="true">
      <div class="scene">
        <div class="b">${t("scene.question")}<span class="meta">09:12</span></div>
        <div class="b own">${t("scene.answer")}<span class="meta">10:47 ${tick("delivered")}</span></div>
        <div class="b dots"><i></i><i></i><i></i></div>
      </div>
    </aside>`;
  }

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [email, password] = [String(form.get("email")).trim(), String(form.get("password"))];
    if (!email || !password) return void (this.error = t("signin.both"));
    this.busy = true;
    this.tell("signIn", { email, password, remember: form.has("remember"), done: this.#done });
  };

  #done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
    this.busy = false;
    this.error = refused ? refusal(refused) : "";
  };
}
customElements.define("vinkje-sign-in", SignIn);
