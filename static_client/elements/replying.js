import { html, nothing } from "lit";
import { Part } from "./part.js";

/** Who else is writing, above where one writes oneself. Not announced: it comes and goes. */
export class Replying extends Part {
  static properties = { text: { attribute: false } };

  constructor() {
    super();
    this.text = "";
  }

  render() {
    if (!this.text) return nothing;
    return html`<p class="replying">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="ell">${this.text}</span>
    </p>`;
  }
}
customElements.define("vinkje-replying", Replying);
