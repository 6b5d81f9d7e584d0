import { Refused } from "../live/frames.js";
import { lastOwn } from "../state/corrections.js";
import { address } from "../state/routes.js";
import { MANY } from "./many.js";
import { complete } from "../state/uploads.js";
import { TEMPLATES } from "./templates.js";
import { PEOPLE } from "./people.js";

/**
 * What the user can ask for, by name: elements tell, this table does.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {Record<string, (page: Page, d: any) => any>} Intents
 */

/** @param {Page} page @param {string} t @param {number} conversation */
const command = (page, t, conversation) =>
  page.user?.live.call(t, { conversation }).catch(() => page.user?.opener.details(conversation));

/** @param {Page} page @param {{key: string, text: string}} d */
function draft(page, { key, text }) {
  page.user?.kept.keepDraft(key, text);
  page.store.dispatch({ type: "draft", key, text });
}

/** @param {Page} page @param {{conversation: number, text: string}} d */
function send(page, { conversation, text }) {
  const key = String(conversation);
  draft(page, { key, text: "" });
  page.user?.sender.post(conversation, text, complete(page.store.state.uploads[key] ?? []));
  page.user?.uploader.sent(key);
  page.user?.presence.stopped(conversation);
}

/** @param {Page} page @param {any} d new words for a message; the same ones change nothing */
function correct(page, { conversation, seq, version, text }) {
  const message = page.store.state.threads[conversation]?.messages.find((one) => one.seq === seq);
  if (message?.text === text) return page.store.dispatch({ type: "leaveEdit" });
  page.user?.corrector.correct({ conversation, seq, version, text, deletes: false });
}

/** @param {Page} page @param {{conversation: number, seq: number}} d */
function remove(page, { conversation, seq }) {
  page.user?.corrector.correct({ conversation, seq, version: 0, text: "", deletes: true });
}

/** @param {Page} page @param {{conversation: number}} d */
function editLast(page, { conversation }) {
  const { me, threads, rows } = page.store.state;
  const message = me && lastOwn(threads[conversation]?.messages ?? [], me.person.id);
  if (message && !rows[conversation]?.closed) page.store.dispatch({ type: "edit", conversation, seq: message.seq });
}

/** @param {Page} page @param {any} d starts a conversation and opens it; `done` hears of a refusal */
async function start(page, { fields, done }) {
  try {
    const { conversation } = await page.user?.live.call("conversation.start", fields);
    done(null);
    page.user?.uploader.sent("start");
    const { route } = page.store.state;
    page.go(address({ ...route, name: "conversation", conversation, seq: null }), { replace: true });
  } catch (refused) {
    done(refused instanceof Refused ? refused : new Refused({ code: "internal", message: "" }));
  }
}

/** @param {Page} page @param {{theme: "light" | "dark" | null}} d none: the device's */
function theme(page, { theme }) {
  if (theme) localStorage.setItem("vinkje theme", theme);
  else localStorage.removeItem("vinkje theme");
  dispatchEvent(new Event("vinkje-theme"));
  page.store.dispatch({ type: "tick", now: Date.now() });
}

/** @param {Page} page @param {any} d */
async function switchOffice(page, { office, dossier }) {
  await page.api.switchOffice(office);
  location.assign(dossier ? `/communicatie?dossier=${dossier}` : "/communicatie");
}

/** @param {Page} page */
async function signOut(page) {
  page.user?.live.stop();
  await page.api.signOut().catch(() => null);
  location.assign("/aanmelden");
}

/** @type {Intents} */
export const INTENTS = {
  ...MANY,
  ...PEOPLE,
  signIn: (page, d) => page.signIn(d),
  signOut,
  forgotten: (page, { email, done }) => page.api.forgotten(email).then(() => done(null), done),
  whoseLink: (page, { link, found }) => page.api.owner(link).then(found, () => found(null)),
  choosePassword: (page, d) => page.choosePassword(d),
  language: (page, { language }) => page.speak(language),
  theme,
  switchOffice,
  go: (page, { to }) => page.go(to),
  search: (page, { q }) => page.user?.sync.list({ q }),
  moreRows: (page) => page.user?.sync.list({ more: true, quiet: true }),
  retryList: (page) => (page.user?.live.greeted ? page.user.sync.list() : page.user?.sync.start()),
  older: (page, { conversation }) => page.user?.opener.older(conversation),
  newer: (page, { conversation }) => page.user?.opener.newer(conversation),
  latest: (page, { conversation }) => page.user?.opener.latest(conversation),
  retryConversation: (page) => page.user?.show(),
  looked: (page, { conversation, seq }) => page.user?.reader.looked(conversation, seq),
  send,
  again: (page, { cid }) => page.user?.sender.again(cid),
  discard: (page, { cid }) => page.user?.sender.discard(cid),
  draft,
  edit: (page, { conversation, seq }) => page.store.dispatch({ type: "edit", conversation, seq }),
  editLast,
  leaveEdit: (page) => page.store.dispatch({ type: "leaveEdit" }),
  correct,
  delete: remove,
  leaveCorrection: (page, of) => page.user?.corrector.discard(of),
  copy: (_, { text }) => navigator.clipboard?.writeText(text),
  saidBefore: (page, { conversation, seq, found }) =>
    page.user?.live.call("message.history", { conversation, seq }).then(found, () => found(null)),
  files: (page, { place, files, target }) => page.user?.uploader.add(place, files, target),
  filesFor: (page, { place, target }) => page.user?.uploader.aim(place, target),
  fileAgain: (page, { key }) => page.user?.uploader.again(key),
  fileRemove: (page, { place, key }) => page.user?.uploader.remove(place, key),
  start,
  leaveStart: (page) =>
    page.go(history.state?.from ?? address({ ...page.store.state.route, name: "list" }), { replace: true }),
  monitor: (page, { query, replace }) => page.go(query ? `/klanten?${query}` : "/klanten", { replace }),
  monitorShown: (page, { index, ids }) => page.user?.monitor.more(index, ids),
  monitorRetry: (page) => page.user?.monitor.again(),
  ticked: (page, { ticked }) => page.store.dispatch({ type: "monitor", change: { ticked } }),
  export: (page, { done }) => page.user?.monitor.export().then(() => done(true), () => done(false)),
  saveView: (page, { view, done }) => page.user?.monitor.save(view).then(() => done(true), () => done(false)),
  dropView: (page, { id }) => page.user?.monitor.drop(id).catch(() => page.user?.monitor.sides()),
  viewUp: (page, { id }) => page.user?.monitor.up(id).catch(() => page.user?.monitor.sides()),
  updateDossier: (page, { fields, done }) =>
    page.user?.live.call("dossier.update", fields).then(
      () => done(null),
      (refused) => done(refused instanceof Refused ? refused : new Refused({ code: "internal", message: "" })),
    ),
  dossierRow: (page, { id, found }) =>
    page.api.get("/monitor/rows", { ids: id }).then(
      ({ rows }) => found(rows[0] ?? null),
      () => found(null),
    ),
  choices: (page, { found }) => page.api.get("/monitor/choices").then(found, () => found(null)),
  close: (page, { conversation }) => command(page, "conversation.close", conversation),
  reopen: (page, { conversation }) => command(page, "conversation.reopen", conversation),
  noAnswer: (page, { conversation }) => command(page, "conversation.no_answer_needed", conversation),
  tryNow: (page) => page.user?.live.tryNow(),
  reloadPage: () => location.reload(),
  find: (page, { q, found }) =>
    Promise.all([page.api.search(q), page.api.dossiers(q.slice(0, 200))]).then(
      ([{ conversations }, { dossiers }]) => found({ conversations, dossiers }),
      () => found(null),
    ),
  findDossiers: (page, { q, found }) =>
    page.api.dossiers(q).then(
      ({ dossiers }) => found(dossiers),
      () => found(null),
    ),
  ...TEMPLATES,
  dossier: (page, { id, found }) => page.api.dossier(id).then(found, () => found(null)),
};
