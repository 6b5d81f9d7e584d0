import assert from "node:assert/strict";
import { before, test } from "node:test";
import { clock, clockOrMoment, day, fullDate, moment, readIn, when } from "../state/format.js";
import { speak } from "../state/words.js";
import { speakDutch, words } from "./page.js";

const NOW = Date.parse("2026-11-23T13:00:00Z");

before(() => {
  speakDutch();
  readIn("Europe/Brussels");
});

test("a time is read in the reader's own zone", () => {
  assert.equal(clock("2026-11-23T12:40:05.120Z"), "13:40");
  readIn("America/New_York");
  assert.equal(clock("2026-11-23T12:40:05.120Z"), "07:40");
  readIn("Europe/Brussels");
});

test("the list says the time, then the day, then the date", () => {
  assert.equal(when("2026-11-23T08:15:00Z", NOW), "09:15");
  assert.equal(when("2026-11-20T08:15:00Z", NOW), "vr");
  assert.equal(when("2026-11-12T08:15:00Z", NOW), "12 nov");
  assert.match(when("2025-11-12T08:15:00Z", NOW), /12 nov.* 2025/);
});

test("a day that is near has a name; midnight is the reader's", () => {
  assert.equal(day("2026-11-23T00:30:00Z", NOW), "vandaag");
  assert.equal(day("2026-11-22T22:59:00Z", NOW), "gisteren");
  assert.equal(day("2026-11-22T23:01:00Z", NOW), "vandaag");
  assert.equal(day("2026-11-20T08:00:00Z", NOW), "vrijdag 20 november");
  assert.match(day("2025-11-20T08:00:00Z", NOW), /2025/);
});

test("moments and full dates", () => {
  assert.equal(moment("2026-11-23T08:14:00Z", NOW), "vandaag 09:14");
  assert.equal(clockOrMoment("2026-11-23T08:14:00Z", NOW), "09:14");
  assert.equal(clockOrMoment("2026-11-22T08:14:00Z", NOW), "gisteren 09:14");
  assert.equal(fullDate("2026-11-23T13:05:00Z"), "maandag 23 november 2026");
});

test("another language, another way to say it", () => {
  speak("de", words("de"));
  assert.equal(day("2026-11-20T08:00:00Z", NOW), "Freitag, 20. November");
  speakDutch();
});
