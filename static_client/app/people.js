/**
 * Who works at the office, and who is invited to it or to a dossier.
 *
 * @type {import("./intents.js").Intents}
 */
export const PEOPLE = {
  colleagues: (page, { found }) => page.api.get("/staff").then(({ staff }) => found(staff), () => found(null)),
  people: (page, { t, d, done }) =>
    page.api.inSession("POST", `/commands/${t}`, d).then(
      () => done(null),
      (refused) => done(refused),
    ),
};
