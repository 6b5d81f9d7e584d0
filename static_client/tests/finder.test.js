import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { finderView } from "../state/views/finder.js";
import { speak } from "../state/words.js";

speak("nl", JSON.parse(readFileSync(new URL("../locales/nl.json", import.meta.url), "utf8")));

const hit = { seq: 3, author: { name: "Els Goossens" }, at: "2026-11-23T13:40:05.120Z", snippet: ["De ", "factuur", "."] };
/** @type {any} */
const found = { id: 7, subject: ["Meubelhuis Aerts"], dossier: { name: "De Gouden Krol" }, closed: false, hits: [hit] };

test("a message leads to itself, a subject to its conversation, a closed one to where it stands", () => {
  const closed = { ...found, id: 8, subject: ["", "Factuur", " 118"], closed: true, hits: [] };
  const groups = finderView("fac", { conversations: [found, closed], dossiers: [] });
  assert.deepEqual(
    groups.map(({ label, choices }) => [label, choices.map(({ href }) => href)]),
    [
      ["Conversaties", ["/communicatie/c/8?status=alle"]],
      ["Berichten", ["/communicatie/c/7#m3"]],
    ],
  );
});

test("with nothing typed there is what can be done, and of that what fits the words", () => {
  assert.deepEqual(finderView("", null).map(({ label }) => label), ["Acties"]);
  assert.deepEqual(
    finderView("klanten", null).flatMap(({ choices }) => choices.map(({ href }) => href)),
    ["/klanten"],
  );
  assert.deepEqual(finderView("x".repeat(2000), { conversations: [], dossiers: [] }), []);
});
