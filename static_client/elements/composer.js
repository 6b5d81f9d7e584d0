import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { coarse, icon, Part, unbroken } from "./part.js";

const KEEP_AFTER_MS = 400;
const LONGEST = 16_000;
const LINES = 8;

/** Where one writes. Every pause is kept as a draft on this device; sending never waits for the network. */
export class Composer extends Part {
  static properties = {
    view: { attribute: false },
    conversation: { attribute: false },
    portal: { attribute: false },
    text: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../state/views/conversation.js").ComposerView | null} */
    this.view = null;
    this.conversation = 0;
    this.portal = false;
    this.text = "";
    /** @type {any} */
    this.timer = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.text = this.view?.draft ?? "";
    addEventListener("pagehide", this.#keep);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("pagehide", this.#keep);
    this.#keep();
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`${view.hint ? html`<p class="hint">${icon("rotate-ccw", "s14")}${view.hint}</p>` : nothing}
      <form class="composer" aria-label=${t("reply")} @submit=${this.#submit}>
        <div class=${this.portal ? "one" : "many"}>
          <textarea
            class=${unbroken(this.text)}
            rows="1"
            maxlength=${LONGEST}
            aria-label=${t("message")}
            placeholder=${view.placeholder}
            .value=${this.text}
            @input=${this.#typed}
            @keydown=${this.#key}
          ></textarea>
          ${this.portal ? this.#round() : this.#tools(view)}
        </div>
      </form>`;
  }

  #round() {
    return html`<button class="send" aria-label=${t("send")}>${icon("arrow-up", "s22")}</button>`;
  }

  /** @param {import("../state/views/conversation.js").ComposerView} view */
  #tools(view) {
    const hint = view.offline
      ? html`<span class="later">${t("conn.queued")}</span>`
      : html`<span class="keys m-hide" aria-hidden="true">${t("keys.send")}</span>`;
    return html`<div class="tools">
      <span class="grow"></span>${hint}<button class="btn pri">${icon("send-horizontal")}${t("send")}</button>
    </div>`;
  }

  get field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("text")) this.#grow();
  }

  /** From one line to eight, then it scrolls. */
  #grow() {
    const { field } = this;
    field.style.setProperty("height", "auto");
    const line = parseFloat(getComputedStyle(field).lineHeight);
    const padding = field.offsetHeight - field.clientHeight + parseFloat(getComputedStyle(field).paddingBlock) * 2;
    field.style.setProperty("height", `${Math.min(field.scrollHeight, LINES * line + padding)}px`);
  }

  #typed = () => {
    this.text = this.field.value;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.#keep, KEEP_AFTER_MS);
  };

  #keep = () => {
    clearTimeout(this.timer);
    if (this.text !== (this.view?.draft ?? "")) this.tellKept();
  };

  tellKept() {
    document
      .querySelector("vinkje-app")
      ?.dispatchEvent(new CustomEvent("intent", { detail: { do: "draft", key: this.view?.key, text: this.text } }));
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const always = event.ctrlKey || event.metaKey;
    if (!always && (event.shiftKey || coarse())) return;
    event.preventDefault();
    this.#send();
  };

  #submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#send();
    this.field.focus();
  };

  #send() {
    const text = this.text.trim();
    if (!text) return;
    clearTimeout(this.timer);
    this.text = "";
    this.tell("send", { conversation: this.conversation, text });
  }
}
customElements.define("vinkje-composer", Composer);
