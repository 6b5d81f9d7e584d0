import assert from "node:assert/strict";
import { test } from "node:test";
import { address, officeOf, parse } from "../state/routes.js";

test("a link in a mail lands on a message of a conversation", () => {
  const route = parse("/communicatie/c/8863464857293995#m12");
  assert.deepEqual([route.name, route.conversation, route.seq], ["conversation", 8863464857293995, 12]);
});

test("it also says which office it is about", () => {
  const link = "/communicatie/c/8863464857293995#m12&kantoor=4711";
  assert.deepEqual([parse(link).seq, officeOf(link), officeOf("/communicatie#kantoor=4711")], [12, 4711, 4711]);
  assert.equal(officeOf("/communicatie/c/8863464857293995#m12"), null);
});

test("the list keeps its filter in the address", () => {
  const { place } = parse("/communicatie?status=gesloten&weergave=kantoor&dossier=5");
  assert.deepEqual(place, { status: "closed", view: "office", dossier: 5 });
});

test("what makes no sense is the plain list", () => {
  for (const odd of [
    "/",
    "/communicatie?status=weg",
    "/communicatie/c/abc",
    "/communicatie/c/1/2",
    "/communicatie?dossier=-1",
  ]) {
    const { name, conversation, place } = parse(odd);
    assert.deepEqual([name, conversation, place], ["list", null, { status: "open", view: null, dossier: null }]);
  }
});

test("every address reads back as it was written", () => {
  for (const status of ["open", "closed", "all"])
    for (const view of [null, "office", "client", "mine", "private"])
      for (const dossier of [null, 3])
        for (const [name, conversation, seq] of [
          ["list", null, null],
          ["start", null, null],
          ["conversation", 9, null],
          ["conversation", 9, 4],
        ]) {
          const route = { name, place: { status, view, dossier }, conversation, seq };
          assert.deepEqual(parse(address(route)), route);
        }
});
