import assert from "node:assert/strict";
import { test } from "node:test";
import { Live } from "../live/socket.js";

/** A network and a clock in the hand of the test. */
function world() {
  const it = { at: 0, sockets: [], timers: new Map(), told: [], applied: [], next: 1 };
  it.world = {
    open: (url, protocol) => {
      const socket = { url, protocol, sent: [], closed: false };
      socket.send = (text) => socket.sent.push(JSON.parse(text));
      socket.close = () => (socket.closed = true);
      it.sockets.push(socket);
      return socket;
    },
    now: () => it.at,
    later: (f, ms) => (it.timers.set(it.next, { at: it.at + ms, f }), it.next++),
    never: (id) => it.timers.delete(id),
    random: () => 0.5,
  };
  it.listener = {
    news: (events) => it.applied.push(...events.map((event) => event.d)),
    phase: (phase) => it.told.push(phase.at),
    welcome: () => {},
    reload: () => it.told.push("reload"),
    signIn: () => it.told.push("signIn"),
    neverOpened: () => it.told.push("neverOpened"),
  };
  it.pass = (ms) => {
    const until = it.at + ms;
    for (;;) {
      const due = [...it.timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      it.timers.delete(due[0]);
      it.at = due[1].at;
      due[1].f();
    }
    it.at = until;
  };
  it.hear = (frame) => it.sockets.at(-1).onmessage({ data: JSON.stringify(frame) });
  it.welcome = () => {
    it.sockets.at(-1).onopen({});
    it.hear({ t: "welcome", d: { epoch: "e" } });
  };
  it.lose = (code) => it.sockets.at(-1).onclose({ code });
  it.sent = (t) => it.sockets.at(-1).sent.filter((frame) => frame.t === t);
  return it;
}

function connected(cursor = { "D:7": 10 }) {
  const it = world();
  it.live = new Live("ws://here", it.listener, it.world);
  it.live.start(cursor);
  it.welcome();
  return it;
}

const event = (q, p, d = q) => ({ t: "message.new", s: "D:7", q, p, d });

test("starting again leaves one connection: none beside it, and none that comes later", () => {
  const it = connected();
  it.lose(1006);
  it.live.start({ "D:7": 20 });
  const connecting = it.sockets.at(-1);
  it.live.start({ "D:7": 30 });
  assert.equal(connecting.closed, true);
  it.welcome();
  it.pass(35_000);
  assert.equal(it.sockets.length, 3);
  assert.deepEqual(it.sent("hello")[0].d.cursor, { "D:7": 30 });
});

test("says hello with the cursor of the snapshot", () => {
  const it = connected({ "D:7": 10 });
  assert.equal(it.sockets[0].protocol, "vinkje.v1.json");
  assert.deepEqual(it.sent("hello")[0].d.cursor, { "D:7": 10 });
  assert.deepEqual(it.told, ["connecting", "online"]);
});

test("news is applied once and in order", () => {
  const it = connected();
  it.hear(event(11, 10));
  it.hear(event(11, 10));
  it.hear(event(12, 11));
  assert.deepEqual(it.applied, [11, 12]);
});

test("a hole asks to resume, once, and the batch fills it", () => {
  const it = connected();
  it.hear(event(13, 12));
  it.hear(event(14, 13));
  assert.deepEqual(
    it.sent("resume").map((frame) => frame.d),
    [{ cursor: { "D:7": 10 } }],
  );
  it.hear({
    t: "batch",
    s: "D:7",
    d: [11, 12, 13, 14].map((q) => ({ t: "message.new", q, p: q - 1, d: q })),
    to: 14,
    more: false,
  });
  it.hear({ t: "ok", id: "resume", d: {} });
  it.hear(event(15, 14));
  assert.deepEqual(it.applied, [11, 12, 13, 14, 15]);
});

test("a batch that overlaps what we have applies only what is new", () => {
  const it = connected();
  it.hear(event(11, 10));
  it.hear({ t: "batch", s: "D:7", d: [10, 11, 12].map((q) => ({ t: "message.new", q, p: q - 1, d: q })), to: 12 });
  assert.deepEqual(it.applied, [11, 12]);
});

test("a heartbeat that is ahead of us asks to resume", () => {
  const it = connected();
  it.hear({ t: "hb", c: { "D:7": 10 } });
  assert.equal(it.sent("resume").length, 0);
  it.hear({ t: "hb", c: { "D:7": 12 } });
  assert.equal(it.sent("resume").length, 1);
});

test("a stream the snapshot did not know asks for a new snapshot", () => {
  const it = connected();
  it.hear({ t: "message.new", s: "D:8", q: 1, p: 0, d: 1 });
  assert.equal(it.told.at(-1), "reload");
  assert.deepEqual(it.applied, []);
});

test("a command is kept through a lost connection and leaves again as it was", async () => {
  const it = connected();
  const answer = it.live.call("message.send", { cid: "c1", text: "Is deze uitgave beroepsmatig?" });
  const first = it.sent("message.send")[0];
  it.lose(1006);
  it.pass(1_000);
  it.welcome();
  const again = it.sent("message.send")[0];
  assert.deepEqual(again, first);
  it.hear({ t: "ok", id: again.id, d: { seq: 3, dup: true } });
  assert.deepEqual(await answer, { seq: 3, dup: true });
});

test("a command given while away leaves when the connection is back", () => {
  const it = connected();
  it.lose(1006);
  it.live.call("message.send", { cid: "c2" });
  it.pass(1_000);
  assert.deepEqual(it.sent("message.send"), []);
  it.welcome();
  assert.equal(it.sent("message.send").length, 1);
});

test("a refusal reaches who asked", async () => {
  const it = connected();
  const answer = it.live.call("message.send", { cid: "c3" });
  it.hear({ t: "error", id: "1", d: { code: "conversation_closed", message: "", temporary: false } });
  await assert.rejects(answer, (refused) => refused.code === "conversation_closed" && !refused.temporary);
});

test("silence: ping after 40 seconds, away after 55", () => {
  const it = connected();
  it.pass(39_000);
  assert.equal(it.sent("ping").length, 0);
  it.pass(6_000);
  assert.equal(it.sent("ping").length, 1);
  it.pass(11_000);
  assert.ok(it.sockets[0].closed);
  assert.deepEqual(it.told, ["connecting", "online", "waiting", "connecting"]);
});

test("any frame breaks the silence", () => {
  const it = connected();
  it.pass(41_000);
  it.hear({ t: "ok", id: "ping", d: {} });
  it.pass(41_000);
  assert.equal(it.sockets.length, 1);
});

test("draining comes back after the jitter it gave", () => {
  const it = connected();
  it.hear({ t: "draining", d: { reconnect_in_ms: 700 } });
  it.lose(4200);
  it.pass(699);
  assert.equal(it.sockets.length, 1);
  it.pass(1);
  assert.equal(it.sockets.length, 2);
});

test("a revoked session asks to sign in and does not come back by itself", () => {
  const it = connected();
  it.lose(4005);
  it.pass(60_000);
  assert.deepEqual(it.told.slice(-2), ["stopped", "signIn"]);
  assert.equal(it.sockets.length, 1);
});

test("who is impatient tries now", () => {
  const it = connected();
  it.lose(1006);
  it.live.tryNow();
  assert.equal(it.sockets.length, 2);
  it.welcome();
  it.live.tryNow();
  assert.equal(it.sockets.length, 2);
});
