import { html, nothing } from "lit";
import { listed, many, t } from "../state/words.js";
import "./menu.js";
import { face, icon } from "./part.js";

/**
 * @typedef {import("../state/views/conversation.js").HeaderView} HeaderView
 * @typedef {{panel: boolean | null, togglePanel: () => void, end: () => void, reopen: () => void, dismiss: () => void}} Acts
 */

/** @param {HeaderView} view @param {Acts} acts */
function items(view, acts) {
  const all = [
    view.mayDismiss && { label: t("no_answer_needed"), icon: "check", act: acts.dismiss },
    view.mayClose && { label: t("conversation.end"), icon: "archive", act: acts.end },
    view.mayReopen && { label: t("conversation.reopen"), icon: "rotate-ccw", act: acts.reopen },
    acts.panel !== null && { label: t("dossier"), icon: "panel-right", act: acts.togglePanel },
  ];
  return all.filter((item) => item !== false);
}

/** @param {HeaderView} view @param {Acts} acts */
const desktopActs = (view, acts) =>
  html` ${view.mayClose ? html`<button class="btn m-hide" @click=${acts.end}>${icon("archive")}${t("conversation.end")}</button>` : nothing}
    ${view.mayDismiss ? html`<span class="m-hide"><vinkje-menu label=${t("more_actions")} .face=${icon("ellipsis-vertical")} .items=${[{ label: t("no_answer_needed"), icon: "check", act: acts.dismiss }]}></vinkje-menu></span>` : nothing}
    <button
      class="icb m-hide ${acts.panel ? "on" : ""}"
      aria-label=${t("panel")}
      aria-pressed=${acts.panel ? "true" : "false"}
      @click=${acts.togglePanel}
    >
      ${icon("panel-right")}
    </button>`;

/** @param {HeaderView} view */
const under = (view) =>
  html`<div class="s ell">
    ${view.dossier ? html`<span class="ell ${view.portal ? "m-hide" : ""}">${view.dossier}</span><span class="m-hide" aria-hidden="true">·</span>` : nothing}
    <span class="row readers ${view.dossier && !view.portal && !view.locked ? "m-hide" : ""}"
      >${icon(view.locked ? "lock" : "eye")}<span class="ell"
        >${view.locked && view.portal ? `${t("private")}: ` : nothing}${view.readers}</span
      ></span
    >
  </div>`;

/** @param {HeaderView} view */
function looking({ looking: people }) {
  if (people.length === 0) return nothing;
  const text = many("presence.looking", people.length, { names: listed(people.map(({ name }) => name)) });
  return html`<span class="looking m-hide" role="img" aria-label=${text} title=${text}
    >${people.slice(0, 4).map((one) => face(one, "s24"))}${people.length > 4 ? html`<span class="muted">+${people.length - 4}</span>` : nothing}</span
  >`;
}

/** @param {HeaderView} view @param {Acts} acts */
export function headerOf(view, acts) {
  const entries = items(view, acts);
  const menu = entries.length > 0 || view.whyNot;
  return html`<header>
    <a class="icb back" href=${view.back} aria-label=${t("back.list")}>${icon("chevron-left", "s24")}</a>
    <div class="grow">
      <h2 class="t ell" id="onderwerp" title=${view.subject}>${view.subject}</h2>
      ${under(view)}
    </div>
    ${looking(view)} ${view.portal ? nothing : desktopActs(view, acts)}
    ${menu ? html`<vinkje-menu class=${view.portal ? "" : "d-hide"} look="icb lg" label=${t("more_actions")} .face=${icon("ellipsis-vertical", "s22")} .items=${entries} note=${view.whyNot ?? ""}></vinkje-menu>` : nothing}
  </header>`;
}
