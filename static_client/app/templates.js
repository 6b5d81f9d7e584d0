/**
 * Templates are asked for when somebody looks at them; nothing of them is kept in the state.
 *
 * @type {import("./intents.js").Intents}
 */
export const TEMPLATES = {
  templates: (page, { found }) => page.api.get("/templates").then(found, () => found(null)),
  template: (page, { id, found }) => page.api.get(`/templates/${id}`).then(found, () => found(null)),
  templateHistory: (page, { id, found }) =>
    page.api.get(`/templates/${id}/history`).then(found, () => found(null)),
  fill: (page, { wish, found }) =>
    page.api.inSession("POST", "/commands/template.fill", wish).then(
      (d) => found(d, null),
      (refused) => found(null, refused),
    ),
  checkText: (page, { kind, source, found }) =>
    page.api
      .dossiers("")
      .then(({ dossiers }) => page.api.inSession("POST", "/commands/template.fill", { kind, source, dossier: dossiers[0]?.id }))
      .then(found, () => found(null)),
  guard: (page, { ask }) => (page.guard = ask),
  manageTemplate: (page, { t, d, done }) =>
    page.api.inSession("POST", `/commands/template.${t}`, d).then(
      (saved) => done(saved, null),
      (refused) => done(null, refused),
    ),
};
