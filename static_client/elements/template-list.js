import { html, nothing } from "lit";
import { LANGUAGES } from "../state/templates.js";
import { t } from "../state/words.js";
import { icon } from "./part.js";

/** @typedef {import("../live/frames.js").TemplateLine} Line */

/** Where a template is edited. @param {number | "new"} id */
export const addressOf = (id) => `/instellingen/communicatie/${id === "new" ? "nieuw" : id}`;

/** Both groups, as far as they hold the words. @param {Line[]} lines @param {string} q @param {number | string | null} open */
export function templateList(lines, q, open) {
  const wanted = lines.filter(({ name }) => name.toLocaleLowerCase().includes(q.trim().toLocaleLowerCase()));
  const own = wanted.filter(({ standard }) => !standard);
  return html`${group(t("template.standard"), wanted.filter(({ standard }) => standard), open)}
  ${group(t("template.own"), own, open)}
  ${own.length || q ? nothing : html`<p class="help none">${t("template.none_own")}</p>`}`;
}

/** @param {string} name @param {Line[]} lines @param {number | string | null} open */
const group = (name, lines, open) =>
  html`<h2 class="sec">${name}<span>${lines.length}</span></h2>
    <ul>
      ${lines.map((line) => html`<li>${row(line, line.id === open)}</li>`)}
    </ul>`;

/** @param {Line} line @param {boolean} current */
const row = (line, current) =>
  html`<a class="tpl ${current ? "on" : ""}" href=${addressOf(line.id)} aria-current=${current ? "true" : nothing}>
    <span class="grow"><b class="ell" title=${line.name}>${line.name}</b><span class="ell">${t(`kind.${line.kind}`)}</span></span>
    <span class="signs">
      ${line.changed ? html`<span class="tag acc">${t("template.overridden")}</span>` : nothing}
      <span class="lgs">${LANGUAGES.map((language) => code(line, language))}</span>
    </span>
    ${line.moved.length ? html`<span class="vh">${t("template.moved")}</span>` : nothing}
  </a>`;

/** @param {Line} line @param {import("../state/templates.js").Language} language */
function code(line, language) {
  const missing = line.missing.includes(language);
  const stale = line.stale.includes(language);
  const says = missing ? t("template.language_missing") : stale ? t("template.stale.short") : "";
  return html`<span class="lg ${missing ? "no" : stale ? "old" : ""}" title=${says || nothing}
    >${language.toUpperCase()}${says ? html`<span class="vh">: ${says}</span>` : nothing}</span
  >`;
}

/** To make one. @param {boolean} may */
export const newButton = (may) =>
  may ? html`<a class="btn pri" href=${addressOf("new")}>${icon("plus")}${t("template.new")}</a>` : nothing;
