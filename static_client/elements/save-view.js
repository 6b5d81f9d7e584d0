import { html } from "lit";
import { withQuery } from "../state/monitor.js";
import { t } from "../state/words.js";
import { Modal } from "./dialog.js";
import { icon } from "./part.js";

/** Asks for the name of a view, and whether colleagues see it. */
export class SaveView extends Modal {
  static properties = { view: { attribute: false }, query: {}, failed: { state: true } };

  constructor() {
    super();
    /** @type {import("../live/frames.js").View | null} */
    this.view = null;
    this.query = "";
    this.failed = false;
  }

  render() {
    return html`<dialog class="sheet small" aria-labelledby="weergave" @cancel=${this.#close}>
      <form @submit=${this.#submit}>
        <header>
          <h2 class="h1 grow" id="weergave">${t(this.view ? "view.change" : "view.save")}</h2>
          <button class="icb lg" type="button" aria-label=${t("close")} @click=${this.#close}>${icon("x", "s20")}</button>
        </header>
        <div class="body">
          <div>
            <label class="lab" for="weergave-naam">${t("name")}</label>
            <div class="field">
              <input id="weergave-naam" name="name" required maxlength="80" autocomplete="off" pattern=".*\\S.*" .value=${this.view?.name ?? ""} />
            </div>
          </div>
          <label class="check"><input type="checkbox" name="shared" .checked=${this.view?.shared ?? false} />${t("view.shared")}</label>
        </div>
        <footer>
          <p class="error" role="alert">${this.failed ? t("error.no_answer") : ""}</p>
          <div class="row">
            <button class="btn pri lg">${t("save")}</button>
            <button class="btn ghost lg" type="button" @click=${this.#close}>${t("cancel")}</button>
          </div>
        </footer>
      </form>
    </dialog>`;
  }

  #close = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("done"));
  };

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const view = {
      id: this.view?.id,
      name: String(given.get("name")),
      shared: given.has("shared"),
      query: withQuery(this.query, {}),
    };
    const done = (/** @type {boolean} */ saved) => {
      this.failed = !saved;
      if (saved) this.dispatchEvent(new CustomEvent("done"));
    };
    this.tell("saveView", { view, done });
  };
}
customElements.define("vinkje-save-view", SaveView);
