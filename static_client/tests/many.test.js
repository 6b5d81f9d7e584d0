import assert from "node:assert/strict";
import { test } from "node:test";
import { asDraft, blank, isEdited, isOfNow, missing, parts, quarter, restored, secondsLeft, wishOf, wrongIn } from "../state/many.js";
import { reduce } from "../state/reduce.js";
import { address, parse } from "../state/routes.js";
import { initial } from "../state/state.js";

const NL = { subject: "BTW %period%", text: "Dag" };
const seen = /** @type {any} */ ({ languages: { nl: 27, fr: 7 }, faults: {}, count: 34, total: 36 });
const period = /** @type {any} */ ({ name: "period", form: "period", given: true });
const form = { ...blank, audience: /** @type {const} */ ("all"), selection: '{"filter":{}}', texts: { nl: NL } };
const bulk = { bulk: 9, state: /** @type {const} */ ("leaving"), reason: "", total: 8, started: 1, failed: 0, skipped: 1, created_at: "2026-11-23T12:00:00.000Z", leaves_at: "2026-11-23T12:01:00.000Z" };
const AT = Date.parse(bulk.leaves_at);

test("a draft comes back for the same selection, not for another", () => {
  const kept = asDraft({ ...form, frozen: [1, 2] });
  assert.deepEqual(restored(kept, form.selection).frozen, [1, 2]);
  assert.equal(restored(kept, '{"only":[3]}').frozen, null);
  assert.equal(asDraft(blank), "");
  assert.deepEqual(restored("no json", "x"), { ...blank, selection: "x" });
});

test("what was seen when the dialog opened is what is asked", () => {
  assert.deepEqual(wishOf(form).selection, { filter: {} });
  assert.deepEqual(wishOf({ ...form, frozen: [1, 2] }).selection, { only: [1, 2] });
  assert.deepEqual(wishOf({ ...form, selection: "{" }).selection, { only: [] });
});

test("a language nobody began gets another's words; one that was begun needs both parts", () => {
  assert.deepEqual(missing(form, seen), {});
  const begun = { ...form, texts: { nl: NL, fr: { subject: "TVA", text: "" } } };
  assert.deepEqual(missing(begun, seen), { "text.fr": "start.error.text" });
  assert.deepEqual(wrongIn(begun, seen, missing(begun, seen)), ["fr"]);
  assert.deepEqual(Object.keys(missing({ ...blank }, seen)), ["audience", "subject.nl", "text.nl", "subject.fr", "text.fr"]);
});

test("what only the sender knows has to be said", () => {
  const asking = { ...form, variables: [period] };
  assert.deepEqual(missing(asking, seen), { "value.period": "variable.value" });
  assert.deepEqual(missing({ ...asking, values: { period: "2026-11" } }, seen), {});
});

test("a template replaces its own words unasked, and somebody's only when told", () => {
  assert.equal(isEdited({ ...form, prepared: { nl: NL } }), false);
  assert.equal(isEdited(form), true);
  assert.equal(isEdited(blank), false);
});

test("progress is told in quarters, and counted from news", () => {
  assert.deepEqual(parts(bulk), { started: 12.5, failed: 0, skipped: 12.5, done: 2, left: 6 });
  assert.equal(quarter(undefined, bulk), 25);
  assert.equal(quarter(bulk, { ...bulk, started: 2 }), 0);
  assert.equal(quarter(bulk, { ...bulk, started: 7 }), 100);
  const state = reduce(initial(0, "/klanten"), { type: "news", events: [{ t: "bulk.progress", d: bulk }] });
  assert.deepEqual(state.bulks, { 9: bulk });
});

test("it can be undone while it waits, and is of now for a while after", () => {
  assert.equal(secondsLeft({ ...bulk, state: "waiting" }, AT - 12_300), 13);
  assert.equal(secondsLeft(bulk, AT - 12_300), 0);
  assert.equal(isOfNow({ ...bulk, state: "done" }, AT + 60_000), true);
  assert.equal(isOfNow({ ...bulk, state: "done" }, AT + 3_600_000), false);
});

test("a sending has an address of its own", () => {
  const route = parse("/klanten/verzending/9");
  assert.deepEqual([route.name, route.bulk], ["sending", 9]);
  assert.equal(address(route), "/klanten/verzending/9");
});
