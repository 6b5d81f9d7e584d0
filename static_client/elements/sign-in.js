import { html } from "lit";
import { LANGUAGES, locale, t } from "../state/words.js";
import { mark, Part, tick } from "./part.js";
import "./password.js";
import { problem, refusal } from "./refusal.js";

const NAMES = { nl: "Nederlands", fr: "Français", de: "Deutsch", en: "English" };

/** The door. What it says when it stays shut tells nothing about who exists. */
export class SignIn extends Part {
  static properties = { error: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.error = "";
    this.busy = false;
  }

  render() {
    return html`<div class="sign-in">
      <main>
        <div class="brand">${mark()}Vinkje</div>
        <form @submit=${this.#submit} novalidate>
          <h1>${t("signin")}</h1>
          <div>
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
          </div>
          <div><vinkje-password .invalid=${this.error !== ""}></vinkje-password></div>
          <label class="check"><input type="checkbox" name="remember" checked />${t("remember")}</label>
          <p class="error" id="aanmeldfout" role="alert">${problem(this.error)}</p>
          <button class="btn pri xl block" ?disabled=${this.busy}>${t("signin")}</button>
        </form>
        <nav class="languages" aria-label=${t("language")}>
          ${LANGUAGES.map((language) => this.#language(language))}
        </nav>
      </main>
      ${this.#scene()}
    </div>`;
  }

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
