import { html, nothing } from "lit";
import { composerView, headerView, panelView } from "../state/views/conversation.js";
import { listView } from "../state/views/list.js";
import { monitorView } from "../state/views/monitor.js";
import { boardView, typingText } from "../state/views/presence.js";
import { bannerView, shellView, writes } from "../state/views/shell.js";
import { threadView } from "../state/views/thread.js";
import { t } from "../state/words.js";
import "./banner.js";
import "./colleagues.js";
import "./conversation.js";
import "./dossier.js";
import "./expired.js";
import "./list.js";
import "./monitor.js";
import "./finder.js";
import "./new-password.js";
import { Part, mark } from "./part.js";
import "./presence.js";
import { sidebar, tabbar } from "./shell.js";
import "./settings.js";
import "./sign-in.js";
import "./sending.js";
import "./start-many.js";
import "./start.js";
import { nobody, unreachable } from "./states.js";

/** @typedef {import("../state/state.js").State} State */

/** @type {import("../state/uploads.js").Upload[]} */
const NO_FILES = [];

/** The monitor stays as it was while a dialog has the address. @param {State} state @returns {State} */
const behind = (state) =>
  state.route.name === "monitor" ? state : { ...state, route: { ...state.route, query: state.monitor.query } };

/** The whole page: signed out, or the office console, or the client portal. */
export class App extends Part {
  static properties = { state: { attribute: false }, searching: { state: true } };

  constructor() {
    super();
    /** @type {State | null} */
    this.state = null;
    this.searching = false;
    this.addEventListener("find", () => void (this.searching = true));
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("keydown", this.#shortcut);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#shortcut);
  }

  #shortcut = (/** @type {KeyboardEvent} */ event) => {
    const inConsole = this.state?.session === "in" && this.state.me?.side === "office" && this.state.me.role !== "support";
    if (!inConsole || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (this.searching || !document.querySelector("dialog[open]")) this.searching = !this.searching;
  };

  render() {
    const { state } = this;
    if (!state || state.session === "unknown") return nothing;
    if (state.route.name === "password") return html`<vinkje-new-password></vinkje-new-password>`;
    if (state.session === "out" || !state.me) return html`<vinkje-sign-in></vinkje-sign-in>`;
    return this.#signedIn(state, state.me);
  }

  /** @param {Map<string, unknown>} _changed */
  updated(_changed) {
    document.title = this.#title();
  }

  #title() {
    const { state } = this;
    if (!state?.me) return state ? `${t("signin")} · Vinkje` : "Vinkje";
    const waiting = (state.me.side === "office" ? state.counters.needs_answer : state.counters.waiting) ?? 0;
    const row = state.rows[state.route.conversation ?? 0];
    return `${waiting ? `(${waiting}) ` : ""}${row?.subject ?? t(state.route.name === "presence" ? "nav.presence" : "nav.communication")} · Vinkje`;
  }

  /** @param {State} state @param {import("../live/frames.js").Me} me */
  #signedIn(state, me) {
    const shell = shellView(state, me);
    const open = state.route.conversation !== null || Boolean(state.route.template);
    return html`<a class="skip" href="#gesprek">${t("skip")}</a>
      <div class=${`app ${shell.portal ? "portal" : "office"} ${open ? "reading" : "choosing"}`}>
        ${sidebar(shell, this)}
        <main class="main">
          <vinkje-banner .view=${bannerView(state)}></vinkje-banner>
          ${this.#shown(state, me, shell)}
        </main>
        ${tabbar(shell, this)}
      </div>
      ${this.#starting(state, me)}
      ${this.searching ? html`<vinkje-finder @shut=${() => void (this.searching = false)}></vinkje-finder>` : nothing}
      ${state.session === "expired" ? html`<vinkje-expired .email=${me.person.email}></vinkje-expired>` : nothing}`;
  }

  /** @param {State} state @param {import("../live/frames.js").Me} me @param {import("../state/views/shell.js").ShellView} shell */
  #shown(state, me, shell) {
    if (shell.board) return html`<vinkje-presence .view=${boardView(state)}></vinkje-presence>`;
    if (shell.monitor) return html`<vinkje-monitor .view=${monitorView(behind(state))}></vinkje-monitor>`;
    if (state.route.tab === "medewerkers" && writes(me)) return html`<vinkje-colleagues .me=${me}></vinkje-colleagues>`;
    if (state.route.name === "settings" && writes(me))
      return html`<vinkje-settings .me=${me} .open=${state.route.template ?? null}></vinkje-settings>`;
    return this.#inbox(state, me);
  }

  /** The dialog that the address asks for. @param {State} state @param {import("../live/frames.js").Me} me */
  #starting(state, me) {
    const { name, query, bulk } = state.route;
    if (name === "sending" && bulk)
      return html`<vinkje-sending .id=${bulk} .bulk=${state.bulks[bulk] ?? null}></vinkje-sending>`;
    if (name !== "start") return nothing;
    const selection = new URLSearchParams(query ?? "").get("selection");
    if (selection !== null && me.side === "office")
      return html`<vinkje-start-many .me=${me} .selection=${selection} .draft=${state.drafts["many"] ?? ""}></vinkje-start-many>`;
    return html`<vinkje-start .me=${me} .dossier=${state.route.place.dossier} .draft=${state.drafts["start"] ?? ""} .uploads=${state.uploads["start"] ?? NO_FILES} .limits=${state.limits}></vinkje-start>`;
  }

  /** @param {State} state @param {import("../live/frames.js").Me} me */
  #inbox(state, me) {
    return html`<div class="inbox ${state.route.name === "dossier" ? "of-dossier" : ""}">
      <vinkje-list .view=${listView(state, me)}></vinkje-list>
      ${this.#conversation(state, me)}
    </div>`;
  }

  /** @param {State} state @param {import("../live/frames.js").Me} me */
  #conversation(state, me) {
    const id = state.route.conversation;
    const { dossier } = state.route.place;
    if (state.route.name === "dossier" && me.side === "office") {
      const told = state.monitor.rows.find((row) => row.id === dossier) ?? null;
      return html`<vinkje-dossier .dossier=${dossier} .told=${told}></vinkje-dossier>`;
    }
    if (id === null) return nobody(mark("lg"), me);
    const row = state.rows[id];
    if (state.missing && (!row || state.missing === "not_found")) return unreachable(state, this);
    if (!row) return html`<section class="conv" id="gesprek" tabindex="-1" aria-busy="true"></section>`;
    return html`<vinkje-conversation
      .header=${headerView(state, row, me)}
      .thread=${threadView(state, row, me)}
      .composer=${composerView(state, row, me)}
      .typing=${typingText(state, row.id, me)}
      .panel=${me.side === "office" ? panelView(state, row, me) : null}
    ></vinkje-conversation>`;
  }
}
customElements.define("vinkje-app", App);
