import assert from "node:assert/strict";
import { test } from "node:test";
import { afterClose } from "../live/closing.js";
import { afterSilence } from "../live/heartbeat.js";
import { uuid7 } from "../live/uuid7.js";

const most = () => 1;
const least = () => 0;

test("40xx stays away, and two of them ask to sign in", () => {
  for (const code of [4000, 4001, 4003, 4006, 4007, 1002, 1007, 1009])
    assert.equal(afterClose(code, 0, most).do, "stop");
  for (const code of [4004, 4005]) assert.equal(afterClose(code, 0, most).do, "sign_in");
});

test("41xx and a lost network back off: half a second, doubled, at most ten at first and thirty later, with full jitter", () => {
  const longest = [0, 1, 2, 3, 9, 10].map((attempt) => afterClose(4101, attempt, most).in);
  assert.deepEqual(longest, [500, 1_000, 2_000, 4_000, 10_000, 30_000]);
  assert.equal(afterClose(1006, 10, least).in, 0);
});

test("42xx comes back within a second, or when told; in vain, it backs off like the others", () => {
  assert.equal(afterClose(4200, 0, most, 250).in, 250);
  assert.equal(afterClose(4201, 0, most).in, 1_000);
  assert.equal(afterClose(1001, 6, most).in, 10_000);
});

test("a silence is waited out, then asked about, then given up", () => {
  assert.equal(afterSilence(39_999, false), "wait");
  assert.equal(afterSilence(40_000, false), "ping");
  assert.equal(afterSilence(50_000, true), "wait");
  assert.equal(afterSilence(55_000, true), "reconnect");
});

test("a cid is a UUID of version 7 that sorts by time", () => {
  const zeros = new Uint8Array(16);
  assert.equal(uuid7(0x0123456789ab, zeros), "01234567-89ab-7000-8000-000000000000");
  assert.match(uuid7(Date.now(), new Uint8Array(16).fill(255)), /^[0-9a-f]{8}-[0-9a-f]{4}-7fff-bfff-ffffffffffff$/);
  assert.ok(uuid7(1_000, zeros) < uuid7(1_001, zeros));
});
