import { html } from "lit";
import { t } from "../state/words.js";
import { icon, Part } from "./part.js";

/** A password field that can show what was typed. */
export class Password extends Part {
  static properties = { shown: { state: true }, invalid: { attribute: false }, fresh: { attribute: false } };

  constructor() {
    super();
    this.shown = false;
    this.invalid = false;
    this.fresh = false;
  }

  render() {
    return html`<label class="lab" for="wachtwoord">${t("password")}</label>
      <div class="field">
        <input
          id="wachtwoord"
          name="password"
          type=${this.shown ? "text" : "password"}
          autocomplete=${this.fresh ? "new-password" : "current-password"}
          required
          aria-invalid=${this.invalid ? "true" : "false"}
          aria-describedby="aanmeldfout"
        />
        <button
          class="icb sm"
          type="button"
          aria-label=${t("password.show")}
          aria-pressed=${this.shown}
          @click=${this.#toggle}
        >
          ${icon(this.shown ? "eye-off" : "eye", "s18")}
        </button>
      </div>`;
  }

  get value() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input")).value;
  }

  #toggle = () => void (this.shown = !this.shown);
}
customElements.define("vinkje-password", Password);
