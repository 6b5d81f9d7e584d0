import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Kept } from "../app/storage.js";
import { due } from "../state/outbox.js";
import { reduce } from "../state/reduce.js";
import { bannerView } from "../state/views/shell.js";
import { threadView } from "../state/views/thread.js";
import { news, pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, conversation, NOON, said } from "./people.js";

before(speakDutch);

const pending = (cid, change = {}) => ({
  cid,
  conversation: 7,
  text: `tekst ${cid}`,
  at: NOON,
  state: "waiting",
  ...change,
});
const posted = (...all) => all.map((each) => ({ type: "posted", pending: each }));
const loaded = { type: "threadLoaded", conversation: 7, page: { messages: [said(1, AN)], head: 1 } };
const texts = (state) =>
  threadView(state, state.rows[7], state.me)
    .items.flatMap((item) => item.bubbles ?? [])
    .map((b) => [b.text, b.pending]);

test("what I send is drawn at once, and once when the answer comes", () => {
  const sent = pageOf(asAn, [conversation()], [loaded, ...posted(pending("a"))]);
  assert.deepEqual(texts(sent), [
    ["nummer 1", null],
    ["tekst a", "waiting"],
  ]);
  const answered = reduce(sent, { type: "sent", cid: "a", answer: { seq: 2, at: at(2) } });
  assert.deepEqual(texts(answered), [
    ["nummer 1", null],
    ["tekst a", null],
  ]);
  const echoed = reduce(
    answered,
    news("message.new", { ...said(2, AN, "tekst a"), cid: "a", needs_answer_since: null }),
  );
  assert.deepEqual(texts(echoed), texts(answered));
});

test("its own news may come before its answer", () => {
  const sent = pageOf(asAn, [conversation()], [loaded, ...posted(pending("a"))]);
  const echoed = reduce(sent, news("message.new", { ...said(2, AN, "tekst a"), cid: "a", needs_answer_since: null }));
  const answered = reduce(echoed, { type: "sent", cid: "a", answer: { seq: 2, at: at(2) } });
  assert.deepEqual(texts(answered), [
    ["nummer 1", null],
    ["tekst a", null],
  ]);
  assert.deepEqual(answered.outbox, []);
});

test("a refusal keeps the text, says why, and again leaves under the same cid", () => {
  const sent = pageOf(asAn, [conversation()], [loaded, ...posted(pending("a"))]);
  const refused = reduce(sent, { type: "refused", cid: "a", code: "conversation_closed" });
  const [, bubble] = threadView(refused, refused.rows[7], asAn).items.flatMap((item) => item.bubbles ?? []);
  assert.deepEqual([bubble.text, bubble.pending], ["tekst a", "failed"]);
  assert.match(bubble.why, /gesloten conversatie/);
  assert.deepEqual(reduce(refused, { type: "again", cid: "a" }).outbox, [pending("a")]);
  assert.deepEqual(reduce(refused, { type: "discard", cid: "a" }).outbox, []);
});

test("messages of one conversation leave one after the other, conversations beside each other", () => {
  const outbox = [pending("a"), pending("b"), pending("c", { conversation: 8 })];
  assert.deepEqual(
    due(outbox, new Set()).map(({ cid }) => cid),
    ["a", "c"],
  );
  assert.deepEqual(due(outbox, new Set(["a", "c"])), []);
  assert.deepEqual(
    due(outbox.slice(1), new Set(["c"])).map(({ cid }) => cid),
    ["b"],
  );
});

test("a refused message holds up nobody", () => {
  assert.deepEqual(
    due([pending("a", { state: "failed" }), pending("b")], new Set()).map(({ cid }) => cid),
    ["b"],
  );
});

test("without connection the banner counts what waits; back, it says what left", () => {
  const lost = [{ type: "phase", phase: { at: "waiting", until: NOON + 4_000 } }, { type: "cut" }];
  const away = pageOf(asEls, [conversation()], lost);
  assert.equal(bannerView(away).text, "Geen verbinding. Je kan blijven lezen en schrijven.");
  const waiting = posted(pending("a"), pending("b")).reduce(reduce, away);
  assert.equal(bannerView(waiting).text, "Geen verbinding. Je kan blijven lezen en schrijven, 2 berichten wachten.");
  assert.equal(bannerView(waiting).until, NOON + 4_000);
  const back = reduce(waiting, { type: "phase", phase: { at: "online" } });
  assert.equal(bannerView(back).text, "Weer verbonden. 2 berichten verzonden.");
  assert.equal(bannerView(reduce(back, { type: "settled" })), null);
});

test("a short hiccup is not worth a banner", () => {
  const blink = pageOf(asEls, [conversation()], [{ type: "phase", phase: { at: "waiting", until: NOON } }]);
  assert.equal(bannerView(blink), null);
  assert.equal(bannerView(reduce(reduce(blink, { type: "phase", phase: { at: "online" } }), { type: "cut" })), null);
});

/** A storage as browsers have them. */
function storage(full = false) {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => {
      if (full) throw new Error("quota");
      kept.set(key, text);
    },
    removeItem: (key) => kept.delete(key),
  };
}

test("a reload finds every word again: what waits, in order, and what was being written", () => {
  const device = storage();
  const kept = new Kept(asEls, device);
  kept.keepPending(pending("b", { at: NOON + 1 }));
  kept.keepPending(pending("a"));
  kept.keepDraft("7", "Ik zoek het tic");
  const { outbox, drafts } = new Kept(asEls, device).load();
  assert.deepEqual(
    outbox.map(({ cid }) => cid),
    ["a", "b"],
  );
  assert.deepEqual(drafts, { 7: "Ik zoek het tic" });
  kept.dropPending("a");
  kept.keepDraft("7", "");
  assert.deepEqual([kept.load().outbox.length, kept.load().drafts], [1, {}]);
});

test("another person on this device sees none of it", () => {
  const device = storage();
  new Kept(asEls, device).keepDraft("7", "van Els");
  assert.deepEqual(new Kept(asAn, device).load(), { outbox: [], drafts: {}, corrections: [] });
});

test("a full device keeps nothing, and breaks nothing", () => {
  const kept = new Kept(asEls, storage(true));
  kept.keepDraft("7", "tekst");
  assert.deepEqual(kept.load().drafts, {});
});
