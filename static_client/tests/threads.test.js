import assert from "node:assert/strict";
import { test } from "node:test";
import { unloaded, withMessage, withPage } from "../state/threads.js";
import { AN, at, ELS, said } from "./people.js";

const run = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => said(from + i, i % 2 ? ELS : AN));
const seqs = (thread) => thread.messages.map((message) => message.seq);
const loaded = (from, to, head) => withPage(unloaded, { messages: run(from, to), head });

test("the last page knows that there is more above, and nothing below", () => {
  const thread = loaded(51, 100, 100);
  assert.deepEqual([thread.older, thread.newer, thread.status], [true, false, "ready"]);
});

test("an older page joins at the top, each number once", () => {
  const thread = withPage(loaded(51, 100, 100), { messages: run(1, 51), head: 100 });
  assert.deepEqual(
    seqs(thread),
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
  assert.equal(thread.older, false);
});

test("a page far away replaces what was there: a thread never has a hole", () => {
  const thread = withPage(loaded(1, 50, 200), { messages: run(151, 200), head: 200 });
  assert.deepEqual([thread.messages[0].seq, thread.older, thread.newer], [151, true, false]);
});

test("a new message joins at the end; after a gap it waits until the gap is fetched", () => {
  const thread = loaded(1, 3, 3);
  assert.deepEqual(seqs(withMessage(thread, said(4, ELS))), [1, 2, 3, 4]);
  const gap = withMessage(thread, said(6, ELS));
  assert.deepEqual([seqs(gap), gap.newer], [[1, 2, 3], true]);
  assert.deepEqual(seqs(withPage(gap, { messages: run(4, 6), head: 6 })), [1, 2, 3, 4, 5, 6]);
});

test("who reads the beginning of a long conversation is not thrown to its end", () => {
  const thread = loaded(1, 50, 200);
  assert.deepEqual(seqs(withMessage(thread, said(201, ELS))).at(-1), 50);
});

test("an empty page changes nothing but what is known of the ends", () => {
  const thread = withPage(loaded(1, 3, 3), { messages: [], head: 3 });
  assert.deepEqual([seqs(thread), thread.newer], [[1, 2, 3], false]);
});

test("marks of two pages are joined in order of time", () => {
  const mark = (read_upto, minutes) => ({ person: 11, delivered_upto: read_upto, read_upto, at: at(minutes) });
  const first = withPage(unloaded, { messages: run(5, 6), head: 6, marks: [mark(6, 9)] });
  const both = withPage(first, { messages: run(1, 4), head: 6, marks: [mark(2, 3), mark(6, 9)] });
  assert.deepEqual(
    both.marks.map((each) => each.read_upto),
    [2, 6],
  );
});
