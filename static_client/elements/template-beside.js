import { html, nothing } from "lit";
import { date } from "../state/format.js";
import { differences, known, samples, variablesOf } from "../state/templates.js";
import { t } from "../state/words.js";
import "./template-preview.js";
import { marked } from "./words-of-template.js";

/** @typedef {{subject: string, text: string}} Both */

/** Beside the text: what it will look like, what differs from the standard, or what it was. @param {import("./template-editor.js").TemplateEditor} editor */
export function beside({ beside, page, language, draft, history, templates, me }) {
  const said = (/** @type {any} */ texts) => /** @type {Both} */ (texts?.[language] ?? { subject: "", text: "" });
  if (beside === "compare") {
    const [then, now] = [said(page?.base), said(page?.standard)];
    return html`<aside class="tprev" lang=${language}>
      ${compare(now, draft.texts[language], t("template.diff.standard"), t("template.diff.own"))}
      ${page?.template.moved.includes(language) ? html`<h3 class="moved">${t("template.moved")}</h3>${compare(then, now, t("template.diff.then"), t("template.diff.now"))}` : nothing}
    </aside>`;
  }
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

/** What differs: taken away above, put in below. @param {Both} one @param {Both} other @param {string} named @param {string} otherNamed */
function compare(one, other, named, otherNamed) {
  const [before, after] = [one, other].map(({ subject, text }) => `${subject}\n\n${text}`);
  if (before === after) return html`<p class="help">${t("template.diff.none")}</p>`;
  const found = differences(before ?? "", after ?? "");
  return html`<div class="compare">
    <section><h3 class="lab">${named}</h3><p>${marked(found.before)}</p></section>
    <section><h3 class="lab">${otherNamed}</h3><p>${marked(found.after)}</p></section>
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
