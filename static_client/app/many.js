import { Refused } from "../live/frames.js";

/** @param {unknown} refused */
const asRefused = (refused) => (refused instanceof Refused ? refused : new Refused({ code: "internal", message: "" }));

/** @param {import("./page.js").Page} page @param {string} t @param {object} d */
const post = (page, t, d) => page.api.inSession("POST", `/commands/${t}`, d);

/**
 * Asking many at once, and following it.
 *
 * @type {import("./intents.js").Intents}
 */
export const MANY = {
  outlook: (page, { wish, found }) =>
    post(page, "bulk.preview", wish).then((seen) => found(seen, null), (refused) => found(null, asRefused(refused))),
  askMany: (page, { wish, done }) =>
    post(page, "bulk.start", wish).then(
      ({ bulk }) => {
        done(null);
        page.go(`/klanten/verzending/${bulk}`, { replace: true });
      },
      (refused) => done(asRefused(refused)),
    ),
  undoMany: (page, { bulk, done }) => post(page, "bulk.cancel", { bulk }).then(() => done(null), done),
  retryMany: (page, { bulk }) => post(page, "bulk.retry", { bulk }).catch(() => null),
  outcome: (page, { bulk, after, found }) =>
    page.api.get(`/bulks/${bulk}/dossiers`, { after, limit: 50 }).then((told) => {
      page.store.dispatch({ type: "bulks", bulks: [told.bulk] });
      found(told);
    }, () => found(null)),
  leaveSending: (page) => page.go(history.state?.from ?? "/klanten", { replace: true }),
};
