import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/**
 * Above the composer while a message is changed in it.
 *
 * @param {import("../state/views/conversation.js").Editing} editing
 * @param {() => void} leave
 */
export const editBar = ({ title, read }, leave) =>
  html`<div class="editbar">
    ${icon("pencil", "s14")}<span class="ell grow">${title}</span>
    ${read ? html`<span class="warned">${icon("eye", "s14")}${t("edit.read")}</span>` : nothing}
    <button type="button" class="icb sm" aria-label=${t("cancel")} title=${t("cancel")} @click=${leave}>${icon("x", "s14")}</button>
  </div>`;
