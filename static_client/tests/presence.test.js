import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ownState, whereOf } from "../state/presence.js";
import { reduce } from "../state/reduce.js";
import { parse } from "../state/routes.js";
import { boardView, dotOf, lookers, typingText } from "../state/views/presence.js";
import { shellView } from "../state/views/shell.js";
import { news, pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, conversation, ELS, NOON, SOFIE, TOM } from "./people.js";

before(speakDutch);

const there = (person, state = "online", more = {}) => ({ person, state, since: at(-5), typing: false, device: "web", ...more });
const bakery = { dossier: { number: "1001", id: 200, name: "Bakkerij De Gouden Krol BV" } };
const online = { type: "phase", phase: { at: "online" } };
const told = (...people) => [online, news("presence.sync", { people })];
const within = (...people) => ({ conversation: 7, people });

test("the board says who is there, where, and since when", () => {
  const talk = { ...bakery, conversation: { id: 7, subject: "Factuur" } };
  const state = pageOf(asAn, [], told(there(SOFIE), there(AN, "away"), there(ELS, "online", { where: talk, device: "mobile" })));
  const { office, clients, tiles, live, status } = boardView(state);
  assert.deepEqual([live, status], [true, "Live"]);
  assert.deepEqual(office.rows.map(({ name, sub }) => [name, sub]), [
    ["Sofie Claes", "Online sinds 11:55"],
    ["An Peeters", "Afwezig sinds 11:55"],
  ]);
  const [els] = clients.rows;
  assert.deepEqual([els.sub, els.where, els.device, els.since], ["Bakkerij De Gouden Krol", "Factuur", { icon: "smartphone", label: "Mobiel" }, "11:55"]);
  assert.deepEqual([office.count, clients.count], ["1 online van 2", "1 online"]);
  assert.deepEqual(tiles[0], { label: "Online", count: "2", under: "1 medewerker, 1 klant" });
});

test("of whom nothing is known it says when he was last seen, and nothing it does not know", () => {
  const unknown = { person: SOFIE, state: "unknown", since: "2026-11-22T17:12:00.000Z" };
  const state = pageOf(asAn, [], told(unknown, { person: ELS, state: "unknown", since: null }));
  const { office, clients } = boardView(state);
  assert.deepEqual([office.rows[0].sub, clients.rows[0].sub], ["Gisteren 18:12 gezien", "Onbekend"]);
});

test("without a connection nobody is online, and the board says since when it knows nothing", () => {
  const state = pageOf(asAn, [], [...told(there(SOFIE)), { type: "phase", phase: { at: "connecting" } }]);
  const { live, status, office } = boardView(state);
  assert.deepEqual([live, status, office.rows[0].state, office.rows[0].sub], [false, "Laatste update 12:00", "unknown", "Vandaag 12:00 gezien"]);
  assert.equal(dotOf(state, SOFIE.id, asAn), null);
});

test("whoever is not named in a new account of everybody is unknown", () => {
  const state = pageOf(asAn, [], [...told(there(SOFIE), there(ELS)), news("presence.sync", { people: [there(ELS)] })]);
  assert.deepEqual([state.presence.people[SOFIE.id].state, state.presence.people[ELS.id].state], ["unknown", "online"]);
});

test("support staff read a number where others read a name", () => {
  const state = pageOf({ ...asAn, role: "support" }, [], told(there(ELS, "online", { where: { dossier: { number: "1001" } } })));
  assert.equal(boardView(state).clients.rows[0].where, "Dossier 1001");
  assert.deepEqual([boardView(state).tiles[1].label, boardView(state).tiles[1].count], ["In een dossier", "1"]);
  const shell = shellView(state, { ...asAn, role: "support" });
  assert.deepEqual([shell.main, shell.board, shell.views], [null, true, []]);
});

test("above the composer: a colleague who also replies, a client who types, never oneself", () => {
  const typing = (...people) => pageOf(asAn, [conversation()], [news("typing", within(...people))]);
  assert.equal(typingText(typing(AN), 7, asAn), "");
  assert.equal(typingText(typing(AN, SOFIE), 7, asAn), "Sofie Claes schrijft ook een antwoord");
  assert.equal(typingText(typing(ELS), 7, asAn), "Els Goossens is aan het typen");
  assert.equal(typingText(typing(ELS, TOM), 7, asAn), "Els en Tom zijn aan het typen");
  assert.equal(typingText(typing(ELS, SOFIE), 7, asAn), "Sofie Claes schrijft ook een antwoord · Els Goossens is aan het typen");
  assert.equal(typingText(typing(), 7, asAn), "");
});

test("who looks along are colleagues, not oneself", () => {
  const state = pageOf(asAn, [conversation()], [news("looking", within(AN, SOFIE, ELS))]);
  assert.deepEqual(lookers(state, 7, asAn).map(({ name }) => name), ["Sofie Claes"]);
});

test("a client's page shows nobody's presence", () => {
  const state = pageOf(asEls, [], told(there(AN)));
  assert.equal(dotOf(state, AN.id, asEls), null);
  assert.deepEqual([shellView(state, asEls).presence, shellView(state, asEls).board], [null, false]);
});

test("typing counts nothing as news of a conversation", () => {
  const before = pageOf(asAn, [conversation()], []);
  const after = reduce(before, news("typing", within(ELS)));
  assert.deepEqual([after.rows, after.counters], [before.rows, before.counters]);
});

test("one is online before a page one looks at; a short glance elsewhere is no absence", () => {
  const page = { visible: true, hiddenAt: 0, activeAt: NOON };
  assert.equal(ownState(page, NOON + 299_000), "online");
  assert.equal(ownState(page, NOON + 300_000), "away");
  const hidden = { visible: false, hiddenAt: NOON, activeAt: NOON };
  assert.equal(ownState(hidden, NOON + 4_900), "online");
  assert.equal(ownState(hidden, NOON + 5_000), "away");
});

test("where one is follows the address", () => {
  assert.deepEqual(whereOf(parse("/communicatie/c/7"), asAn), { conversation: 7 });
  assert.deepEqual(whereOf(parse("/communicatie?dossier=200"), asAn), { dossier: 200 });
  assert.deepEqual(whereOf(parse("/communicatie"), asEls), { dossier: 200 });
  assert.equal(whereOf(parse("/aanwezigheid"), asAn), null);
});
