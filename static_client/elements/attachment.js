import { html, nothing } from "lit";
import { t } from "../state/words.js";
import "./lightbox.js";
import { icon } from "./part.js";

/**
 * @typedef {import("../state/views/files.js").FileView} FileView
 * @typedef {import("./part.js").Part} Part
 */

/** @param {{label: string, kind: string}} file */
export const sheet = ({ label, kind }) => html`<span class="ft ${kind}" aria-hidden="true">${label}</span>`;

/** One line; what is cut is cut in the middle. @param {{start: string, end: string}} name */
export const nameOf = ({ start, end }) =>
  html`<span class="fname"><span class="start" dir="auto">${start}</span><span class="end">${end}</span></span>`;

/** @param {FileView} file @param {Part} part */
const card = (file, part) =>
  html`<span class="att">
    ${
      file.large
        ? html`<button class="open" type="button" aria-label=${t("attachment.open", { name: file.name })} @click=${() => look(file, part)}>${facts(file)}</button>`
        : html`<a class="open" href=${file.href} download=${file.name} title=${file.name}>${facts(file)}</a>`
    }
    <a class="icb" href=${file.href} download=${file.name} aria-label=${`${t("attachment.download")}: ${file.name}`}
      >${icon("download")}</a
    >
  </span>`;

/** @param {FileView} file */
const facts = (file) =>
  html`${sheet(file)}<span class="grow"><b>${nameOf(file)}</b><small>${file.size}</small></span>`;

/** @param {FileView} file @param {NonNullable<FileView["picture"]>} picture @param {Part} part */
const drawn = (file, picture, part) =>
  html`<button
    class="pic"
    type="button"
    aria-label=${t("attachment.open", { name: file.name })}
    @click=${() => look(file, part)}
  >
    <img src=${picture.src} width=${picture.width} height=${picture.height} alt=${file.name} loading="lazy" decoding="async" />
  </button>`;

/** @param {FileView} file @param {Part} part */
function look(file, part) {
  const over = document.createElement("vinkje-lightbox");
  Object.assign(over, { file });
  part.closest(".app")?.append(over);
}

/** @param {FileView[]} files @param {Part} part */
export const attachmentsOf = (files, part) =>
  files.length === 0
    ? nothing
    : html`<span class="atts"
        >${files.map((file) => (file.picture ? drawn(file, file.picture, part) : card(file, part)))}</span
      >`;
