import { html, nothing } from "lit";
import { colour, initials } from "../state/names.js";
import { known, whole } from "../state/templates.js";
import { t } from "../state/words.js";
import { face, icon, Part } from "./part.js";
import { filledText } from "./words-of-template.js";

const ASK_AFTER_MS = 250;

/**
 * What the client will see, as it is being written. A template is filled by the server, as it will be when it is sent.
 * Tells `filled` with the answer.
 */
export class Preview extends Part {
  static properties = {
    form: { attribute: false },
    me: { attribute: false },
    filled: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../state/starting.js").Form | null} */
    this.form = null;
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    /** @type {import("../live/frames.js").Filled | null} */
    this.filled = null;
    this.asked = "";
    /** @type {any} */
    this.timer = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  render() {
    const { form, me } = this;
    if (!form || !me) return nothing;
    const { subject, text } = form.template && this.filled ? this.filled : plain(form);
    return html`<aside class="preview" aria-label=${t("preview.client")}>
      <h3 class="lab">${t("preview.client")}</h3>
      ${form.dossier && (form.subject || form.text) ? this.#shown(form, me, subject, text) : html`<p class="help">${t("preview.empty")}</p>`}
      <p class="help mail">${icon("mail")}${t("preview.mail")}</p>
    </aside>`;
  }

  /**
   * @param {import("../state/starting.js").Form} form @param {import("../live/frames.js").Me} me
   * @param {import("../live/frames.js").Piece[]} subject @param {import("../live/frames.js").Piece[]} text
   */
  #shown(form, me, subject, text) {
    return html`<div class="phone-like">
      <header>
        ${face({ initials: initials(me.office.name), colour: colour(me.office.id) }, "s32", true)}
        <div class="names">
          <b class="ell" title=${whole(subject)}>${whole(subject)}</b><span class="ell">${form.dossier?.name}</span>
        </div>
      </header>
      <p class="day"><span>${t("today")}</span></p>
      ${bubble(me, text)}
    </div>`;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("form")) this.#askSoon();
  }

  #askSoon() {
    const wish = this.form && wishOf(this.form);
    const key = JSON.stringify(wish);
    if (!wish || key === this.asked) return;
    this.asked = key;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell("fill", { wish, found: this.#found(key) }), ASK_AFTER_MS);
  }

  /** @param {string} key */
  #found(key) {
    return (/** @type {import("../live/frames.js").Filled | null} */ filled) => {
      if (filled && key === this.asked) this.dispatchEvent(new CustomEvent("filled", { detail: filled }));
    };
  }
}
customElements.define("vinkje-preview", Preview);

/** As its reader sees it. @param {import("../live/frames.js").Me} me @param {import("../live/frames.js").Piece[]} text */
export const bubble = (me, text) =>
  html`<div class="grp">
    ${face({ initials: initials(me.person.name), colour: colour(me.person.id) }, "s28")}
    <div class="col">
      <div class="who"><b>${me.person.name}</b></div>
      <div class="b"><span class="text">${filledText(text)}</span><span class="meta">${t("preview.now")}</span></div>
    </div>
  </div>`;

/** @param {import("../state/starting.js").Form} form */
const plain = ({ subject, text }) => ({ subject: [{ text: subject }], text: [{ text }] });

/** @param {import("../state/starting.js").Form} form */
function wishOf({ template, dossier, audience, user, subject, text, values, variables }) {
  if (!template || !dossier) return null;
  const reader = audience === "one" && user ? { user } : {};
  return { template, dossier: dossier.id, ...reader, source: { subject, text }, values: known(values, variables) };
}
