import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Corrector } from "../app/corrector.js";
import { Kept } from "../app/storage.js";
import { Refused } from "../live/frames.js";
import { reduce } from "../state/reduce.js";
import { Store } from "../state/store.js";
import { composerView } from "../state/views/conversation.js";
import { threadView } from "../state/views/thread.js";
import { news, pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, conversation, ELS, NOON, said } from "./people.js";

before(speakDutch);

const loaded = (...messages) => ({
  type: "threadLoaded",
  conversation: 7,
  page: { messages, head: messages.length },
});
const bubbles = (state) => threadView(state, state.rows[7], state.me).items.flatMap((item) => item.bubbles ?? []);
const fix = (change = {}) => ({
  conversation: 7,
  seq: 1,
  version: 1,
  text: "anders",
  deletes: false,
  at: NOON + 120_000,
  state: "waiting",
  ...change,
});
const tombstone = (message, more = {}) => ({ ...message, text: "", version: 2, deleted_at: at(9), ...more });

test("an edit is drawn at once, and stays when the answer and its news come in any order", () => {
  const told = news("message.edited", { ...said(1, AN, "anders"), version: 2, edited_at: at(2) });
  const answered = { type: "corrected", correction: fix(), answer: { version: 2, at: at(2) } };
  const waiting = pageOf(asAn, [conversation()], [loaded(said(1, AN)), { type: "correct", correction: fix() }]);
  assert.deepEqual([bubbles(waiting)[0].text, bubbles(waiting)[0].pending], ["anders", "waiting"]);
  for (const order of [
    [told, answered],
    [answered, told],
  ]) {
    const [bubble] = bubbles(order.reduce(reduce, waiting));
    assert.deepEqual([bubble.text, bubble.pending, bubble.edited], ["anders", null, "Bewerkt: 12:02"]);
  }
});

test("what is changed again before the answer builds on that answer", () => {
  const twice = pageOf(asAn, [conversation()], [
    loaded(said(1, AN)),
    { type: "correct", correction: fix() },
    { type: "correct", correction: fix({ text: "nog anders" }) },
    { type: "corrected", correction: fix(), answer: { version: 2, at: at(2) } },
  ]);
  assert.deepEqual(twice.corrections, [fix({ text: "nog anders", version: 2 })]);
  assert.equal(bubbles(twice)[0].text, "nog anders");
});

test("an older telling of a message changes nothing", () => {
  const late = { ...said(1, AN, "tweede"), version: 2, edited_at: at(2) };
  const state = pageOf(asAn, [conversation()], [loaded(tombstone(said(1, AN), { version: 3 })), news("message.edited", late)]);
  assert.equal(bubbles(state)[0].text, "");
  assert.match(bubbles(state)[0].tombstone, /^Je verwijderde dit bericht om/);
});

test("what is taken back is no longer unread, and asks nothing", () => {
  const unread = conversation({ unread: 1, read_upto: 0, asked: true, waiting: true, seats: undefined });
  const state = pageOf(asEls, [unread], [loaded(said(1, AN)), news("message.deleted", tombstone(said(1, AN), { asked: false }))]);
  const { unread: left, asked, waiting, last } = state.rows[7];
  assert.deepEqual([left, asked, waiting, last.deleted, last.text], [0, false, false, true, ""]);
  assert.equal(bubbles(state)[0].tombstone, "An Peeters verwijderde dit bericht");
  assert.equal(bubbles(state)[0].told, false, "what it said is the office's");
});

test("staff hear what they owe again", () => {
  const state = pageOf(asAn, [conversation({ head: 2 })], [
    news("message.deleted", tombstone(said(2, AN), { needs_answer_since: at(1) })),
  ]);
  assert.deepEqual([state.rows[7].needs_answer, state.rows[7].needs_answer_since], [true, at(1)]);
});

test("news read back of what was taken back counts for nothing", () => {
  const row = conversation({ asked: false, waiting: false, seats: undefined });
  const state = pageOf(asEls, [row], [news("message.new", tombstone(said(2, AN)))]);
  const { head, unread, asked, waiting } = state.rows[7];
  assert.deepEqual([head, unread, asked, waiting], [2, 0, false, false]);
});

test("only what is mine and stands can be changed; in a closed conversation only taken back", () => {
  const messages = [said(1, AN), said(2, ELS), tombstone(said(3, AN))];
  const may = (row) => bubbles(pageOf(asAn, [row], [loaded(...messages)])).map((one) => [one.own, one.editable]);
  assert.deepEqual(may(conversation({ head: 3 })), [[true, true], [false, false], [false, false]]); // prettier-ignore
  const closed = conversation({ head: 3, closed: { at: at(5), by: AN } });
  assert.deepEqual(may(closed)[0], [true, false]);
});

test("the composer holds the message that is changed, until it is left, sent or gone", () => {
  const state = pageOf(asAn, [conversation()], [loaded(said(1, AN)), { type: "edit", conversation: 7, seq: 1 }]);
  const view = (now) => composerView(now, now.rows[7], now.me).editing;
  assert.deepEqual(view(state), { seq: 1, version: 1, text: "nummer 1", title: "Bericht van 12:01 bewerken", read: false });
  assert.equal(view(reduce(state, { type: "leaveEdit" })), null);
  assert.equal(view(reduce(state, { type: "correct", correction: fix() })), null);
  assert.equal(view(reduce(state, news("message.deleted", tombstone(said(1, AN))))), null);
});

function device() {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key),
  };
}

/** A page on this device whose calls are answered by hand. */
function corrector(storage) {
  const store = new Store(pageOf(asAn, [conversation()], [loaded(said(1, AN))]));
  const kept = new Kept(asAn, storage);
  store.dispatch({ type: "kept", ...kept.load() });
  const calls = [];
  const call = (t, d) => new Promise((resolve, reject) => calls.push({ t, d, resolve, reject }));
  return { store, calls, works: new Corrector(store, { call }, kept) };
}

test("an edit survives a reload, and leaves again as it was", async () => {
  const storage = device();
  const first = corrector(storage);
  first.works.correct({ conversation: 7, seq: 1, version: 1, text: "anders", deletes: false });
  const again = corrector(storage);
  again.works.pump();
  const wish = { conversation: 7, seq: 1, version: 1, text: "anders" };
  assert.deepEqual([first.calls[0].d, again.calls[0].d], [wish, wish]);
  again.calls[0].resolve({ ...wish, version: 2, at: at(2) });
  await new Promise(setImmediate);
  assert.deepEqual(again.store.state.corrections, []);
  assert.deepEqual(corrector(storage).store.state.corrections, []);
});

test("what the server refuses is said at its message", async () => {
  const { store, calls, works } = corrector(device());
  works.correct({ conversation: 7, seq: 1, version: 1, text: "anders", deletes: false });
  calls[0].reject(new Refused({ code: "version_conflict", message: "" }));
  await new Promise(setImmediate);
  const [bubble] = bubbles(store.state);
  assert.deepEqual([bubble.text, bubble.pending, bubble.correcting], ["nummer 1", "failed", "edit"]);
  assert.match(bubble.why, /intussen veranderd/);
  works.discard({ conversation: 7, seq: 1 });
  assert.equal(bubbles(store.state)[0].pending, null);
});
