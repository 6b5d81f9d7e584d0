import { html, nothing } from "lit";
import { date } from "../state/format.js";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/**
 * @typedef {import("./template-editor.js").TemplateEditor} Editor
 * @typedef {{shows: (beside: "" | "compare" | "history") => void, asks: (what: "reset" | "delete") => void}} Acts
 */

/** What it is called, and what can be done with it as a whole. @param {Editor} editor @param {Acts} acts */
export function head(editor, acts) {
  const { line, mayWrite } = editor;
  const title = line ? line.name : t("template.new");
  return html`<header class="thead">
    <a class="icb lg back" href="/instellingen/communicatie" aria-label=${t("back")}>${icon("chevron-left", "s24")}</a>
    <div class="grow names">
      <h2 class="h1 ell" title=${title}>${title}</h2>
      <span class="muted ell">${under(editor)}</span>
    </div>
    ${line?.changed ? toggle(editor, acts, "compare", "git-compare", t("template.diff")) : nothing}
    ${line && line.version > 0 ? toggle(editor, acts, "history", "history", t("template.history")) : nothing}
    ${line?.changed && mayWrite ? act("rotate-ccw", t("template.reset"), () => acts.asks("reset")) : nothing}
    ${line && !line.standard && mayWrite ? act("trash-2", t("delete"), () => acts.asks("delete")) : nothing}
  </header>`;
}

/** @param {Editor} editor */
function under({ line, draft }) {
  const kind = t("template.type_of", { kind: t(`kind.${draft.kind}`) });
  if (!line?.changed_at || !line.changed_by || (line.standard && !line.changed)) return kind;
  const changed = { name: line.changed_by.name, date: date(line.changed_at, Date.now()) };
  return `${kind} · ${t("template.changed", changed)}`;
}

/** @param {string} sign @param {string} label @param {() => void} does */
const act = (sign, label, does) => html`<button class="btn" @click=${does}>${icon(sign)}${label}</button>`;

/** @param {Editor} editor @param {Acts} acts @param {"compare" | "history"} beside @param {string} sign @param {string} label */
const toggle = (editor, acts, beside, sign, label) =>
  html`<button
    class="btn m-hide"
    aria-pressed=${editor.beside === beside ? "true" : "false"}
    @click=${() => acts.shows(editor.beside === beside ? "" : beside)}
  >
    ${icon(sign)}${label}
  </button>`;
