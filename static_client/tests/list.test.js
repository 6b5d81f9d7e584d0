import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readIn } from "../state/format.js";
import { held } from "../state/holding.js";
import { listed, queryOf } from "../state/lists.js";
import { reduce } from "../state/reduce.js";
import { fieldsOf, missing, restored, asDraft, blank } from "../state/starting.js";
import { listView } from "../state/views/list.js";
import { news, pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, BAKERY, conversation, ELS, said } from "./people.js";

before(() => {
  speakDutch();
  readIn("Europe/Brussels");
});

const rowsOf = (state) => listView(state, state.me).rows;
const of = (id, minutes, change = {}) => conversation({ id, last_at: at(minutes), ...change });
const ids = (rows) => rows.map((row) => row.id);

test("newest activity first, and a new message lifts its conversation", () => {
  const state = pageOf(asAn, [of(7, 1), of(8, 5)]);
  assert.deepEqual(ids(rowsOf(state)), [8, 7]);
  const lifted = reduce(state, news("message.new", { ...said(2, ELS, "hier", 9), needs_answer_since: at(9) }));
  assert.deepEqual(ids(rowsOf(lifted)), [7, 8]);
});

test("a closed conversation leaves Open live and stands in Gesloten, in italics and in words", () => {
  const closing = news("conversation.closed", { conversation: 7, at: at(9), by: AN });
  assert.deepEqual(rowsOf(pageOf(asAn, [of(7, 1)], [closing])), []);
  const [row] = rowsOf(pageOf(asAn, [of(7, 1)], [closing], "/communicatie?status=alle"));
  assert.deepEqual([row.closed, row.snippet.text], [true, "Gesloten op 23 november"]);
  assert.match(row.label, /Gesloten/);
});

test("a row says in words what weight and colour say", () => {
  const state = pageOf(asAn, [of(7, 1, { needs_answer: true, unread: 1, audience: "one" })]);
  assert.equal(
    rowsOf(state)[0].label,
    "Bakkerij De Gouden Krol BV, Meubelhuis Aerts: beroepsmatige uitgave?, Wacht op kantoor, 1 nieuw, Privé, 12:01",
  );
});

test("the snippet: who spoke, my draft in its place, and a failure above all", () => {
  const els = {
    ...conversation().last,
    author: { id: ELS.id, name: ELS.name },
    side: "client",
    text: "Ja, voor de zaal",
  };
  const state = pageOf(asAn, [of(7, 1, { last: els })]);
  assert.deepEqual(rowsOf(state)[0].snippet, { kind: "text", prefix: "Els:", text: "Ja, voor de zaal" });
  const drafted = reduce(state, { type: "draft", key: "7", text: "Dag El" });
  assert.deepEqual(rowsOf(drafted)[0].snippet, { kind: "draft", prefix: "Concept:", text: "Dag El" });
  const failed = reduce(drafted, {
    type: "posted",
    pending: { cid: "a", conversation: 7, text: "x", at: 0, state: "failed" },
  });
  assert.equal(rowsOf(failed)[0].snippet.kind, "failed");
});

test("the portal names people, not dossiers, and me as Jij", () => {
  const rows = rowsOf(pageOf(asEls, [of(7, 1, { waiting: true }), of(8, 2, { starter: ELS })]));
  assert.deepEqual(
    rows.map((row) => [row.who, row.square, row.needs]),
    [
      ["Jij", false, false],
      ["An Peeters", false, true],
    ],
  );
});

test("a view keeps only what belongs to it, as it changes", () => {
  const waiting = of(7, 1, { needs_answer: true });
  const state = pageOf(asAn, [waiting], [], "/communicatie?weergave=kantoor");
  assert.deepEqual(ids(rowsOf(state)), [7]);
  const answered = reduce(state, news("message.new", { ...said(2, AN), needs_answer_since: null }));
  assert.deepEqual(rowsOf(answered), []);
});

test("with more pages to come, only what lies above the last one is shown", () => {
  const rows = Object.fromEntries([of(1, 9), of(2, 8), of(3, 2)].map((row) => [row.id, row]));
  const list = {
    place: { status: "open", view: null, dossier: null },
    q: "",
    ids: [1, 2],
    next: "more",
    status: "ready",
  };
  assert.deepEqual(ids(listed(list, rows)), [1, 2]);
  assert.deepEqual(ids(listed({ ...list, next: null }, rows)), [1, 2, 3]);
});

test("what was searched for is what the server found", () => {
  const rows = { 1: of(1, 9), 2: of(2, 8) };
  const list = {
    place: { status: "open", view: null, dossier: null },
    q: "kast",
    ids: [2],
    next: null,
    status: "ready",
  };
  assert.deepEqual(ids(listed(list, rows)), [2]);
  assert.deepEqual(queryOf({ status: "all", view: "mine", dossier: 5 }, " kast "), {
    status: "all",
    dossier: 5,
    q: "kast",
    mine: 1,
  });
});

test("nothing here: alles beantwoord, nothing found, or the first time", () => {
  assert.equal(listView(pageOf(asAn, []), asAn).emptiness.title, "Alles beantwoord");
  assert.equal(listView(pageOf(asEls, []), asEls).emptiness.text, "Stel hier je eerste vraag aan Kantoor Van Damme.");
  const searched = { ...pageOf(asAn, []) };
  searched.list = { ...searched.list, q: "kast" };
  const view = listView(searched, asAn);
  assert.deepEqual(
    [view.nothing, view.emptiness.title, view.emptiness.everywhere],
    ["notFound", "Niets gevonden voor “kast”", "/communicatie?status=alle"],
  );
});

test("no row moves under a hand: what would move waits, what left is gone", () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((id) => ({ id }));
  assert.deepEqual(held([c, a, b], null), { rows: [c, a, b], waiting: 0 });
  assert.deepEqual(held([c, a, b], [1, 2, 3]), { rows: [a, b, c], waiting: 1 });
  assert.deepEqual(held([d, a, b], [1, 2, 3]), { rows: [a, b], waiting: 1 });
  assert.deepEqual(held([a, b, c, d], [1, 2, 3]), { rows: [a, b, c, d], waiting: 0 });
  assert.deepEqual(held([b], [1, 2, 3]), { rows: [b], waiting: 0 });
});

test("starting asks for a dossier, a reader, a subject and a message", () => {
  assert.deepEqual(Object.keys(missing(blank, "office")), ["dossier", "audience", "subject", "text"]);
  const form = { ...blank, dossier: BAKERY, audience: "one", subject: " Vraag ", text: " Dag Els ", cid: "c" };
  assert.deepEqual(Object.keys(missing(form, "office")), ["user"]);
  assert.deepEqual(missing(form, "client"), {});
  assert.deepEqual(fieldsOf({ ...form, user: 11 }, "office"), {
    cid: "c",
    dossier: 200,
    audience: "one",
    user: 11,
    subject: "Vraag",
    text: "Dag Els",
  });
  assert.deepEqual(fieldsOf(form, "client"), {
    cid: "c",
    dossier: 200,
    audience: "one",
    subject: "Vraag",
    text: "Dag Els",
  });
});

test("what was filled in survives a reload, with its cid", () => {
  const form = { ...blank, subject: "Vraag", cid: "c" };
  assert.deepEqual(restored(asDraft(form)), form);
  assert.equal(asDraft({ ...blank, cid: "c" }), "");
  assert.deepEqual(restored("{oops"), blank);
});
