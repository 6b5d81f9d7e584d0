import { html } from "lit";
import { fixed, tokens } from "../state/templates.js";
import { Part } from "./part.js";
import { faultLine, marked } from "./words-of-template.js";

/** A text with variables: they stand out where they are written. Tells `typed` with the text. */
export class VariableField extends Part {
  static properties = {
    name: {},
    label: {},
    value: {},
    names: { attribute: false },
    faults: { attribute: false },
    error: {},
    lines: { type: Number },
    most: { type: Number },
    locked: { type: Boolean },
    lang: {},
  };

  constructor() {
    super();
    this.name = this.label = this.value = this.error = this.lang = "";
    /** @type {string[]} */
    this.names = [];
    /** @type {import("../live/frames.js").Fault[]} */
    this.faults = [];
    this.lines = 1;
    this.most = 200;
    this.locked = false;
  }

  render() {
    const [fault] = this.faults;
    return html`<label class="lab" for=${this.name}>${this.label}</label>
      <div class="field vars ${this.lines > 1 ? "many" : ""}">
        <div class="mirror" aria-hidden="true">${marked(tokens(this.value, this.names, this.faults))}${"\n"}</div>
        <textarea
          id=${this.name}
          rows=${this.lines}
          maxlength=${this.most}
          lang=${this.lang}
          spellcheck="true"
          .value=${this.value}
          ?readonly=${this.locked}
          aria-invalid=${fault || this.error ? "true" : "false"}
          aria-describedby=${`${this.name}-fout`}
          @input=${this.#typed}
          @keydown=${this.#key}
        ></textarea>
      </div>
      <p class="error" id=${`${this.name}-fout`}>
        ${this.error || faultLine(fault, () => fault && this.tellTyped(fixed(this.value, fault)))}
      </p>`;
  }

  get field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /** Where the caret is. @param {string} variable */
  insert(variable) {
    const { field } = this;
    field.setRangeText(`%${variable}%`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    this.#typed();
  }

  /** @param {string} text */
  tellTyped(text) {
    this.dispatchEvent(new CustomEvent("typed", { detail: this.lines > 1 ? text : text.replace(/\s*\n\s*/g, " ") }));
  }

  #typed = () => this.tellTyped(this.field.value);

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && this.lines === 1 && !(event.ctrlKey || event.metaKey)) event.preventDefault();
  };
}
customElements.define("vinkje-variable-field", VariableField);
