import assert from "node:assert/strict";
import { test } from "node:test";
import { filledIn, isDirty, isHalf, opened, sorted, textsOf, written, wrongIn } from "../state/editing.js";
import { parse, address } from "../state/routes.js";
import { blank, fieldsOf, missing } from "../state/starting.js";
import { asked, differences, fixed, index, known, periods, tokens, used } from "../state/templates.js";
import { speakDutch } from "./page.js";

speakDutch();
const VAT = [
  { name: "first_name", form: "text", given: false },
  { name: "period", form: "period", given: true },
  { name: "deadline", form: "date", given: true },
];
const fault = (at, length, name, nearest) => ({ at, length, name, nearest, problem: "unknown" });
const page = (texts, more = {}) => ({
  template: { id: 6, standard: true, kind: "vat", name: "Btw", version: 1, stale: [], ...more },
  texts,
});
const NL = { subject: "Btw", text: "Dag" };

test("variables and faults stand out where they are", () => {
  const told = tokens("Dag %first_name%, %deadine%!", ["first_name"], [fault(18, 9, "deadine", "deadline")]);
  assert.deepEqual(told.filter(({ text }) => text), [
    { text: "Dag ", look: "" },
    { text: "%first_name%", look: "var" },
    { text: ", ", look: "" },
    { text: "%deadine%", look: "bad" },
    { text: "!", look: "" },
  ]);
});

test("positions count code points, also after emoji", () => {
  assert.equal(index("🧾🧾 %x%", 3), 5);
  assert.equal(fixed("👩‍💼 %perod%", fault(4, 7, "perod", "period")), "👩‍💼 %period%");
});

test("what the sender has to say follows from the text", () => {
  assert.deepEqual(asked("%period% %first_name%", VAT, []).map(({ name }) => name), ["period"]);
  assert.deepEqual(asked("%first_name%", VAT, ["first_name"]).map(({ name }) => name), ["first_name"]);
  assert.deepEqual(used("21% %a% %a% %b% %"), ["a", "b"]);
  assert.deepEqual(known({ period: "2026-11", supplier: "Aerts", deadline: "" }, VAT), { period: "2026-11" });
});

test("a start from a template waits for its values and sends them along", () => {
  const form = { ...blank, dossier: { id: 7, name: "B" }, audience: "all", subject: "%period%", text: "Dag", template: 6, variables: VAT };
  assert.deepEqual(missing(form, "office"), { "value.period": "variable.value" });
  const full = { ...form, values: { period: "2026-11", supplier: "left from another type" } };
  assert.deepEqual(missing(full, "office"), {});
  assert.deepEqual(fieldsOf(full, "office").values, { period: "2026-11" });
  assert.equal("template" in fieldsOf({ ...full, template: null }, "office"), false);
});

test("months and quarters around now", () => {
  const { months, quarters } = periods(Date.UTC(2026, 0, 15));
  assert.deepEqual(months, ["2026-03", "2026-02", "2026-01", "2025-12", "2025-11", "2025-10", "2025-09"]);
  assert.deepEqual(quarters.slice(0, 3), ["2026-Q2", "2026-Q1", "2025-Q4"]);
});

test("the difference says what went and what came", () => {
  const { before, after } = differences("Graag voor vrijdag.", "Graag tegen vrijdag.");
  assert.deepEqual(before.filter(({ look }) => look), [{ text: "voor ", look: "bad" }]);
  assert.deepEqual(after.filter(({ look }) => look), [{ text: "tegen ", look: "var" }]);
});

test("a draft knows what is filled in, half done, wrong and changed", () => {
  const before = opened(page({ nl: NL, fr: NL }));
  assert.equal(isDirty(before, opened(page({ nl: NL, fr: NL }))), false);
  const draft = written(before, "de", { subject: "MwSt." });
  assert.deepEqual([filledIn(draft), isHalf(draft, "de"), isDirty(draft, before)], [["nl", "fr", "de"], true, true]);
  const faults = sorted([{ language: "fr", part: "text", fault: fault(0, 3, "x", null) }]);
  assert.deepEqual(wrongIn(draft, faults), ["fr", "de"]);
  assert.deepEqual(textsOf(written(draft, "de", { subject: "" })), { nl: NL, fr: NL });
});

test("settings have addresses of their own", () => {
  for (const [path, template] of [["", null], ["/6", 6], ["/nieuw", "new"]]) {
    const route = parse(`/instellingen/communicatie${path}`);
    assert.deepEqual([route.name, route.template], ["settings", template]);
    assert.equal(address(route), `/instellingen/communicatie${path}`);
  }
});
