import { html, nothing } from "lit";
import { faultText } from "../state/templates.js";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/** @typedef {import("../live/frames.js").Fault} Fault */

/** A filled text: what was filled in is underlined, what is missing stands out. @param {import("../live/frames.js").Piece[]} pieces */
export const filledText = (pieces) =>
  pieces.map((piece) =>
    piece.variable ? html`<span class=${piece.missing ? "var bad" : "filled"}>${piece.text}</span>` : piece.text,
  );

/** @param {import("../state/templates.js").Token[]} tokens */
export const marked = (tokens) =>
  tokens.map(({ text, look }) => (look ? html`<span class="var ${look === "bad" ? "bad" : ""}">${text}</span>` : text));

/** The first fault of a text, mended in one click. @param {Fault | undefined} fault @param {() => void} mend */
export function faultLine(fault, mend) {
  if (!fault) return nothing;
  return html`${icon("circle-alert")}<span
      >${faultText(fault)}
      ${
        fault.nearest
          ? html`<button class="link" type="button" @click=${mend}>${t("variable.suggest", { var: `%${fault.nearest}%` })}</button>`
          : nothing
      }</span
    >`;
}

/** The variables that may be put in. @param {import("../live/frames.js").Variable[]} variables @param {(name: string) => void} insert */
export const chips = (variables, insert) =>
  html`<div class="vchips">
    ${variables.map(
      ({ name }) =>
        html`<button
          class="vchip"
          type="button"
          draggable="true"
          title=${t(`variable.${name}`)}
          @dragstart=${(/** @type {DragEvent} */ event) => event.dataTransfer?.setData("text/plain", `%${name}%`)}
          @mousedown=${(/** @type {Event} */ event) => event.preventDefault()}
          @click=${() => insert(name)}
        >
          ${icon("plus")}%${name}%
        </button>`,
    )}
  </div>`;
