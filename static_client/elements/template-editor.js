import { html, nothing } from "lit";
import { faultsOf, filledIn, isDirty, isHalf, opened, sorted, textsOf, written, wrongIn } from "../state/editing.js";
import { variablesOf } from "../state/templates.js";
import { t } from "../state/words.js";
import { languageTabs } from "./language-tabs.js";
import { Part } from "./part.js";
import { refusal } from "./refusal.js";
import { beside } from "./template-beside.js";
import { allChips, confirmation, copyFrom, foot, movedNote, newFields, readOnly, staleNote, textField } from "./template-form.js";
import { head } from "./template-head.js";

/**
 * @typedef {import("../state/templates.js").Language} Language
 * @typedef {import("../state/editing.js").Part} TextPart
 * @typedef {import("../live/frames.js").TemplatePage} TemplatePage
 * @typedef {import("../live/frames.js").Refused} Refused
 */

/** One template in four languages. Tells `saved`, `gone` and `dirty`; `page` empty makes a new one. */
export class TemplateEditor extends Part {
  static properties = {
    page: { attribute: false },
    templates: { attribute: false },
    me: { attribute: false },
    language: { attribute: false },
    draft: { state: true },
    faults: { state: true },
    error: { state: true },
    nameError: { state: true },
    beside: { state: true },
    history: { state: true },
    asking: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {TemplatePage | null} */
    this.page = null;
    /** @type {import("../live/frames.js").Templates | null} */
    this.templates = null;
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    /** @type {Language} */
    this.language = "nl";
    this.draft = opened(null);
    /** @type {import("../state/editing.js").Faults} */
    this.faults = {};
    /** @type {unknown} */
    this.error = "";
    this.nameError = "";
    /** @type {"" | "compare" | "history"} */
    this.beside = "";
    /** @type {import("../live/frames.js").TemplateHistory | null} */
    this.history = null;
    /** @type {"" | "reset" | "delete"} */
    this.asking = "";
    this.busy = false;
    this.last = "text";
    this.wasDirty = false;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("keydown", this.#key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#key);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("page")) this.#afresh();
  }

  updated() {
    const dirty = isDirty(this.draft, opened(this.page));
    if (dirty === this.wasDirty) return;
    this.wasDirty = dirty;
    this.dispatchEvent(new CustomEvent("dirty", { detail: dirty }));
  }

  #afresh() {
    this.draft = opened(this.page);
    this.faults = {};
    this.error = this.nameError = "";
    this.history = null;
  }

  get mayWrite() {
    return this.templates?.may_manage ?? false;
  }

  get line() {
    return this.page?.template ?? null;
  }

  render() {
    const { language, draft } = this;
    const tabs = {
      at: language,
      filled: filledIn(draft),
      wrong: wrongIn(draft, this.faults),
      stale: draft.stale.filter((one) => !draft.right.includes(one)),
      go: (/** @type {Language} */ to) => this.dispatchEvent(new CustomEvent("language", { detail: to })),
    };
    const { mayWrite, line } = this;
    const acts = { wrote: this.#wrote, check: this.#check };
    return html`<section class="ted" aria-label=${t("template")}>
      ${head(this, { shows: this.#shows, asks: (asking) => (this.asking = asking) })}
      <div class="tabrow">
        ${languageTabs(tabs)}<span class="grow"></span>${mayWrite ? copyFrom(language, tabs.filled, this.#copy) : nothing}
      </div>
      <div class="tgrid" role="tabpanel" id="taal" aria-labelledby=${`taal-${language}`}>
        <div class="fields">
          ${line ? nothing : newFields(this, { named: this.#named, typed: this.#typed })}
          ${tabs.stale.includes(language) ? staleNote(mayWrite, this.#right) : nothing}
          ${line?.moved.includes(language) ? movedNote(() => this.#shows("compare")) : nothing}
          ${textField(this, "subject", acts)} ${textField(this, "text", acts)}
          ${mayWrite ? allChips(draft.kind, variablesOf(this.templates, draft.kind), this.#insert) : nothing}
        </div>
        ${beside(this)}
      </div>
      ${mayWrite ? foot(this, tabs.wrong, { save: this.#save, cancel: this.#cancel }) : readOnly()}
      ${this.asking ? confirmation(this.asking, this.#answered) : nothing}
    </section>`;
  }

  /** @param {"" | "compare" | "history"} beside */
  #shows = (beside) => {
    this.beside = beside;
    if (beside === "history" && this.line)
      this.tell("templateHistory", { id: this.line.id, found: (/** @type {any} */ d) => (this.history = d) });
  };

  #answered = (/** @type {boolean} */ yes) => {
    const asked = this.asking;
    this.asking = "";
    if (yes && asked && this.line) this.#do(asked, { template: this.line.id, version: this.line.version }, asked);
  };

  #copy = (/** @type {Language} */ from) =>
    this.#set(written(this.draft, this.language, this.draft.texts[from]));

  #insert = (/** @type {string} */ name) => {
    const field = this.querySelector(`vinkje-variable-field[name=tpl-${this.last}]`);
    /** @type {import("./variable-field.js").VariableField | null} */ (field)?.insert(name);
  };

  #wrote = (/** @type {TextPart} */ part, /** @type {string} */ text) => {
    const { language } = this;
    this.faults = { ...this.faults, [language]: { ...this.faults[language], [part]: [] } };
    this.#set(written(this.draft, language, { [part]: text }));
  };

  #set(/** @type {import("../state/editing.js").Draft} */ draft) {
    this.error = "";
    this.draft = draft;
  }

  #named = (/** @type {Event} */ event) => {
    this.nameError = "";
    this.#set({ ...this.draft, name: /** @type {HTMLInputElement} */ (event.target).value });
  };

  #typed = (/** @type {Event} */ event) => {
    const kind = /** @type {any} */ (event.target).value;
    this.#set({ ...this.draft, kind });
    this.#check();
  };

  #right = () => this.#set({ ...this.draft, right: [...this.draft.right, this.language] });

  /** On leaving a field: the same check as on saving. */
  #check = () => {
    const { language, draft } = this;
    const source = draft.texts[language];
    if (!this.mayWrite || !(source.subject + source.text).includes("%")) return;
    this.tell("checkText", {
      kind: draft.kind,
      source,
      found: (/** @type {any} */ d) => {
        if (d && source === this.draft.texts[language])
          this.faults = { ...this.faults, [language]: { subject: d.subject_faults, text: d.text_faults } };
      },
    });
  };

  #save = () => {
    const { draft, line } = this;
    const half = filledIn(draft).find((language) => isHalf(draft, language));
    if (half) return this.#toError(half, t("template.error.half"));
    if (!filledIn(draft).length) return (this.error = t("template.error.empty"));
    if (!line && !draft.name.trim()) return this.#noName(t("template.error.name"));
    const texts = textsOf(draft);
    if (!line) return this.#do("create", { kind: draft.kind, name: draft.name.trim(), texts }, "saved");
    this.#do("save", { template: line.id, version: line.version, texts, still_right: draft.right }, "saved");
  };

  /** @param {string} text */
  #noName(text) {
    this.nameError = text;
    this.querySelector("input")?.focus();
  }

  /** @param {string} t @param {any} d @param {string} told */
  #do(t, d, told) {
    this.busy = true;
    this.tell("manageTemplate", { t, d, done: (/** @type {any} */ saved, /** @type {Refused | null} */ refused) => {
      this.busy = false;
      if (refused) return this.#refused(refused);
      this.dispatchEvent(new CustomEvent("done", { detail: { told, saved } }));
    } });
  }

  /** @param {Refused} refused */
  #refused(refused) {
    if (refused.code === "version_conflict") return this.dispatchEvent(new CustomEvent("conflict"));
    if (refused.field === "name") return this.#noName(t("template.error.taken"));
    if (!refused.faults.length) return (this.error = refusal(refused));
    this.faults = sorted(refused.faults);
    const [first] = wrongIn(this.draft, this.faults);
    if (first) this.#toError(first, "");
  }

  /** To the first thing that is wrong, across tabs. @param {Language} language @param {string} text */
  async #toError(language, text) {
    this.error = text;
    if (language !== this.language) this.dispatchEvent(new CustomEvent("language", { detail: language }));
    await new Promise((done) => requestAnimationFrame(done));
    const wrong = faultsOf(this.faults, language).length ? "[aria-invalid=true]" : "textarea";
    /** @type {HTMLElement | null} */ (this.querySelector(`vinkje-variable-field ${wrong}`))?.focus();
  }

  #cancel = () => this.#afresh();

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (this.mayWrite && !this.busy) this.#save();
  };
}
customElements.define("vinkje-template-editor", TemplateEditor);
