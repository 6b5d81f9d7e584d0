import { html, nothing } from "lit";
import { many } from "../state/words.js";
import { face, icon } from "./part.js";

/** @typedef {import("../state/views/list.js").RowView} RowView */

/** @param {RowView["snippet"]} snippet */
function words({ kind, prefix, text }) {
  if (kind === "draft") return html`<span class="draft">${prefix}</span> ${text}`;
  if (kind === "failed") return html`<span class="draft">${prefix}</span>`;
  return prefix ? `${prefix} ${text}` : text;
}

/** @param {RowView} row */
const badge = (row) =>
  html`${row.locked ? icon("lock") : nothing}
  ${row.unread ? html`<span class="pill" aria-hidden="true" title=${many("new_messages", row.unread)}>${row.unread > 98 ? "99+" : row.unread}</span>` : nothing}`;

/**
 * One conversation in the list; one of all rows can be tabbed to.
 *
 * @param {RowView} row
 * @param {boolean} tabbable
 */
export const rowOf = (row, tabbable) =>
  html`<li>
    <a
      class="it ${row.needs ? "need" : ""} ${row.closed ? "closed" : ""} ${row.selected ? "sel" : ""}"
      href=${row.href}
      data-id=${row.id}
      tabindex=${tabbable ? 0 : -1}
      aria-label=${row.label}
      aria-current=${row.selected ? "true" : nothing}
    >
      ${face(row, row.square ? "s36" : "s36 m44", row.square)}
      <span class="lines">
        <span class="l1"
          ><span class="who ell">${row.who}</span><time class="when" datetime=${row.at}>${row.when}</time></span
        >
        <span class="l2"><span class="subj" title=${row.subject}>${row.subject}</span>${badge(row)}</span>
        <span class="snip ell">${words(row.snippet)}</span>
      </span></a
    >
  </li>`;
