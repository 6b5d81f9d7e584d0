import { html, nothing } from "lit";
import { faceOf } from "../state/names.js";
import { t } from "../state/words.js";
import "./confirm.js";
import "./invite.js";
import "./menu.js";
import { face, icon, Part } from "./part.js";
import { refusal } from "./refusal.js";
import { settingsHead } from "./settings-head.js";

/** @typedef {import("../live/frames.js").StaffMember} StaffMember */

const ROLES = /** @type {const} */ (["staff", "admin", "support"]);

/** Kantoorinstellingen, tab Medewerkers: who works here, who is invited, who left. */
export class ColleagueList extends Part {
  static properties = {
    me: { attribute: false },
    staff: { state: true },
    inviting: { state: true },
    leaving: { state: true },
    notice: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../live/frames.js").Me | null} */
    this.me = null;
    /** @type {StaffMember[] | null} */
    this.staff = null;
    this.inviting = false;
    /** @type {StaffMember | null} */
    this.leaving = null;
    this.notice = "";
  }

  firstUpdated() {
    this.#load();
  }

  get manages() {
    return this.me?.role === "admin";
  }

  render() {
    const here = this.staff?.filter(({ active }) => active) ?? [];
    const gone = this.staff?.filter(({ active }) => !active) ?? [];
    return html`<section class="page settings">
      ${settingsHead("medewerkers")}
      <div class="colleagues">
      <div class="row tools">
        <p class="help grow" role="status">${this.notice || (this.manages ? nothing : t("colleagues.by_admin"))}</p>
        ${this.manages ? html`<button class="btn pri" @click=${() => (this.inviting = true)}>${icon("plus")}${t("invite.colleague")}</button>` : nothing}
      </div>
      <ul>
        ${here.map((one) => this.#line(one))}
      </ul>
      ${gone.length ? html`<h2 class="h3">${t("colleagues.left")}</h2><ul>${gone.map((one) => this.#line(one))}</ul>` : nothing}
      ${this.inviting ? html`<vinkje-invite .language=${this.me?.office.language ?? "nl"} @done=${this.#invited}></vinkje-invite>` : nothing}
      ${this.leaving ? this.#ask(this.leaving) : nothing}
      </div>
    </section>`;
  }

  /** @param {StaffMember} one */
  #line(one) {
    return html`<li class=${one.active ? "" : "gone"}>
      ${face(faceOf(one), "s28")}
      <div class="grow who">
        <b>${one.name}</b>
        <span>${one.email}</span>
      </div>
      ${one.way_in === "ready" || !one.active ? nothing : html`<span class="badge ${one.way_in}">${t(`way_in.${one.way_in}`)}</span>`}
      <span class="role">${t(`role.${one.role}`)}</span>
      ${this.#menu(one)}
    </li>`;
  }

  /** @param {StaffMember} one */
  #menu(one) {
    const items = this.#items(one);
    return items.length
      ? html`<vinkje-menu label=${t("colleague.more", { name: one.name })} .face=${icon("ellipsis-vertical")} .items=${items}></vinkje-menu>`
      : html`<span class="no-menu"></span>`;
  }

  /** @param {StaffMember} one */
  #items(one) {
    const again = { label: t("invite.again"), act: () => this.#does("invitation.again", { person: one.id }, t("invite.sent", { name: one.name })) };
    if (!this.manages || one.id === this.me?.person.id) return one.active && one.way_in !== "ready" ? [again] : [];
    const set = (/** @type {object} */ change) => this.#does("staff.set", { person: one.id, role: one.role, active: one.active, ...change });
    if (!one.active) return [{ label: t("colleague.back"), act: () => set({ active: true }) }];
    return [
      ...(one.way_in === "ready" ? [] : [again]),
      ...ROLES.filter((role) => role !== one.role).map((role) => ({ label: t("colleague.make", { role: t(`role.${role}`) }), act: () => set({ role }) })),
      { label: t("colleague.let_go"), act: () => void (this.leaving = one) },
    ];
  }

  /** @param {StaffMember} one */
  #ask(one) {
    return html`<vinkje-confirm
      .question=${t("colleague.let_go.ask", { name: one.name })}
      .explanation=${t("colleague.let_go.help")}
      .yes=${t("colleague.let_go")}
      @answer=${(/** @type {CustomEvent} */ event) => this.#letGo(one, event.detail)}
    ></vinkje-confirm>`;
  }

  /** @param {StaffMember} one @param {boolean} yes */
  #letGo(one, yes) {
    this.leaving = null;
    if (yes) this.#does("staff.set", { person: one.id, role: one.role, active: false });
  }

  /** @param {CustomEvent} event */
  #invited = (event) => {
    this.inviting = false;
    if (event.detail) this.#load();
  };

  /** @param {string} command @param {object} d @param {string} [told] */
  #does(command, d, told = "") {
    const done = (/** @type {import("../live/frames.js").Refused | null} */ refused) => {
      this.notice = refused ? refusal(refused) : told;
      this.#load();
    };
    this.tell("people", { t: command, d, done });
  }

  #load() {
    this.tell("colleagues", { found: (/** @type {StaffMember[] | null} */ staff) => void (this.staff = staff) });
  }
}
customElements.define("vinkje-colleagues", ColleagueList);
