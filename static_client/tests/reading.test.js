import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledged, atMost, onTheWire, raise } from "../state/marks.js";
import { inView, readUpto, unreadIn } from "../state/reading.js";
import { AN, ELS, said, SOFIE } from "./people.js";

const talk = [said(1, AN), said(2, ELS), said(3, ELS), said(4, SOFIE), said(5, ELS)];

test("a mark rises only over consecutive seen messages", () => {
  assert.equal(readUpto(1, talk, new Set([2]), "office"), 2);
  assert.equal(readUpto(1, talk, new Set([3]), "office"), 1);
  assert.equal(readUpto(1, talk, new Set([2, 5]), "office"), 2);
  assert.equal(readUpto(1, talk, new Set([2, 3]), "office"), 4);
  assert.equal(readUpto(1, talk, new Set([2, 3, 5]), "office"), 5);
});

test("my own side's messages need not be seen, nor deleted ones", () => {
  assert.equal(readUpto(0, talk, new Set(), "client"), 0);
  assert.equal(readUpto(0, talk, new Set([1]), "client"), 3);
  assert.equal(readUpto(1, [talk[1], { ...talk[2], deleted_at: "x" }], new Set([2]), "office"), 3);
});

test("what is not loaded was not seen", () => {
  assert.equal(readUpto(0, talk.slice(2), new Set([3, 5]), "office"), 0);
});

test("nothing new, nothing to tell", () => {
  assert.equal(readUpto(5, talk, new Set([5]), "office"), 5);
  assert.equal(unreadIn(2, talk, "office"), 2);
});

test("seen is half of it visible, or it fills half the view", () => {
  assert.ok(inView({ part: 0.5, ofView: 0.1 }));
  assert.ok(inView({ part: 0.2, ofView: 0.5 }));
  assert.ok(!inView({ part: 0.49, ofView: 0.49 }));
});

test("marks only rise, and read implies delivered", () => {
  const marks = raise(raise({}, 7, 5, 3), 7, 4, 2);
  assert.deepEqual(marks, { 7: [5, 3] });
  assert.deepEqual(raise({}, 7, 0, 4), { 7: [4, 4] });
});

test("a mark is told until exactly it is acknowledged", () => {
  const told = { 7: [5, 3], 8: [1, 1] };
  const risen = raise(told, 7, 6, 6);
  assert.deepEqual(acknowledged(risen, told), { 7: [6, 6] });
  assert.deepEqual(acknowledged(told, told), {});
});

test("at most so many at once, as the command has them", () => {
  const marks = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [i, [i, i]]));
  assert.deepEqual(onTheWire(atMost(marks, 2)), [
    [0, 0, 0],
    [1, 1, 1],
  ]);
});
