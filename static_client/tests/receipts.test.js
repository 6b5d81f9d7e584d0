import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readIn } from "../state/format.js";
import { receiptOf } from "../state/receipts.js";
import { receiptView } from "../state/views/receipt.js";
import { pageOf, speakDutch } from "./page.js";
import { AN, asAn, asEls, at, conversation, ELS, said, seat, SOFIE, TOM } from "./people.js";

before(() => {
  speakDutch();
  readIn("Europe/Brussels");
});

const shape = (seats, message = said(4, AN)) => receiptOf(message, conversation({ seats }), [], asAn).shape;

test("ring, then tick, then the initials of who read it", () => {
  assert.equal(shape([seat(ELS, 3, 3), seat(TOM, 3, 3)]), "sent");
  assert.equal(shape([seat(ELS, 4, 3), seat(TOM, 0, 0)]), "delivered");
  assert.equal(shape([seat(ELS, 4, 4), seat(TOM, 4, 0)]), "read");
});

test("a colleague's message has the same receipt as my own", () => {
  assert.equal(shape([seat(ELS, 4, 4)], said(4, SOFIE)), "read");
});

test("who joined later is not asked about what came before him", () => {
  const receipt = receiptOf(said(4, AN), conversation({ seats: [seat(ELS, 4, 4), seat(TOM, 9, 9, 6)] }), [], asAn);
  assert.deepEqual(
    receipt.read.map(({ name }) => name),
    ["Els Goossens"],
  );
  assert.deepEqual(receipt.waiting, []);
});

test("each reader has the time at which his mark rose over this message", () => {
  const marks = [
    { person: ELS.id, delivered_upto: 4, read_upto: 2, at: at(20) },
    { person: ELS.id, delivered_upto: 6, read_upto: 5, at: at(30) },
    { person: ELS.id, delivered_upto: 9, read_upto: 9, at: at(40) },
  ];
  const row = conversation({ seats: [seat(ELS, 9, 9)] });
  assert.equal(receiptOf(said(4, AN), row, marks, asAn).read[0].at, at(30));
  assert.equal(receiptOf(said(2, AN), row, marks, asAn).read[0].at, at(20));
});

test("a client sees Delivered on his own messages, and nothing on any other", () => {
  const own = receiptOf(said(4, ELS), conversation({ seats: undefined }), [], asEls);
  assert.equal(own.shape, "delivered");
  assert.deepEqual([...own.read, ...own.delivered, ...own.waiting], []);
  assert.equal(receiptOf(said(4, TOM), conversation(), [], asEls), null);
  assert.equal(receiptOf(said(4, AN), conversation(), [], asEls), null);
});

test("the other side's messages and deleted ones have no receipt", () => {
  assert.equal(receiptOf(said(4, ELS), conversation(), [], asAn), null);
  assert.equal(receiptOf({ ...said(4, AN), deleted_at: at(9) }, conversation(), [], asAn), null);
});

test("the bubbles are named in words, first reader first", () => {
  const row = conversation({ seats: [seat(ELS, 4, 4), seat(TOM, 4, 4)] });
  const marks = [
    { person: TOM.id, delivered_upto: 4, read_upto: 4, at: at(5) },
    { person: ELS.id, delivered_upto: 4, read_upto: 4, at: at(6) },
  ];
  const thread = { messages: [said(4, AN)], older: false, newer: false, marks, status: "ready" };
  const state = { ...pageOf(asAn, [row]), threads: { 7: thread } };
  const view = receiptView(state, row, said(4, AN), asAn);
  assert.equal(view.name, "Gelezen door Tom Goossens en Els Goossens");
  assert.deepEqual(
    view.faces.map((face) => face.initials),
    ["TG", "EG"],
  );
});

test("four readers are shown, of five and more three and how many", () => {
  const readers = (n) => Array.from({ length: n }, (_, i) => seat({ id: 50 + i, name: `Lezer Nr${i}` }, 4, 4));
  const view = (n) => {
    const row = conversation({ seats: readers(n) });
    return receiptView(pageOf(asAn, [row]), row, said(4, AN), asAn);
  };
  assert.deepEqual([view(4).faces.length, view(4).more], [4, 0]);
  assert.deepEqual([view(7).faces.length, view(7).more], [3, 4]);
  assert.match(view(7).name, /en 4 anderen$/);
});

test("the popover says who not yet, and the mail he will get", () => {
  const row = conversation({ seats: [seat(ELS, 4, 4), seat(TOM, 4, 0)] });
  const reminders = [
    {
      person: { id: TOM.id, name: TOM.name },
      due_at: "2026-11-23T14:40:00Z",
      state: "planned",
      reason: null,
      changed_at: at(1),
    },
  ];
  const state = { ...pageOf(asAn, [row]), details: { 7: { readers: [], dossier: null, reminders, others: [] } } };
  const view = receiptView(state, row, said(4, AN), asAn);
  assert.deepEqual(
    view.groups.map((group) => group.title),
    ["Gelezen", "Afgeleverd, nog niet gelezen"],
  );
  assert.equal(view.groups[1].people[0].mail, "e-mail 15:40");
});
