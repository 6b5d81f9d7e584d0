import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { dotted, face, icon, tick } from "./part.js";

/** @typedef {import("../state/views/conversation.js").PanelView} PanelView */

const SIGNS = {
  tick: () => tick("delivered"),
  ring: () => tick("sent"),
  read: () => icon("eye", "s14"),
  mail: () => icon("mail", "s14"),
};

/** @param {PanelView} view */
const facts = (view) =>
  html`<div>
    <div class="row who">
      ${face(view, "s40", true)}
      <div class="grow">
        <h2 class="name">${view.name}</h2>
        <span class="muted tn">${view.vat}</span>
      </div>
    </div>
    <dl class="kv">
      ${view.facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </div>`;

/** @param {PanelView["readers"]} readers */
const people = (readers) =>
  html`<div>
    <h3>${t("audience")}</h3>
    <ul>
      ${readers.map(
        (reader) =>
          html`<li class="person">
            ${reader.there ? dotted(face(reader, "s28"), reader.there) : face(reader, "s28")}
            <div class="grow">
              <b class="ell">${reader.name}</b
              >${reader.title ? html`<span class="sub ell">${reader.title}</span>` : nothing}
              ${reader.there && reader.there.state !== "online" ? html`<span class="sub ell">${reader.there.text}</span>` : nothing}
            </div>
          </li>`,
      )}
    </ul>
  </div>`;

/** @param {PanelView["last"]} last */
const lastMessage = (last) =>
  html`<div>
    <h3>${t("last_message")}</h3>
    <ul class="facts">
      ${last.map((fact) => html`<li class="row">${SIGNS[fact.icon]()}<span>${fact.text}</span></li>`)}
    </ul>
  </div>`;

/** @param {PanelView["others"]} others */
const elsewhere = (others) =>
  html`<div>
    <h3>${t("other_conversations")} <span class="tn">${others.length}</span></h3>
    <ul class="others">
      ${others.map(
        (other) =>
          html`<li>
            <a class="ell ${other.closed ? "closed" : ""} ${other.needs ? "need" : ""}" href=${other.href}
              >${other.subject}</a
            >
          </li>`,
      )}
    </ul>
  </div>`;

/**
 * The dossier beside the conversation; a drawer where there is no room.
 *
 * @param {PanelView} view
 * @param {() => void} close
 */
export const panelOf = (view, close) =>
  html`<aside class="det" aria-label=${t("dossier")}>
    <button class="icb close" aria-label=${t("close")} @click=${close}>${icon("x", "s18")}</button>
    ${facts(view)} ${view.readers.length ? people(view.readers) : nothing}
    ${view.last.length ? lastMessage(view.last) : nothing} ${view.others.length ? elsewhere(view.others) : nothing}
  </aside>`;
