import { html, nothing } from "lit";
import { address } from "../state/routes.js";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/** @param {unknown} mark @param {import("../live/frames.js").Me} me */
export const nobody = (mark, me) =>
  html`<section class="conv nobody" id="gesprek" tabindex="-1" aria-label=${t("conversation")}>
    <div class="empty">
      <div>${mark}<b>${t("empty.pick")}</b>${t(me.side === "office" ? "empty.pick.office" : "empty.pick.help")}</div>
    </div>
  </section>`;

/** @param {import("../state/state.js").State} state @param {import("./part.js").Part} part */
export function unreachable(state, part) {
  const gone = state.missing === "not_found";
  const list = address({ ...state.route, name: "list", conversation: null, seq: null });
  return html`<section class="conv nobody" id="gesprek" tabindex="-1" aria-label=${t("conversation")}>
    <div class="empty" role="alert">
      <div>
        ${icon("circle-alert", "s24")}
        <b>${t(gone ? "missing" : "error.load_one")}</b>${t(gone ? "missing.help" : "error.safe")}
        <div class="acts">
          ${gone ? nothing : html`<button class="btn" @click=${() => part.tell("retryConversation")}>${t("error.retry")}</button>`}
          <a class="btn" href=${list}>${t("back.list")}</a>
        </div>
      </div>
    </div>
  </section>`;
}

const LINES = [
  ["w42", "w78", "w64"],
  ["w55", "w60", "w82"],
  ["w36", "w70", "w50"],
  ["w48", "w66", "w74"],
];

export const loadingRows = () =>
  html`<ul class="skeleton" aria-hidden="true">
    ${[...LINES, ...LINES].map(
      (line) =>
        html`<li class="it">
          <span class="sk face"></span>
          <div>${line.map((width) => html`<span class="sk ${width}"></span>`)}</div>
        </li>`,
    )}
  </ul>`;

export const loadingBubbles = () =>
  html`<div class="skeleton bubbles" aria-hidden="true">
    <span class="sk w58"></span><span class="sk w66 own"></span><span class="sk w44"></span><span class="sk w52"></span>
  </div>`;
