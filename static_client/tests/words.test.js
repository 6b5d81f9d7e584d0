import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, known, listed, many, speak, t } from "../state/words.js";
import { speakDutch, words } from "./page.js";

const root = new URL("../", import.meta.url);
const FOLDERS = ["app", "elements", "state"];
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .filter((file) => file.endsWith(".js"))
    .map((file) => readFileSync(new URL(`${folder}/${file}`, root), "utf8")),
);

const found = (pattern) => new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1])));
const dutch = words("nl");

test("every word the page asks for is there", () => {
  const asked = [...found(/\bt\(\s*"([\w.]+)"/g)].filter((key) => !(key in dutch));
  const counted = [...found(/\bmany\(\s*"([\w.]+)"/g)].filter(
    (key) => !(`${key}.one` in dutch && `${key}.other` in dutch),
  );
  assert.deepEqual([asked, counted], [[], []]);
});

test("no word is kept that nobody asks for", () => {
  const all = sources.join("\n");
  const made = /^(filter|lang|receipt|vat_rhythm|profile|role|way_in|kind|variable|bulk\.reason|presence\.(state|since|device))\./;
  const idle = Object.keys(dutch).filter((key) => {
    const name = key.replace(/\.(one|other)$/, "");
    return !all.includes(`"${key}"`) && !all.includes(`"${name}"`) && !made.test(key) && !key.endsWith(".to");
  });
  assert.deepEqual(idle, []);
});

test("the four languages have the same words, with the same things to fill in", () => {
  const holes = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const language of LANGUAGES) {
    const theirs = words(language);
    assert.deepEqual(Object.keys(theirs), Object.keys(dutch), language);
    for (const key of Object.keys(dutch)) assert.deepEqual(holes(theirs[key]), holes(dutch[key]), `${language} ${key}`);
  }
});

test("a missing word is an error, never an empty label", () => {
  speakDutch();
  assert.throws(() => t("no.such.word"), /no word for "no.such.word"/);
});

test("plurals and lists follow the language", () => {
  speakDutch();
  assert.equal(many("new_messages", 1), "1 nieuw bericht");
  assert.equal(many("new_messages", 2), "2 nieuwe berichten");
  assert.equal(listed(["Els", "Tom", "Jan"]), "Els, Tom en Jan");
  speak("fr", words("fr"));
  assert.equal(many("new_messages", 0), "0 nouveau message");
  speakDutch();
});

test("an unknown language is Dutch", () => {
  assert.equal(known("pt-BR"), "nl");
  assert.equal(known("fr-CA"), "fr");
});
