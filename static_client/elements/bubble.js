import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../state/words.js";
import "./actions.js";
import { attachmentsOf } from "./attachment.js";
import { face, icon, tick, unbroken } from "./part.js";
import "./receipt.js";
import "./said-before.js";

/**
 * @typedef {import("../state/views/thread.js").Bubble} Bubble
 * @typedef {import("../state/views/thread.js").Group} Group
 * @typedef {import("../state/views/thread.js").DayLine} DayLine
 * @typedef {import("./part.js").Part} Part
 */

/** @param {Bubble} bubble */
function sign({ pending, receipt }) {
  if (pending === "waiting") return html`<span role="img" aria-label=${t("receipt.sending")}>${tick("waiting")}</span>`;
  if (pending === "failed") return html`<span class="alarm">${icon("circle-alert")}</span>`;
  return receipt ? html`<vinkje-receipt .view=${receipt}></vinkje-receipt>` : nothing;
}

/** @param {Bubble} bubble @param {number} conversation */
const saidBefore = (bubble, conversation) =>
  html`<vinkje-said-before .bubble=${bubble} .conversation=${conversation}></vinkje-said-before>`;

/** @param {Bubble} bubble @param {number} conversation */
const meta = (bubble, conversation) =>
  html`<span class="meta"
    >${bubble.edited ? html`${saidBefore(bubble, conversation)} · ` : nothing}<time datetime=${bubble.at}>${bubble.time}</time
    >${sign(bubble)}</span
  >`;

/** @param {Bubble} bubble @param {number} conversation */
const about = ({ cid, seq }, conversation) => ({ cid, seq, conversation });

/** @param {Bubble} bubble @param {number} conversation @param {Part} part */
const failure = (bubble, conversation, part) =>
  html`<div class="failure">
    <span class="alarm">${t("receipt.failed")}${bubble.why ? html`: ${bubble.why}` : nothing}</span>
    <button class="link" @click=${() => part.tell(bubble.correcting ?? "again", about(bubble, conversation))}>
      ${t("retry")}
    </button>
    <button
      class="link quiet"
      @click=${() => part.tell(bubble.correcting ? "leaveCorrection" : "discard", about(bubble, conversation))}
    >
      ${t("discard")}
    </button>
  </div>`;

/** @param {Bubble} bubble @param {Group} group @param {number} conversation @param {Part} part */
function bubbleOf(bubble, group, conversation, part) {
  const id = bubble.seq ? `m${bubble.seq}` : nothing;
  if (bubble.tombstone)
    return html`<article class="b del" id=${id} tabindex="-1">
      ${icon("trash-2", "s14")}${bubble.tombstone}${bubble.told ? saidBefore(bubble, conversation) : nothing}
    </article>`;
  const watched = bubble.theirs && bubble.seq ? bubble.seq : nothing;
  return html`<article
      class="b ${bubble.pending === "failed" ? "fail" : ""} ${bubble.files.length ? "with" : ""}"
      id=${id}
      tabindex="-1"
      data-seq=${watched}
      aria-label=${`${group.name}, ${bubble.time}`}
    >
      ${attachmentsOf(bubble.files, part)}<span class="text ${unbroken(bubble.text)}" dir="auto">${bubble.text}</span>${meta(bubble, conversation)}${bubble.own ? html`<vinkje-actions .bubble=${bubble} .conversation=${conversation}></vinkje-actions>` : nothing}
    </article>
    ${bubble.pending === "failed" ? failure(bubble, conversation, part) : nothing}`;
}

/** @param {Group} group @param {number} conversation @param {Part} part */
export const groupOf = (group, conversation, part) =>
  html`<li class="grp ${group.mine ? "mine" : ""}">
    ${group.mine ? nothing : face(group, "s28 m32")}
    <div class="col">
      ${group.shownName ? html`<div class="who"><b>${group.name}</b>${group.role ? html` · ${group.role}` : nothing}</div>` : nothing}
      ${repeat(
        group.bubbles,
        (bubble) => bubble.key,
        (bubble) => bubbleOf(bubble, group, conversation, part),
      )}
    </div>
  </li>`;

/** @param {DayLine} line */
export const dayLine = (line) => html`<li class="day ${line.fresh ? "new" : ""}"><span>${line.text}</span></li>`;
