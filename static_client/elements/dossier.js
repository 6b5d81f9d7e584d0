import { html, nothing } from "lit";
import { faceOf } from "../state/names.js";
import { t } from "../state/words.js";
import "./edit-dossier.js";
import "./invite.js";
import "./menu.js";
import { face, icon, Part } from "./part.js";

/**
 * @typedef {import("../live/frames.js").MonitorRow} MonitorRow
 * @typedef {import("../live/frames.js").ClientUser} ClientUser
 */

/** The overview of one dossier: what the office keeps of it, and who may see it. */
export class DossierOverview extends Part {
  static properties = {
    dossier: { attribute: false },
    told: { attribute: false },
    row: { state: true },
    clients: { state: true },
    editing: { state: true },
    inviting: { state: true },
  };

  constructor() {
    super();
    /** @type {number | null} */
    this.dossier = null;
    /** @type {MonitorRow | null} changes as they come in */
    this.told = null;
    /** @type {MonitorRow | null} */
    this.row = null;
    /** @type {ClientUser[]} */
    this.clients = [];
    this.editing = false;
    this.inviting = false;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("dossier")) this.load();
    if (changed.has("told") && this.told && this.row?.id === this.told.id) this.row = this.told;
  }

  load() {
    const id = this.dossier;
    this.tell("dossierRow", { id, found: (/** @type {MonitorRow | null} */ row) => id === this.dossier && (this.row = row) });
    this.tell("dossier", {
      id,
      found: (/** @type {{clients: ClientUser[]} | null} */ page) => id === this.dossier && (this.clients = page?.clients ?? []),
    });
  }

  render() {
    const { row } = this;
    if (!row || row.id !== this.dossier) return html`<section class="conv nobody" id="gesprek" aria-busy="true"></section>`;
    return html`<section class="conv dossier-page" id="gesprek" tabindex="-1" aria-label=${t("dossier")}>
      <header>
        <a class="icb" href="/klanten" aria-label=${t("nav.client_monitor")}>${icon("chevron-left", "s24")}</a>
        <div class="row grow who">
          ${face(faceOf(row), "s40", true)}
          <div class="grow">
            <h2 class="t ell" title=${row.name}>${row.name}</h2>
            <div class="s ell">${row.number}${row.active ? nothing : html` · ${t("dossier.inactive")}`}</div>
          </div>
        </div>
        <button class="btn" @click=${() => void (this.editing = true)}>${icon("pencil")}<span class="m-hide">${t("dossier.edit")}</span></button>
        <a class="btn pri" href=${`/communicatie/start?dossier=${row.id}`}>${icon("square-pen")}<span class="m-hide">${t("conversation.start")}</span></a>
      </header>
      <div class="facts-page">${this.#facts(row)} ${this.#users(row)}</div>
      ${this.editing ? html`<vinkje-edit-dossier .row=${row} .clients=${this.clients} @done=${this.#edited}></vinkje-edit-dossier>` : nothing}
      ${this.inviting ? html`<vinkje-invite .dossier=${row.id} .language=${row.language} @done=${this.#edited}></vinkje-invite>` : nothing}
    </section>`;
  }

  /** @param {MonitorRow} row */
  #facts(row) {
    const facts = [
      [t("dossier.number"), row.number],
      [t("vat_number"), row.vat_number || "–"],
      [t("vat_regime"), t(`vat_rhythm.${row.vat_rhythm}`)],
      [t("language"), t(`lang.${row.language}`)],
      [t("dossier.responsible"), row.responsible?.name ?? "–"],
      [t("dossier.contact"), row.contact?.name ?? "–"],
      [t("tags"), row.tags.join(", ") || "–"],
      [t("monitor.open"), String(row.open)],
      [t("waiting_office"), String(row.needs_answer)],
    ];
    return html`<dl class="kv">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
  }

  /** @param {MonitorRow} row */
  #users(row) {
    return html`<div>
      <div class="row">
        <h3 class="grow">${t("dossier.users")}</h3>
        <button class="btn" @click=${() => void (this.inviting = true)}>${icon("plus")}${t("invite")}</button>
      </div>
      ${this.clients.length ? nothing : html`<p class="muted">${t("dossier.no_users")}</p>`}
      <ul>
        ${this.clients.map(
          (client) =>
            html`<li class="person">
              ${face(faceOf(client), "s28")}
              <div class="grow">
                <b class="ell">${client.name}</b
                ><span class="sub ell"
                  >${[t(`profile.${client.profile}`), client.title, client.id === row.contact?.id && t("dossier.contact")].filter(Boolean).join(" · ")}</span
                >
              </div>
              <vinkje-menu label=${t("colleague.more", { name: client.name })} .face=${icon("ellipsis-vertical")} .items=${this.#profiles(client)}></vinkje-menu>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  /** @param {ClientUser} client */
  #profiles({ id, name, profile }) {
    const set = (/** @type {string | null} */ to) => this.#does("access.set", { dossier: this.dossier, person: id, profile: to });
    const other = profile === "full" ? "limited" : "full";
    return [
      { label: `${t("profile")}: ${t(`profile.${other}`)}`, act: () => set(other) },
      { label: t("invite.again"), sub: name, act: () => this.#does("invitation.again", { person: id }) },
      { label: t("access.take"), danger: true, act: () => set(null) },
    ];
  }

  /** @param {string} command @param {object} d */
  #does(command, d) {
    this.tell("people", { t: command, d, done: () => this.load() });
  }

  #edited = () => {
    this.editing = this.inviting = false;
    this.load();
  };
}
customElements.define("vinkje-dossier", DossierOverview);
