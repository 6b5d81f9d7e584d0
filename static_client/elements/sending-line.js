import { html, nothing } from "lit";
import { colour, firstName, initials } from "../state/names.js";
import { t } from "../state/words.js";
import { reasonOf } from "./many-reason.js";
import { face, icon, tick } from "./part.js";

/** @typedef {import("../live/frames.js").BulkDossierFrame} Line */

/** What became of it in one dossier. @param {Line} line @param {import("../state/many.js").Bulk} bulk @param {() => void} retry */
export const sendingLine = (line, bulk, retry) =>
  html`<div role="row" class="line">
    <span role="cell" class="who"
      >${face({ initials: initials(line.dossier.name), colour: colour(line.dossier.id) }, "s26", true)}<b class="ell" title=${line.dossier.name}>${line.dossier.name}</b></span
    >
    <span role="cell" class="muted ell m-hide">${line.seats.map(({ person }) => firstName(person.name)).join(", ") || "–"}</span>
    <span role="cell" class="muted m-hide">${line.dossier.language.toUpperCase()}</span>
    <span role="cell" class="result">${result(line)}</span>
    <span role="cell" class="act">${act(line, bulk, retry)}</span>
  </div>`;

/** @param {Line} line */
function result({ state, reason, seats }) {
  if (state === "failed") return html`<span class="bad">${icon("circle-alert")}${t("bulk.failed")}</span>`;
  if (state === "skipped") return html`<span class="muted" title=${reasonOf(reason)}>${icon("minus")}<span>${t("bulk.skipped_one")}<small>${reasonOf(reason)}</small></span></span>`;
  if (state === "waiting") return html`<span class="muted">${icon("clock")}${t("bulk.queued")}</span>`;
  const reader = seats.find(({ read_upto }) => read_upto > 0)?.person;
  if (reader)
    return html`<span><span class="rb c${colour(reader.id)}" aria-hidden="true">${initials(reader.name)}</span>${t("receipt.read")}</span>`;
  const had = seats.some(({ delivered_upto }) => delivered_upto > 0);
  return html`<span>${tick(had ? "delivered" : "sent")}${t(had ? "receipt.delivered" : "receipt.sent")}</span>`;
}

/** @param {Line} line @param {import("../state/many.js").Bulk} bulk @param {() => void} retry */
function act({ state, conversation }, bulk, retry) {
  if (conversation) return html`<a href=${`/communicatie/c/${conversation}`}>${t("bulk.open")}</a>`;
  if (state === "failed" && bulk.state === "done") return html`<button class="link" @click=${retry}>${t("retry")}</button>`;
  return nothing;
}
