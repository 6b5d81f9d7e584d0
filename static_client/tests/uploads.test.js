import assert from "node:assert/strict";
import { test } from "node:test";
import { initial } from "../state/state.js";
import { blank, fieldsOf, missing } from "../state/starting.js";
import { reduce } from "../state/reduce.js";
import { announced, complete, LIMITS, ready, reason, underway } from "../state/uploads.js";
import { chipView, fileView, named } from "../state/views/files.js";
import { bytes } from "../state/format.js";
import { speakDutch } from "./page.js";

speakDutch();

const INVOICE = { id: 9, name: "Factuur.pdf", size: 214_000, type: "application/pdf", width: 595, height: 842 };
const file = (name, size = 100) => ({ name, size });
const page = (...actions) => actions.reduce(reduce, initial(0, "/communicatie"));
const added = (place, ...files) => ({ type: "filesAdded", place, files });

test("limits are told before a byte leaves", () => {
  const fate = (size, others = 0) => announced("k", file("a.pdf", size), LIMITS, others).why;
  assert.equal(fate(25 * 1024 ** 2), "");
  assert.equal(fate(25 * 1024 ** 2 + 1), "attachment.too_large");
  assert.equal(fate(0), "attachment.empty");
  assert.equal(fate(1, 10), "attachment.too_many");
  const chip = chipView(announced("k", file("a.pdf", 10 ** 9), LIMITS, 0), LIMITS);
  assert.equal(chip.failure, "Te groot, max. 25 MB");
  assert.equal(chip.again, false);
});

test("files are kept by the place they are for, and leave with their message", () => {
  const [one, two] = [announced("1", file("a"), LIMITS, 0), announced("2", file("b"), LIMITS, 1)];
  const both = page(added("7", one), added("7", two), added("start", announced("3", file("c"), LIMITS, 0)));
  assert.equal(both.uploads["7"].length, 2);
  const sending = reduce(both, { type: "fileChanged", key: "2", change: { state: "sending", sent: 50 } });
  assert.ok(underway(sending.uploads["7"]));
  const change = { state: "ready", attachment: INVOICE };
  const done = ["1", "2"].reduce((now, key) => reduce(now, { type: "fileChanged", key, change }), sending);
  assert.ok(ready(done.uploads["7"]) && !underway(done.uploads["7"]));
  assert.deepEqual(complete(done.uploads["7"]), [INVOICE, INVOICE]);
  const left = reduce(done, { type: "filesDropped", place: "7", keys: ["1", "2"] });
  assert.deepEqual(Object.keys(left.uploads), ["start"]);
});

test("a conversation starts with its files, and not before they are there", () => {
  const form = { ...blank, dossier: { id: 1, name: "D" }, audience: "all", subject: "S", text: "", cid: "c" };
  const upload = announced("1", file("a.pdf"), LIMITS, 0);
  assert.deepEqual(missing(form, "client", [upload]), { files: "start.error.files_coming" });
  assert.deepEqual(missing(form, "client", [{ ...upload, state: "failed" }]), { files: "start.error.files_failed" });
  const there = [{ ...upload, state: "ready", attachment: INVOICE }];
  assert.deepEqual(missing(form, "client", there), {});
  assert.deepEqual(fieldsOf(form, "client", there).attachments, [9]);
  assert.equal("attachments" in fieldsOf(form, "client"), false);
});

test("a long name keeps its end", () => {
  assert.deepEqual(named("Meubelhuis-Aerts-2026-1187.pdf"), {
    start: "Meubelhuis-Aerts-2026",
    end: "-1187.pdf",
    label: "PDF",
    kind: "pdf",
  });
  assert.equal(named("a").end, "a");
  assert.equal(named("👩‍👩‍👧.png").kind, "picture");
  assert.equal(named("zonder").label, "BEST");
});

test("a picture's room is known before it is there", () => {
  const photo = { ...INVOICE, name: "IMG.jpg", type: "image/jpeg", width: 4000, height: 3000 };
  assert.deepEqual(fileView(photo).picture, { src: "/api/v1/attachments/9/preview?size=small", width: 300, height: 225 });
  assert.equal(fileView(INVOICE).picture, null);
  assert.equal(fileView(INVOICE).large, "/api/v1/attachments/9/preview");
  assert.equal(fileView({ ...INVOICE, width: null, height: null }).large, null);
});

test("sizes and refusals are in a person's words", () => {
  assert.equal(bytes(214_000), "214 kB");
  assert.equal(bytes(1_250_000), "1,3 MB");
  assert.equal(reason({ code: "attachment_rejected", field: "content" }), "attachment.infected");
  assert.equal(reason({ code: "limit_exceeded", field: "size" }), "attachment.full");
  assert.equal(reason({ code: "unreachable" }), "attachment.failed");
});
