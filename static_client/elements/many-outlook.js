import { html, nothing } from "lit";
import { lately } from "../state/format.js";
import { colour, initials } from "../state/names.js";
import { whole } from "../state/templates.js";
import { many, t } from "../state/words.js";
import { reasonOf } from "./many-reason.js";
import { face, icon } from "./part.js";
import { bubble } from "./preview.js";

/**
 * @typedef {import("./start-many.js").StartMany} StartMany
 * @typedef {import("../state/many.js").Outlook} Outlook
 * @typedef {import("../live/frames.js").Me} Me
 */

/** What one of them will see, who gets nothing, and what else to know before. @param {StartMany} part @param {Me} me */
export const outlookOf = (part, me) =>
  html`<aside class="preview" aria-label=${t("preview.client")}>
    <div class="row turn">
      <h3 class="lab grow">${t("preview.client")}</h3>
      ${part.seen?.count ? turns(part, part.seen) : nothing}
    </div>
    ${part.seen?.sample ? shown(part.seen.sample, me) : html`<p class="help">${t("bulk.preview.empty")}</p>`}
    ${part.seen?.before ? html`<p class="help warn">${icon("triangle-alert")}<span>${many("bulk.before", part.seen.before.dossiers, { when: lately(Date.parse(part.seen.before.at), Date.now()) })}</span></p>` : nothing}
    ${part.seen?.skipped.length ? skippedOf(part, part.seen) : nothing}
    <p class="help mail">${icon("mail")}${t("preview.mail")}</p>
  </aside>`;

/** @param {StartMany} part @param {Outlook} seen */
const turns = (part, seen) =>
  html`<button class="icb sm" type="button" aria-label=${t("bulk.previous")} ?disabled=${part.place <= 1} @click=${() => part.turn(part.place - 1)}>
      ${icon("chevron-left")}
    </button>
    <span class="tn">${t("bulk.place", { n: part.place, total: seen.count })}</span>
    <button class="icb sm" type="button" aria-label=${t("bulk.next")} ?disabled=${part.place >= seen.count} @click=${() => part.turn(part.place + 1)}>
      ${icon("chevron-right")}
    </button>`;

/** @param {NonNullable<Outlook["sample"]>} sample @param {Me} me */
const shown = ({ dossier, subject, text, language }, me) =>
  html`<div class="phone-like" lang=${language}>
    <header>
      ${face({ initials: initials(me.office.name), colour: colour(me.office.id) }, "s32", true)}
      <div class="names">
        <b class="ell" title=${whole(subject)}>${whole(subject)}</b>
        <span class="ell">${dossier.name} · ${t(`lang.${language}`)}</span>
      </div>
    </header>
    <p class="day"><span>${t("today")}</span></p>
    ${bubble(me, text)}
  </div>`;

/** @param {StartMany} part @param {Outlook} seen */
function skippedOf(part, seen) {
  const left = seen.total - seen.count;
  const [first] = seen.skipped;
  return html`<div class="help warn" role="status">
    ${icon("triangle-alert")}
    <span>
      <b>${many("bulk.skipped_n", left)}</b>
      ${left === 1 && first ? t("bulk.because", { name: first.dossier.name, reason: reasonOf(first.reason) }) : nothing}
      <button class="link" type="button" aria-expanded=${part.open ? "true" : "false"} @click=${() => (part.open = !part.open)}>
        ${t("bulk.look")}
      </button>
      ${
        part.open
          ? html`<ul class="left-out">
              ${seen.skipped.map(({ dossier, reason }) => html`<li><b>${dossier.name}</b> ${reasonOf(reason)}</li>`)}
              ${left > seen.skipped.length ? html`<li>${t("bulk.more", { n: left - seen.skipped.length })}</li>` : nothing}
            </ul>`
          : nothing
      }
    </span>
  </div>`;
}
