import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { chipView } from "../state/views/files.js";
import { chipsOf, dropHint, pickerOf } from "./files.js";

const HOW = { button: "btn xl", size: "s20" };

/**
 * The files of a conversation that starts.
 *
 * @param {import("./start.js").Start} host
 * @returns {import("lit").TemplateResult}
 */
export const filesField = (host) =>
  html`<div>
    <h3 class="lab">${t("attachments")}</h3>
    ${chipsOf(
      host.uploads.map((file) => chipView(file, host.limits)),
      "start",
      host,
    )}
    <div class="row picks">
      ${pickerOf(host.take, { ...HOW, label: t("attachment") })}
      ${pickerOf(host.take, { ...HOW, label: t("attachment.photo.short"), camera: true })}
      <span class="muted m-hide">${t("attachment.hint")}</span>
    </div>
    <p class="error" role="alert">${host.errors["files"] ?? ""}</p>
    ${host.dropping ? dropHint() : nothing}
  </div>`;
