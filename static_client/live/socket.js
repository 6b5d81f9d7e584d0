import { Calls } from "./calls.js";
import { afterClose } from "./closing.js";
import { behind, fresh, verdict } from "./cursors.js";
import { afterSilence } from "./heartbeat.js";

const SUBPROTOCOL = "vinkje.v1.json";
const LOOK_EVERY_MS = 5_000;

/**
 * @typedef {import("./frames.js").Frame} Frame
 * @typedef {import("./frames.js").LiveEvent} LiveEvent
 * @typedef {{at: "offline" | "connecting" | "online" | "stopped"} | {at: "waiting", until: number}} Phase
 *
 * The world the socket lives in; tests hand in their own.
 * @typedef {object} World
 * @property {(url: string, protocol: string) => WebSocket} open
 * @property {() => number} now
 * @property {(f: () => void, ms: number) => any} later
 * @property {(timer: any) => void} never
 * @property {() => number} random
 * @property {() => string} [device] what kind we are
 *
 * @typedef {object} Listener
 * @property {(events: LiveEvent[]) => void} news durable and ephemeral, in order
 * @property {(phase: Phase) => void} phase
 * @property {(welcome: any) => void} welcome
 * @property {() => void} reload the server cannot bridge the gap: load a snapshot, then call `restart`
 * @property {() => void} signIn
 * @property {() => void} neverOpened the handshake was refused or the network is gone
 */

/** @type {World} */
export const browser = {
  open: (url, protocol) => new WebSocket(url, protocol),
  now: () => Date.now(),
  later: (f, ms) => setTimeout(f, ms),
  never: (timer) => clearTimeout(timer),
  random: () => Math.random(),
  device: () => (matchMedia("(pointer: coarse)").matches ? "mobile" : "web"),
};

/** One live connection that keeps coming back, and never applies news twice or out of order. */
export class Live {
  /** @param {string} url @param {Listener} listener @param {World} world */
  constructor(url, listener, world = browser) {
    this.url = url;
    this.listener = listener;
    this.world = world;
    this.calls = new Calls((text) => this.socket?.send(text));
    /** @type {import("./frames.js").Cursor} */
    this.cursor = {};
    /** @type {string | undefined} */
    this.epoch = undefined;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.attempt = 0;
    this.greeted = false;
    this.resuming = false;
    this.pinged = false;
    this.heardAt = 0;
    /** @type {number | null} */
    this.asked = null;
    /** @type {any} */
    this.timer = null;
  }

  /** Connect, to go on from a snapshot's cursor. @param {import("./frames.js").Cursor} cursor */
  start(cursor) {
    this.#drop();
    this.cursor = { ...cursor };
    this.#connect();
  }

  /** Go on from a fresh snapshot, on the connection there is. @param {import("./frames.js").Cursor} cursor */
  restart(cursor) {
    this.cursor = { ...cursor };
    if (this.greeted) this.#resume();
  }

  /** Leave, and stay away. */
  stop() {
    this.#drop();
    this.listener.phase({ at: "stopped" });
  }

  /** Somebody is impatient, or the network is back. */
  tryNow() {
    if (this.greeted) return;
    this.attempt = 0;
    this.#drop();
    this.#connect();
  }

  /** The device says that its network is gone: no need to wait for silence to tell. */
  networkGone() {
    if (this.socket) this.#lost();
  }

  /** @param {string} t @param {object} d @returns {Promise<any>} */
  call(t, d) {
    return this.calls.make(t, d, this.greeted);
  }

  #drop() {
    this.world.never(this.timer);
    const socket = this.socket;
    this.socket = null;
    this.greeted = false;
    this.resuming = false;
    socket?.close();
  }

  #connect() {
    this.listener.phase({ at: "connecting" });
    const socket = this.world.open(this.url, SUBPROTOCOL);
    this.socket = socket;
    this.asked = null;
    const current = (/** @type {(e: any) => void} */ f) => (/** @type {any} */ e) => this.socket === socket && f(e);
    socket.onopen = current(() => this.#hello());
    socket.onmessage = current((e) => this.#heard(JSON.parse(e.data)));
    socket.onclose = current((e) => this.#closed(e.code));
    this.heardAt = this.world.now();
    this.#watch();
  }

  #hello() {
    const device = this.world.device && { kind: this.world.device() };
    const d = { cursor: this.cursor, ...(this.epoch && { epoch: this.epoch }), ...(device && { device }) };
    this.socket?.send(JSON.stringify({ t: "hello", id: "hello", d }));
  }

  #watch() {
    this.timer = this.world.later(() => {
      const todo = afterSilence(this.world.now() - this.heardAt, this.pinged);
      if (todo === "reconnect") return this.#lost();
      if (todo === "ping") this.#ping();
      this.#watch();
    }, LOOK_EVERY_MS);
  }

  #ping() {
    this.pinged = true;
    this.socket?.send(JSON.stringify({ t: "ping", id: "ping", d: {} }));
  }

  #lost() {
    const { socket } = this;
    this.#closed(1006);
    socket?.close();
  }

  /** @param {number} code */
  #closed(code) {
    this.world.never(this.timer);
    const opened = this.greeted;
    this.socket = null;
    this.greeted = false;
    this.resuming = false;
    const next = afterClose(code, this.attempt, this.world.random, this.asked);
    if (next.do === "sign_in") return this.#away(() => this.listener.signIn());
    if (next.do === "stop") return this.#away(() => {});
    this.attempt += 1;
    if (!opened) this.listener.neverOpened();
    this.listener.phase({ at: "waiting", until: this.world.now() + next.in });
    this.timer = this.world.later(() => this.#connect(), next.in);
  }

  /** @param {() => void} then */
  #away(then) {
    this.listener.phase({ at: "stopped" });
    then();
  }

  /** @param {Frame} frame */
  #heard(frame) {
    this.heardAt = this.world.now();
    this.pinged = false;
    const handle = this.#table[frame.t];
    if (handle) handle(frame);
    else this.#event(/** @type {LiveEvent} */ (frame));
  }

  /** @type {Record<string, (frame: Frame) => void>} */
  #table = {
    welcome: (frame) => this.#welcome(frame.d),
    ok: (frame) => this.#answer(frame),
    error: (frame) => this.#answer(frame),
    batch: (frame) => this.#batch(frame),
    hb: (frame) => behind(this.cursor, frame.c ?? {}) && this.#resume(),
    resync: () => this.listener.reload(),
    draining: (frame) => void (this.asked = frame.d?.reconnect_in_ms ?? 0),
    caught_up: () => {},
    lagging: () => {},
  };

  /** @param {any} d */
  #welcome(d) {
    this.epoch = d.epoch;
    this.attempt = 0;
    this.greeted = true;
    this.listener.phase({ at: "online" });
    this.listener.welcome(d);
    this.calls.leaveAgain();
  }

  /** @param {Frame} frame */
  #answer(frame) {
    if (frame.id === "resume") this.resuming = false;
    else if (frame.id === "hello" && frame.t === "error") this.socket?.close();
    else this.calls.answered(frame);
  }

  /** @param {Frame} frame */
  #batch(frame) {
    const { s = "", d = [], to = 0 } = frame;
    const events = fresh(this.cursor, { s, d });
    this.cursor[s] = Math.max(this.cursor[s] ?? 0, to);
    this.listener.news(events);
  }

  /** @param {LiveEvent} event */
  #event(event) {
    const todo = verdict(this.cursor, event);
    if (todo === "resume") return this.#resume();
    if (todo === "reload") return this.listener.reload();
    if (todo === "drop") return;
    if (event.s !== undefined && event.q !== undefined) this.cursor[event.s] = event.q;
    this.listener.news([event]);
  }

  #resume() {
    if (this.resuming) return;
    this.resuming = true;
    this.socket?.send(JSON.stringify({ t: "resume", id: "resume", d: { cursor: this.cursor } }));
  }
}
