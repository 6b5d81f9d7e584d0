import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { editBar } from "./edit-bar.js";
import { chipsOf, pasted, pickerOf } from "./files.js";
import { coarse, icon, Part, unbroken } from "./part.js";
import "./template-picker.js";

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
    picking: { state: true },
    sending: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../state/views/conversation.js").ComposerView | null} */
    this.view = null;
    this.conversation = 0;
    this.portal = false;
    this.text = "";
    this.begun = false;
    this.picking = false;
    /** Pressed while files are still coming. */
    this.sending = false;
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
      ${view.files.length && !view.editing && !this.text.trim() ? html`<p class="hint">${icon("info", "s14")}${view.wordless}</p>` : nothing}
      <form class="composer" aria-label=${t("reply")} @submit=${this.#submit}>
        ${view.editing ? editBar(view.editing, this.#leave) : nothing}
        ${view.editing ? nothing : chipsOf(view.files, view.key, this)}
        <div class=${this.portal ? "one" : "many"}>
          ${this.portal && !view.editing ? this.#pickers("s22") : nothing}
          <textarea
            class=${unbroken(this.text)}
            rows="1"
            maxlength=${LONGEST}
            aria-label=${t("message")}
            placeholder=${view.placeholder}
            .value=${this.text}
            @input=${this.#typed}
            @keydown=${this.#key}
            @paste=${(/** @type {ClipboardEvent} */ event) => pasted(event, this.take)}
          ></textarea>
          ${this.portal ? this.#round() : this.#tools(view)}
        </div>
      </form>
      ${this.picking ? this.#picker() : nothing}`;
  }

  #picker() {
    return html`<vinkje-template-picker
      .conversation=${this.conversation}
      @insert=${(/** @type {CustomEvent} */ event) => this.#insert(event.detail)}
      @close=${() => (this.picking = false)}
    ></vinkje-template-picker>`;
  }

  /** To be edited before it is sent; what was written stays before it. @param {string} text */
  #insert(text) {
    this.picking = false;
    this.text = [this.text.trimEnd(), text].filter(Boolean).join("\n\n");
    this.updateComplete.then(() => this.field.focus());
    this.#keepSoon();
  }

  /** @param {string} size */
  #pickers(size) {
    return html`${pickerOf(this.take, { size })}${pickerOf(this.take, { size, camera: true })}`;
  }

  #round() {
    const editing = this.view?.editing;
    return html`<button class="send" aria-label=${t(editing ? "save" : this.sending ? "receipt.sending" : "send")}>
      ${icon(editing ? "check" : this.sending ? "loader-circle" : "arrow-up", "s22")}
    </button>`;
  }

  /** @param {import("../state/views/conversation.js").ComposerView} view */
  #tools(view) {
    const hint = view.offline
      ? html`<span class="later">${t("conn.queued")}</span>`
      : html`<span class="keys m-hide" aria-hidden="true">${view.editing ? nothing : t("attachment.hint")}</span>`;
    const words = t(this.sending ? "receipt.sending" : "send");
    return html`<div class="tools">
      ${view.editing ? nothing : html`${this.#pickers("s18")}${this.#template()}`}
      <span class="grow"></span>${hint}<button class="btn pri" title=${t("keys.send")}>
        ${view.editing ? html`${icon("check")}${t("save")}` : html`${icon("send-horizontal")}${words}`}
      </button>
    </div>`;
  }

  #template() {
    return html`<button
      class="icb"
      type="button"
      aria-label=${t("template.insert")}
      title=${t("template.insert.key")}
      @click=${() => (this.picking = true)}
    >
      ${icon("layout-template")}
    </button>`;
  }

  get field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /**
   * The words of the message that is changed take the place of what was being written, and give it back.
   *
   * @param {Map<string, unknown>} changed
   */
  willUpdate(changed) {
    const before = /** @type {import("../state/views/conversation.js").ComposerView | undefined} */ (
      changed.get("view")
    );
    if (!before || before.editing?.seq === this.view?.editing?.seq) return;
    clearTimeout(this.timer);
    if (!before.editing && this.text !== before.draft) this.tellKept();
    this.text = this.view?.editing ? this.view.editing.text : (this.view?.draft ?? "");
    this.begun = true;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("text")) this.#grow();
    if (this.sending && changed.has("view") && !this.view?.underway) this.#depart();
    if (!this.begun) return;
    this.begun = false;
    this.field.focus();
    this.field.setSelectionRange(this.text.length, this.text.length);
  }

  /** @param {File[]} files */
  take = (files) => {
    this.tell("files", { place: this.view?.key, files, target: { conversation: this.conversation } });
    this.field.focus();
  };

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
    this.#keepSoon();
  };

  #keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.#keep, KEEP_AFTER_MS);
  }

  #keep = () => {
    clearTimeout(this.timer);
    if (!this.view?.editing && this.text !== (this.view?.draft ?? "")) this.tellKept();
  };

  tellKept() {
    document
      .querySelector("vinkje-app")
      ?.dispatchEvent(new CustomEvent("intent", { detail: { do: "draft", key: this.view?.key, text: this.text } }));
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && this.view?.editing) {
      event.stopPropagation();
      return this.#leave();
    }
    if (event.key === "ArrowUp" && !this.text && !this.view?.editing) {
      event.preventDefault();
      return this.tell("editLast", { conversation: this.conversation });
    }
    if (event.key === "/" && !this.text && !this.portal && !this.view?.editing) {
      event.preventDefault();
      this.picking = true;
      return;
    }
    if (event.key !== "Enter") return;
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

  #leave = () => this.tell("leaveEdit");

  /** Files that are still coming are waited for; one that failed is for the user to settle. */
  #send() {
    const files = this.view?.editing ? [] : (this.view?.files ?? []);
    if (!this.text.trim() && !files.length) return;
    if (files.length && this.view?.underway) this.sending = true;
    else this.#depart();
  }

  #depart() {
    this.sending = false;
    const { conversation } = this;
    const editing = this.view?.editing;
    if (!editing && !this.view?.ready) return;
    const text = this.text.trim();
    clearTimeout(this.timer);
    if (editing) return this.tell("correct", { conversation, ...editing, text });
    this.text = "";
    this.tell("send", { conversation, text });
  }
}
customElements.define("vinkje-composer", Composer);
