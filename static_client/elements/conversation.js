import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { t } from "../state/words.js";
import "./composer.js";
import "./confirm.js";
import { dropHint, dropsOn } from "./files.js";
import { headerOf } from "./header.js";
import "./history.js";
import { panelOf } from "./panel.js";
import { icon, Part } from "./part.js";
import "./replying.js";

const WIDE = "(min-width: 1280px)";

/** One conversation: header, history, composer, and for staff the dossier beside it. */
export class Conversation extends Part {
  static properties = {
    header: { attribute: false },
    thread: { attribute: false },
    composer: { attribute: false },
    typing: { attribute: false },
    panel: { attribute: false },
    panelOpen: { state: true },
    ending: { state: true },
    dropping: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../state/views/conversation.js").HeaderView | null} */
    this.header = null;
    /** @type {import("../state/views/thread.js").ThreadView | null} */
    this.thread = null;
    /** @type {import("../state/views/conversation.js").ComposerView | null} */
    this.composer = null;
    this.typing = "";
    /** @type {import("../state/views/conversation.js").PanelView | null} */
    this.panel = null;
    this.panelOpen = matchMedia(WIDE).matches;
    this.ending = false;
    this.dropping = false;
    this.drops = dropsOn(this, (files) => this.#writing?.take(files));
  }

  get #writing() {
    return /** @type {import("./composer.js").Composer | null} */ (this.querySelector("vinkje-composer"));
  }

  render() {
    const { header, thread, composer, panel } = this;
    if (!header || !thread || !composer) return nothing;
    return html`<section
        class="conv"
        id="gesprek"
        tabindex="-1"
        aria-labelledby="onderwerp"
        @dragenter=${this.drops.enter}
        @dragleave=${this.drops.leave}
        @dragover=${this.drops.over}
        @drop=${this.drops.drop}
      >
        ${headerOf(header, {
          panel: panel ? this.panelOpen : null,
          togglePanel: this.#togglePanel,
          end: () => (this.ending = true),
          reopen: () => this.tell("reopen", thread),
          dismiss: () => this.tell("noAnswer", thread),
        })}
        ${keyed(thread.conversation, html`<vinkje-history .view=${thread}></vinkje-history>`)}
        <vinkje-replying .text=${this.typing}></vinkje-replying>
        ${this.#foot(header, thread, composer)} ${this.dropping && composer.shown ? dropHint() : nothing}
      </section>
      ${panel && this.panelOpen ? panelOf(panel, this.#togglePanel) : nothing}
      ${this.ending ? this.#confirm(thread) : nothing}`;
  }

  /**
   * @param {NonNullable<Conversation["header"]>} header
   * @param {NonNullable<Conversation["thread"]>} thread
   * @param {NonNullable<Conversation["composer"]>} composer
   */
  #foot(header, thread, composer) {
    if (composer.shown)
      return keyed(
        composer.key,
        html`<vinkje-composer
          .view=${composer}
          .conversation=${thread.conversation}
          .portal=${header.portal}
        ></vinkje-composer>`,
      );
    return html`<div class="closed-foot">
      ${icon("archive")}<span>${t("closed.staff")}</span>
      ${header.mayReopen ? html`<button class="btn" @click=${() => this.tell("reopen", thread)}>${icon("rotate-ccw")}${t("conversation.reopen")}</button>` : nothing}
    </div>`;
  }

  /** @param {{conversation: number}} thread */
  #confirm(thread) {
    return html`<vinkje-confirm
      .question=${t("conversation.end.ask")}
      .explanation=${t("conversation.end.help")}
      .yes=${t("conversation.end")}
      @answer=${(/** @type {CustomEvent} */ event) => this.#ended(event.detail, thread)}
    ></vinkje-confirm>`;
  }

  /** @param {boolean} yes @param {{conversation: number}} thread */
  #ended(yes, thread) {
    this.ending = false;
    if (yes) this.tell("close", { conversation: thread.conversation });
  }

  #togglePanel = () => void (this.panelOpen = !this.panelOpen);

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {{conversation: number} | undefined} */ (changed.get("thread"));
    if (!before || before.conversation === this.thread?.conversation) return;
    this.ending = false;
    if (!matchMedia(WIDE).matches) this.panelOpen = false;
  }
}
customElements.define("vinkje-conversation", Conversation);
