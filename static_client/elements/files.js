import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { nameOf, sheet } from "./attachment.js";
import { icon } from "./part.js";

/**
 * @typedef {import("./part.js").Part} Part
 * @typedef {import("../state/views/files.js").ChipView} ChipView
 */

/**
 * A button that chooses files; on a phone another takes a photograph.
 *
 * @param {(files: File[]) => void} chosen
 * @param {{camera?: boolean, label?: string, button?: string, size?: string}} [how]
 */
export function pickerOf(chosen, { camera = false, label = "", button = "icb", size = "s18" } = {}) {
  const name = camera ? t("attachment.photo") : t("attachment.add");
  return html`<label class="${button} pick ${camera ? "camera" : ""}" title=${name}>
    ${icon(camera ? "camera" : "paperclip", size)}${label || nothing}
    <input
      type="file"
      class="vh"
      aria-label=${name}
      ?multiple=${!camera}
      accept=${camera ? "image/*" : nothing}
      capture=${camera ? "environment" : nothing}
      @change=${(/** @type {Event} */ event) => take(/** @type {HTMLInputElement} */ (event.target), chosen)}
    />
  </label>`;
}

/** @param {HTMLInputElement} input @param {(files: File[]) => void} chosen */
function take(input, chosen) {
  const files = [...(input.files ?? [])];
  input.value = "";
  if (files.length) chosen(files);
}

/** @param {ChipView} chip @param {string} place @param {Part} part */
const chipOf = (chip, place, part) =>
  html`<li class="chip-f ${chip.failure ? "fail" : ""}">
    ${sheet(chip)}
    <span class="grow">
      ${chip.failure ? html`<span class="alarm" role="alert">${chip.failure}</span>` : nameOf(chip)}
      ${chip.share === null ? nothing : html`<progress max="100" value=${chip.share} aria-label=${chip.start + chip.end}></progress>`}
    </span>
    ${chip.share === null && !chip.failure ? html`<span class="muted tn">${chip.size}</span>` : nothing}
    ${
      chip.failure && chip.again
        ? html`<button class="icb sm" type="button" aria-label=${t("retry")} @click=${() => part.tell("fileAgain", { key: chip.key })}>${icon("rotate-cw", "s14")}</button>`
        : nothing
    }
    <button
      class="icb sm"
      type="button"
      aria-label=${t("attachment.remove", { name: chip.start + chip.end })}
      @click=${() => part.tell("fileRemove", { place, key: chip.key })}
    >
      ${icon("x", "s14")}
    </button>
  </li>`;

/** @param {ChipView[]} chips @param {string} place @param {Part} part */
export const chipsOf = (chips, place, part) =>
  chips.length
    ? html`<ul class="chips" aria-label=${t("attachments")}>
        ${chips.map((chip) => chipOf(chip, place, part))}
      </ul>`
    : nothing;

/** Files from the clipboard; text goes its own way. @param {ClipboardEvent} event @param {(files: File[]) => void} chosen */
export function pasted(event, chosen) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  chosen(files);
}

/** @param {DragEvent} event */
const brings = (event) => event.dataTransfer?.types.includes("Files") ?? false;

/**
 * Lets files be dropped anywhere on `host`.
 *
 * @param {Part & {dropping: boolean}} host
 * @param {(files: File[]) => void} chosen
 */
export function dropsOn(host, chosen) {
  let depth = 0;
  const over = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    host.dropping = depth > 0;
  };
  return {
    enter: (/** @type {DragEvent} */ event) => brings(event) && over(1),
    leave: (/** @type {DragEvent} */ event) => brings(event) && over(-1),
    over: (/** @type {DragEvent} */ event) => brings(event) && event.preventDefault(),
    drop: (/** @type {DragEvent} */ event) => {
      if (!brings(event)) return;
      event.preventDefault();
      over(-depth);
      chosen([...(event.dataTransfer?.files ?? [])]);
    },
  };
}

export const dropHint = () =>
  html`<div class="drop-here">${icon("paperclip", "s24")}<span>${t("attachment.drop")}</span></div>`;
