import assert from "node:assert/strict";
import { before, test } from "node:test";
import { reduce } from "../state/reduce.js";
import { news, pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, conversation, ELS, said, SOFIE, TOM } from "./people.js";

before(speakDutch);

const row = (state) => state.rows[7];
const client = (change = {}) =>
  conversation({ seats: undefined, needs_answer: undefined, needs_answer_since: undefined, waiting: false, ...change });
const threaded = (...messages) => ({
  type: "threadLoaded",
  conversation: 7,
  page: { messages, head: messages.at(-1).seq },
});

test("a client's message makes the row bold for the whole office, and counts", () => {
  const state = pageOf(asAn, [conversation()], [news("message.new", { ...said(2, ELS), needs_answer_since: at(2) })]);
  assert.equal(row(state).needs_answer, true);
  assert.equal(row(state).unread, 1);
  assert.equal(state.counters.needs_answer, 1);
  assert.deepEqual([row(state).head, row(state).last.text, row(state).last_at], [2, "nummer 2", at(2)]);
});

test("reading changes nothing of the bold; a colleague's reply clears it for all, and clears no pill of mine", () => {
  const asked = pageOf(asAn, [conversation()], [news("message.new", { ...said(2, ELS), needs_answer_since: at(2) })]);
  const read = reduce(asked, { type: "seen", conversation: 7, delivered: 2, read: 2 });
  assert.deepEqual([row(read).needs_answer, row(read).unread], [true, 0]);
  const replied = reduce(asked, news("message.new", { ...said(3, SOFIE), needs_answer_since: null }));
  assert.deepEqual([row(replied).needs_answer, row(replied).unread, replied.counters.needs_answer], [false, 1, 0]);
});

test("geen antwoord nodig clears it without an answer", () => {
  const asked = pageOf(asAn, [conversation()], [news("message.new", { ...said(2, ELS), needs_answer_since: at(2) })]);
  const dismissed = reduce(asked, news("conversation.updated", { conversation: 7, needs_answer_since: null }));
  assert.deepEqual([row(dismissed).needs_answer, dismissed.counters.needs_answer], [false, 0]);
});

test("the same news twice is news once", () => {
  const event = news("message.new", { ...said(2, ELS), needs_answer_since: at(2) });
  const once = pageOf(asAn, [conversation()], [threaded(said(1, AN)), event]);
  const twice = reduce(once, event);
  assert.deepEqual(twice.rows, once.rows);
  assert.deepEqual(twice.counters, once.counters);
  assert.deepEqual(twice.threads, once.threads);
});

test("closing takes it out of open, with who and when; the counts follow", () => {
  const state = pageOf(asEls, [client()], [news("conversation.closed", { conversation: 7, at: at(5), by: AN })]);
  assert.deepEqual(row(state).closed, { at: at(5), by: AN });
  assert.deepEqual([state.counters.open, state.counters.closed], [0, 1]);
  assert.deepEqual(row(state).may, { close: false, reopen: false, send: true });
});

test("staff may reopen any conversation but not write in a closed one; a client reopens what he started", () => {
  const closing = news("conversation.closed", { conversation: 7, at: at(5), by: AN });
  assert.deepEqual(row(pageOf(asAn, [conversation()], [closing])).may, { close: false, reopen: true, send: false });
  assert.equal(row(pageOf(asEls, [client({ starter: ELS })], [closing])).may.reopen, true);
});

test("a client's message to a closed conversation reopens it", () => {
  const state = pageOf(
    asAn,
    [conversation()],
    [
      news("conversation.closed", { conversation: 7, at: at(5), by: AN }),
      news("message.new", { ...said(2, ELS), needs_answer_since: at(6), reopened: true }),
    ],
  );
  assert.equal(row(state).closed, null);
  assert.deepEqual([state.counters.open, state.counters.closed, state.counters.needs_answer], [1, 0, 1]);
});

test("what waits for a client: unread, or the office spoke last", () => {
  const asked = pageOf(asEls, [client()], [news("message.new", said(2, AN))]);
  assert.deepEqual([row(asked).waiting, asked.counters.waiting], [true, 1]);
  const read = reduce(asked, { type: "seen", conversation: 7, delivered: 2, read: 2 });
  assert.deepEqual([row(read).waiting, row(read).unread], [true, 0]);
  const answered = reduce(read, news("message.new", said(3, TOM)));
  assert.deepEqual([row(answered).waiting, answered.counters.waiting], [false, 0]);
});

test("the office expects nothing any more: read, it waits no longer; a next question waits again", () => {
  const told = news("conversation.updated", { conversation: 7, waiting: false });
  const unread = pageOf(asEls, [client()], [news("message.new", said(2, AN)), told]);
  assert.equal(row(unread).waiting, true);
  const read = reduce(unread, { type: "seen", conversation: 7, delivered: 2, read: 2 });
  assert.deepEqual([row(read).waiting, read.counters.waiting], [false, 0]);
  assert.equal(row(reduce(read, news("message.new", said(3, AN)))).waiting, true);
});

test("what the office said before this load is known: dismissed while unread, closed and reopened", () => {
  const dismissed = pageOf(asEls, [client({ head: 2, unread: 1, read_upto: 1, waiting: true, asked: false })]);
  const read = reduce(dismissed, { type: "seen", conversation: 7, delivered: 2, read: 2 });
  assert.deepEqual([row(read).waiting, read.counters.waiting], [false, -1]);
  const closed = pageOf(asEls, [client({ waiting: false, asked: true, closed: { at: at(5), by: AN } })]);
  const reopened = reduce(closed, news("conversation.reopened", { conversation: 7, at: at(6), by: AN }));
  assert.deepEqual([row(reopened).waiting, reopened.counters.waiting], [true, 1]);
});

test("the counter of unread counts conversations, and open ones only", () => {
  const two = [news("message.new", said(2, AN)), news("message.new", said(3, AN))];
  const state = pageOf(asEls, [client()], two);
  assert.equal(state.counters.unread, 1);
  assert.equal(reduce(state, news("conversation.closed", { conversation: 7, at: at(5), by: AN })).counters.unread, 0);
});

test("a conversation somebody else started is unread; my own on another device is not", () => {
  const told = (author) => ({
    conversation: conversation({
      id: 8,
      asked: author.side === "office",
      starter: author,
      last: { ...conversation().last, author, side: author.side },
    }),
    message: { ...said(1, author), conversation: 8 },
  });
  const theirs = pageOf(asEls, [], [news("conversation.started", told(AN))]);
  assert.deepEqual([theirs.rows[8].unread, theirs.rows[8].waiting, theirs.rows[8].may.close], [1, true, false]);
  const mine = pageOf(asEls, [], [news("conversation.started", told(ELS))]);
  assert.deepEqual([mine.rows[8].unread, mine.rows[8].waiting, mine.rows[8].may.close], [0, false, true]);
  assert.equal(mine.counters.open, 1);
});

test("what is no longer mine to see leaves without a trace", () => {
  const state = pageOf(
    asEls,
    [client({ unread: 2, waiting: true })],
    [news("conversation.removed", { conversation: 7 })],
  );
  assert.equal(row(state), undefined);
  assert.equal(state.counters.open, 0);
});

test("who loses full access keeps only his private conversations, and the others lose nothing", () => {
  const rows = [client(), client({ id: 8, audience: "one" })];
  const told = (person, profile) => news("access.changed", { dossier: 200, person, profile });
  const left = (...actions) => Object.keys(pageOf(asEls, rows, actions).rows);
  assert.deepEqual(left(told(ELS, "limited")), ["8"]);
  assert.deepEqual(left(told(ELS, null)), []);
  assert.deepEqual(left(told(TOM, null)), ["7", "8"]);
});

test("a reader's marks turn the ring into a tick and a bubble, and never go back", () => {
  const receipt = (delivered_upto, read_upto, minutes) =>
    news("receipt", { conversation: 7, person: ELS.id, delivered_upto, read_upto, at: at(minutes) });
  const state = pageOf(
    asAn,
    [conversation()],
    [threaded(said(1, AN)), receipt(1, 0, 2), receipt(1, 1, 3), receipt(1, 0, 2)],
  );
  const [els] = row(state).seats;
  assert.deepEqual([els.delivered_upto, els.read_upto, els.delivered_at, els.read_at], [1, 1, at(2), at(3)]);
  assert.deepEqual(
    state.threads[7].marks.map((mark) => mark.read_upto),
    [0, 1],
  );
});

test("a colleague's reading is not my receipt, and mine on another device clears my pill", () => {
  const unread = conversation({ head: 3, unread: 2 });
  const colleague = pageOf(
    asAn,
    [unread],
    [news("receipt", { conversation: 7, person: SOFIE.id, delivered_upto: 3, read_upto: 3, at: at(4) })],
  );
  assert.equal(row(colleague).unread, 2);
  const mine = pageOf(
    asAn,
    [unread],
    [news("receipt", { conversation: 7, person: AN.id, delivered_upto: 3, read_upto: 3, at: at(4) })],
  );
  assert.deepEqual([row(mine).unread, row(mine).read_upto], [0, 3]);
});

test("news nobody knows of is ignored", () => {
  const state = pageOf(asAn, [conversation()]);
  assert.deepEqual(reduce(state, news("something.later", { conversation: 7 })).rows, state.rows);
});

test("news that overtakes the page of history is still to be fetched", () => {
  const loading = { type: "threadLoading", conversation: 7 };
  const early = news("message.new", { ...said(2, AN), needs_answer_since: null });
  const state = pageOf(asAn, [conversation()], [loading, early, threaded(said(1, AN))]);
  assert.equal(state.threads[7].newer, true);
});
