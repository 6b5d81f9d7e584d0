import { html, nothing } from "lit";
import { colour, firstName, initials } from "../state/names.js";
import { fullAccess } from "../state/starting.js";
import { listed, t } from "../state/words.js";
import { face, icon } from "./part.js";

/**
 * @typedef {import("../state/starting.js").Form} Form
 * @typedef {import("../live/frames.js").ClientUser} ClientUser
 * @typedef {{form: Form, clients: ClientUser[] | null, errors: Record<string, string>, me: import("../live/frames.js").Me,
 *   set: (change: Partial<Form>) => void}} Given
 */

/**
 * @param {{value: "all" | "one", name: string, help: string, end: unknown, disabled?: boolean}} choice
 * @param {Given} given
 */
const radio = ({ value, name, help, end, disabled = false }, { form, set, me, errors }) =>
  html` <label class="rad ${me.side === "client" ? "big" : ""}">
    <input
      type="radio"
      name="audience"
      .checked=${form.audience === value}
      ?disabled=${disabled}
      @change=${() => set({ audience: value, user: null })}
      aria-describedby=${errors["audience"] ? "audience-fout" : nothing}
    />
    <span class="grow"><b>${name}</b><small>${help}</small></span
    >${end}</label
  >`;

/** @param {ClientUser[]} people */
const faces = (people) =>
  html`<span class="row faces"
    >${people.slice(0, 4).map(({ id, name }) => face({ initials: initials(name), colour: colour(id) }, "s28"))}</span
  >`;

/** @param {Given} given */
function forOffice(given) {
  const all = fullAccess(given.clients ?? []);
  const nobody = given.clients !== null && all.length === 0;
  const help = nobody
    ? t("start.nobody_full")
    : all.length
      ? listed(all.map(({ name }) => name))
      : t("audience.all.help");
  return html`<div class="radios">
      ${radio({ value: "all", name: t("audience.all"), help, end: nothing, disabled: nobody }, given)}
      ${radio({ value: "one", name: t("audience.one"), help: t("start.one.help"), end: icon("lock") }, given)}
    </div>
    ${given.form.audience === "one" ? named(given) : nothing}`;
}

/** @param {Given} given */
function named({ clients, form, errors, set }) {
  if (!form.dossier) return html`<p class="help">${t("start.first_dossier")}</p>`;
  return html`<div class="who" role="radiogroup" aria-label=${t("start.reader")}>
      ${(clients ?? []).map(
        ({ id, name, title, profile }) =>
          html`<label class="rad person">
            <input type="radio" name="user" .checked=${form.user === id} @change=${() => set({ user: id })} />
            ${face({ initials: initials(name), colour: colour(id) }, "s28")}
            <span class="grow"
              ><b>${name}</b
              ><small>${[title, profile === "limited" ? t("limited") : ""].filter(Boolean).join(" · ")}</small></span
            ></label
          >`,
      )}
    </div>
    <p class="error" id="user-fout">${errors["user"] ?? ""}</p>`;
}

/** @param {Given} given */
function forClient(given) {
  const { form, me, clients } = given;
  const profile = me.dossiers.find((dossier) => dossier.id === form.dossier?.id)?.profile;
  const all = fullAccess(clients ?? []);
  const others = all.filter(({ id }) => id !== me.person.id).map(({ name }) => firstName(name));
  const help = others.length
    ? t("audience.colleagues.help", { names: listed([...others, t("you.lower")]) })
    : t("audience.colleagues.none");
  return html`<div class="radios stacked">
    ${profile === "limited" ? nothing : radio({ value: "all", name: t("audience.colleagues"), help, end: faces(all) }, given)}
    ${radio({ value: "one", name: t("audience.only_me"), help: t("audience.only_me.help"), end: icon("lock", "s20") }, given)}
  </div>`;
}

/** Who will read along: a choice one has to make. @param {Given} given */
export const audienceOf = (given) =>
  html`<fieldset>
    <legend class="lab">${t("audience")}</legend>
    ${given.me.side === "office" ? forOffice(given) : forClient(given)}
    <p class="error" id="audience-fout">${given.errors["audience"] ?? ""}</p>
  </fieldset>`;
