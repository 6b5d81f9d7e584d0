import { html, nothing } from "lit";
import { many } from "../state/words.js";
import { icon, Part } from "./part.js";

/** How the connection is, when there is something to say; counts down to the next attempt. */
export class Banner extends Part {
  static properties = { view: { attribute: false }, now: { state: true } };

  constructor() {
    super();
    /** @type {import("../state/views/shell.js").BannerView | null} */
    this.view = null;
    this.now = Date.now();
    /** @type {any} */
    this.timer = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.view?.until && (this.now = Date.now()), 1_000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    return html`<div role="status">${this.view ? this.#banner(this.view) : nothing}</div>`;
  }

  /** @param {import("../state/views/shell.js").BannerView} view */
  #banner({ tone, icon: name, text, until, act }) {
    const seconds = until === null ? 0 : Math.ceil((until - Date.now()) / 1_000);
    return html`<div class="banner ${tone}">
      ${icon(name)}<span class="grow">${text}</span>
      ${seconds > 0 ? html`<span class="tn" aria-live="off">${many("conn.retry", seconds)}</span>` : nothing}
      ${act ? html`<button class="link" @click=${() => this.tell(act.do)}>${act.label}</button>` : nothing}
    </div>`;
  }
}
customElements.define("vinkje-banner", Banner);
