import { html, nothing } from "lit";
import { date } from "../state/format.js";
import { differences, known, samples, variablesOf } from "../state/templates.js";
import { t } from "../state/words.js";
import "./template-preview.js";
import { marked } from "./words-of-template.js";

/** @typedef {{subject: string, text: string}} Both */

/** Beside the text: what it will look like, what differs from the standard, or what it was. @param {import("./template-editor.js").TemplateEditor} editor */
export function beside({ beside, page, language, draft, history, templates, me }) {
  const standard = /** @type {Partial<Record<string, Both>>} */ (page?.standard ?? {})[language];
  if (beside === "compare")
    return html`<aside class="tprev">${compare(standard ?? { subject: "", text: "" }, draft.texts[language], language)}</aside>`;
  if (beside === "history") return html`<aside class="tprev">${historyList(history, language)}</aside>`;
  return html`<vinkje-template-preview
    class="m-hide"
    .me=${me}
    .kind=${draft.kind}
    .language=${language}
    .source=${draft.texts[language]}
    .values=${known(samples(Date.now()), variablesOf(templates, draft.kind))}
  ></vinkje-template-preview>`;
}

/** What differs: taken away on the left, put in on the right. @param {Both} standard @param {Both} own @param {string} language */
function compare(standard, own, language) {
  const [before, after] = [standard, own].map(({ subject, text }) => `${subject}\n\n${text}`);
  if (before === after) return html`<p class="help">${t("template.diff.none")}</p>`;
  const found = differences(before ?? "", after ?? "");
  return html`<div class="compare" lang=${language}>
    <section><h3 class="lab">${t("template.diff.standard")}</h3><p>${marked(found.before)}</p></section>
    <section><h3 class="lab">${t("template.diff.own")}</h3><p>${marked(found.after)}</p></section>
  </div>`;
}

/** @type {Record<string, () => string>} */
const WHAT = {
  created: () => t("template.what.created"),
  edited: () => t("template.what.edited"),
  reset: () => t("template.what.reset"),
  restored: () => t("template.what.restored"),
  deleted: () => t("template.what.deleted"),
};

/** @param {import("../live/frames.js").TemplateHistory | null} history @param {string} language */
function historyList(history, language) {
  if (!history) return nothing;
  return html`<ol class="versions">
    ${history.versions.map(
      ({ what, at, by, texts }) =>
        html`<li>
          <b>${by.name}</b> ${WHAT[what]?.() ?? what}, ${date(at, Date.now())}
          ${/** @type {any} */ (texts)[language] ? html`<p class="ell" lang=${language}>${/** @type {any} */ (texts)[language].subject}</p>` : nothing}
        </li>`,
    )}
  </ol>`;
}
