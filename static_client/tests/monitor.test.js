import assert from "node:assert/strict";
import { test } from "node:test";
import * as monitor from "../state/monitor.js";
import { address, parse } from "../state/routes.js";

const row = (id, more = {}) => ({ id, name: `D${id}`, needs_answer: 0, ...more });
const page = (ids, more = {}) => ({ rows: ids.map((id) => row(id)), next: null, count: 3, total: 9, ...more });
const loaded = () =>
  monitor.changed(monitor.changed(monitor.blank, { loading: "q=x" }), { page: page([3, 1, 2]), query: "q=x" });

test("a row that changes stays where it is", () => {
  const after = monitor.changed(loaded(), { told: [row(2, { needs_answer: 5 }), row(8)] });
  assert.deepEqual(
    after.rows.map(({ id, needs_answer }) => [id, needs_answer]),
    [
      [3, 0],
      [1, 0],
      [2, 5],
    ],
  );
});

test("a later page goes below, without repeating a row, and keeps the count", () => {
  const first = monitor.changed(monitor.blank, { page: page([1, 2], { next: "n" }), query: "" });
  const both = monitor.changed(first, { page: page([2, 3], { count: null, total: null }), query: "", more: true });
  assert.deepEqual([both.rows.map(({ id }) => id), both.count, both.total, both.next], [[1, 2, 3], 3, 9, null]);
});

test("an answer to another question is dropped", () => {
  assert.equal(monitor.changed(loaded(), { page: page([7]), query: "q=y" }).rows.length, 3);
});

test("everything but some, or only some", () => {
  const only = monitor.tick(monitor.nothingTicked, [3, 1], true);
  assert.deepEqual([monitor.isTicked(only, 3), monitor.isTicked(only, 2), monitor.tickedCount(only, 38)], [true, false, 2]);
  const all = monitor.tick({ all: true, ids: [] }, [3, 1], false);
  assert.deepEqual([monitor.isTicked(all, 3), monitor.isTicked(all, 2), monitor.tickedCount(all, 38)], [false, true, 36]);
  assert.deepEqual(monitor.tick(all, [3], true), { all: true, ids: [1] });
});

test("what is ticked is told to the server as a filter but for some, or as ids", () => {
  const query = "vat_rhythm=monthly&needs_answer=true&sort=last_at&descending=true";
  const filter = { vat_rhythm: "monthly", needs_answer: true };
  const state = { ...monitor.blank, query };
  assert.deepEqual(monitor.selectionOf(state), { filter });
  assert.deepEqual(monitor.selectionOf({ ...state, ticked: { all: true, ids: [7] } }), { filter, except: [7] });
  assert.deepEqual(monitor.selectionOf({ ...state, ticked: { all: false, ids: [7] } }), { only: [7] });
});

test("another order keeps what is ticked, another filter does not", () => {
  const ticked = { all: true, ids: [1] };
  const state = monitor.changed(loaded(), { ticked });
  assert.deepEqual(monitor.changed(state, { loading: "q=x&sort=number" }).ticked, ticked);
  assert.deepEqual(monitor.changed(state, { loading: "q=xy" }).ticked, monitor.nothingTicked);
});

test("filters and order are in the address", () => {
  let query = monitor.toggled("", "language", "nl");
  query = monitor.toggled(query, "language", "fr");
  assert.equal(query, "language=nl,fr");
  assert.equal(monitor.toggled(query, "language", "nl"), "language=fr");
  assert.equal(monitor.sorted(query, "last_at"), "language=nl,fr&sort=last_at&descending=true");
  assert.equal(monitor.sorted(monitor.sorted("", "last_at"), "last_at"), "sort=last_at");
  assert.deepEqual(monitor.asked("q=a&colour=red&sort=number"), { q: "a", sort: "number" });
  const route = parse(`/klanten?${query}`);
  assert.deepEqual([route.name, route.query, address(route)], ["monitor", query, `/klanten?${query}`]);
});

test("a dossier has an overview of its own, and a selection starts from an address", () => {
  const route = parse("/klanten/42/communicatie?weergave=kantoor");
  assert.deepEqual([route.name, route.place.dossier, route.place.view], ["dossier", 42, "office"]);
  assert.equal(address(route), "/klanten/42/communicatie?weergave=kantoor");
  const start = parse("/klanten/start?selection=%7B%7D");
  assert.deepEqual([start.name, address(start)], ["start", "/klanten/start?selection=%7B%7D"]);
});
