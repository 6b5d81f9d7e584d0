import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readIn } from "../state/format.js";
import { reduce } from "../state/reduce.js";
import { composerView, headerView, panelView } from "../state/views/conversation.js";
import { threadView } from "../state/views/thread.js";
import { news, pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, conversation, ELS, said, seat, SOFIE, TOM } from "./people.js";

before(() => {
  speakDutch();
  readIn("Europe/Brussels");
});

const DAY = 24 * 60;
const loaded = (...messages) => ({
  type: "threadLoaded",
  conversation: 7,
  page: { messages, head: messages.at(-1).seq },
});
const view = (me, row, messages, address = "/communicatie/c/7") => {
  const state = pageOf(me, [row], [loaded(...messages)], address);
  return threadView(state, state.rows[7], me);
};
const drawn = ({ items }) =>
  items.map((item) => (item.kind === "day" ? item.text : [item.name, item.mine, item.bubbles.length]));

test("one author within five minutes is one group; a day has its line", () => {
  const talk = [
    said(1, AN, "a", -3 * DAY),
    said(2, AN, "b", -3 * DAY + 4),
    said(3, AN, "c", -3 * DAY + 10),
    said(4, ELS, "d", 1),
    said(5, ELS, "e", 2),
  ];
  assert.deepEqual(drawn(view(asAn, conversation({ head: 5, read_upto: 5 }), talk)), [
    "vrijdag 20 november",
    ["An Peeters", true, 2],
    ["An Peeters", true, 1],
    "vandaag",
    ["Els Goossens", false, 2],
  ]);
});

test("left is the other side, right is mine and my colleagues', whose name is said", () => {
  const { items } = view(asAn, conversation({ head: 3, read_upto: 3 }), [
    said(1, AN, "a", 1),
    said(2, SOFIE, "b", 2),
    said(3, ELS, "c", 3),
  ]);
  const groups = items.filter((item) => item.kind === "group");
  assert.deepEqual(
    groups.map((group) => [group.mine, group.shownName, group.role]),
    [
      [true, false, "collega"],
      [true, true, "collega"],
      [false, true, ""],
    ],
  );
  const [an] = view(asEls, conversation(), [said(1, AN)]).items.filter((item) => item.kind === "group");
  assert.deepEqual([an.mine, an.role], [false, "Kantoor Van Damme"]);
});

test("the line of new messages stands before the first one of the other side, and stays while reading", () => {
  const row = conversation({ head: 4, read_upto: 1, unread: 2 });
  const talk = [said(1, AN, "a", 1), said(2, AN, "b", 2), said(3, ELS, "c", 3), said(4, ELS, "d", 4)];
  const state = pageOf(asAn, [row], [loaded(...talk)], "/communicatie/c/7");
  const read = reduce(state, { type: "seen", conversation: 7, delivered: 4, read: 4 });
  for (const each of [state, read]) {
    assert.deepEqual(drawn(threadView(each, each.rows[7], asAn)), [
      "vandaag",
      ["An Peeters", true, 2],
      "2 nieuwe berichten",
      ["Els Goossens", false, 2],
    ]);
  }
  const left = reduce(read, { type: "routed", route: { ...read.route, name: "list", conversation: null } });
  assert.equal(left.line, null);
});

test("what comes in while one looks is not below a line of new messages", () => {
  const state = pageOf(
    asAn,
    [conversation()],
    [loaded(said(1, AN)), news("message.new", { ...said(2, ELS), needs_answer_since: at(2) })],
    "/communicatie/c/7",
  );
  assert.ok(!threadView(state, state.rows[7], asAn).items.some((item) => item.fresh));
});

test("new today says both in one line", () => {
  const row = conversation({ head: 2, read_upto: 1, unread: 1 });
  assert.ok(
    drawn(view(asAn, row, [said(1, AN, "a", -3 * DAY), said(2, ELS, "b", 1)])).includes("1 nieuw bericht · vandaag"),
  );
});

test("a closed conversation ends with who closed it, and when, in the reader's zone", () => {
  const row = conversation({ closed: { at: "2026-11-23T13:05:00Z", by: AN } });
  assert.equal(view(asAn, row, [said(1, AN)]).closed, "Gesloten door An Peeters op maandag 23 november 2026 om 14:05");
});

test("a deleted message leaves a tombstone without its words", () => {
  const gone = { ...said(1, ELS, ""), deleted_at: at(5) };
  const [, group] = view(asAn, conversation(), [gone]).items;
  assert.equal(group.bubbles[0].tombstone, "Els Goossens verwijderde dit bericht");
});

test("the header says who reads along; a private one says with whom", () => {
  const open = pageOf(asAn, [conversation()]);
  assert.deepEqual(
    [headerView(open, open.rows[7], asAn).readers, headerView(open, open.rows[7], asAn).locked],
    ["Alle gebruikers", false],
  );
  const hidden = pageOf(asAn, [conversation({ audience: "one", private_to: { id: ELS.id, name: ELS.name } })]);
  assert.deepEqual(
    [headerView(hidden, hidden.rows[7], asAn).readers, headerView(hidden, hidden.rows[7], asAn).locked],
    ["Privé met Els Goossens", true],
  );
  const readers = [ELS, TOM].map((person) => ({ ...person, title: "" }));
  const portal = reduce(pageOf(asEls, [conversation({ seats: undefined })]), {
    type: "details",
    conversation: 7,
    details: { readers, dossier: null, reminders: [] },
  });
  assert.equal(headerView(portal, portal.rows[7], asEls).readers, "Kantoor Van Damme, jij en Tom");
});

test("a client who did not start it is told in one line why he cannot end it", () => {
  const row = conversation({ may: { close: false, reopen: false, send: true } });
  const state = pageOf(asEls, [row]);
  assert.equal(headerView(state, row, asEls).whyNot, "Alleen het kantoor kan deze conversatie beëindigen.");
  const own = conversation({ starter: ELS });
  assert.equal(headerView(pageOf(asEls, [own]), own, asEls).whyNot, null);
});

test("a client's answer to a closed conversation is announced to reopen it; staff have no composer there", () => {
  const closed = { closed: { at: at(5), by: AN } };
  const theirs = conversation({ ...closed, may: { close: false, reopen: false, send: true } });
  assert.deepEqual(
    [
      composerView(pageOf(asEls, [theirs]), theirs, asEls).shown,
      composerView(pageOf(asEls, [theirs]), theirs, asEls).hint,
    ],
    [true, "Je antwoord heropent deze conversatie."],
  );
  const ours = conversation({ ...closed, may: { close: false, reopen: true, send: false } });
  assert.equal(composerView(pageOf(asAn, [ours]), ours, asAn).shown, false);
});

test("the dossier panel tells how the last message fares and which mail is planned", () => {
  const row = conversation({ seats: [seat(ELS, 1, 0)] });
  const reminders = [
    {
      person: { id: ELS.id, name: ELS.name },
      due_at: "2026-11-23T14:40:00Z",
      state: "planned",
      reason: null,
      changed_at: at(1),
    },
  ];
  const receipt = news("receipt", {
    conversation: 7,
    person: ELS.id,
    delivered_upto: 1,
    read_upto: 0,
    at: "2026-11-23T12:40:00Z",
  });
  const details = {
    type: "details",
    conversation: 7,
    details: { readers: [{ ...ELS, title: "Zaakvoerder" }], dossier: null, reminders, others: [] },
  };
  const state = pageOf(asAn, [conversation({ seats: [seat(ELS)] })], [loaded(said(1, AN)), receipt, details]);
  assert.deepEqual(panelView(state, state.rows[7] ?? row, asAn).last, [
    { icon: "tick", text: "Afgeleverd om 13:40" },
    { icon: "mail", text: "E-mail om 15:40 als het ongelezen blijft" },
  ]);
});

test("the panel tells of the mails about the last message, not of those about what has been read", () => {
  const row = conversation({ seats: [seat(ELS, 2, 2), seat(TOM, 1, 0)] });
  const mail = (person, state, changed_at) => ({ person, state, changed_at, due_at: changed_at, reason: null });
  const yesterday = "2026-11-22T17:48:00Z";
  const reminders = [mail(ELS, "sent", at(1)), mail(TOM, "sent", yesterday)];
  const state = {
    ...pageOf(asAn, [row], [loaded(said(1, AN), said(2, AN))]),
    details: { 7: { readers: [], dossier: null, reminders, others: [] } },
  };
  assert.deepEqual(
    panelView(state, state.rows[7] ?? row, asAn).last.filter(({ icon }) => icon === "mail"),
    [{ icon: "mail", text: "E-mail naar Tom verstuurd · gisteren 18:48" }],
  );
});
