import { IDLE_MS, GLANCE_MS, ownState, whereOf } from "../state/presence.js";

const SETTLED_MS = 250;
const LOOK_MS = 15_000;
const SAY_AGAIN_MS = 3_000;
const ACTIVE = /** @type {const} */ (["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]);

/** @typedef {import("../state/state.js").State} State */

/** Tells how this page is used and where, that one types, and asks about the others. None of it is worth keeping. */
export class Presence {
  /** @param {import("../state/store.js").Store} store @param {import("../live/socket.js").Live} live */
  constructor(store, live) {
    this.store = store;
    this.live = live;
    const now = Date.now();
    this.page = { visible: !document.hidden, hiddenAt: now, activeAt: now };
    this.told = "";
    /** @type {number | null} */
    this.watched = null;
    /** @type {Set<number>} */
    this.asked = new Set();
    /** @type {Map<number, number>} conversations we type in, and when we said so */
    this.typing = new Map();
    /** @type {any} */
    this.timer = null;
  }

  start() {
    for (const event of ACTIVE) addEventListener(event, () => this.#active(), { passive: true, capture: true });
    for (const event of ["focus", "blur"]) addEventListener(event, () => this.#active());
    document.addEventListener("visibilitychange", () => this.#visible());
    document.addEventListener("input", (event) => this.#input(event));
    setInterval(() => this.#soon(), LOOK_MS);
    this.store.listen((_, { type }) => type !== "tick" && this.#soon());
  }

  /** A new connection knows nothing of us, nor we of the others. */
  welcome() {
    this.told = "";
    this.watched = null;
    this.asked.clear();
    this.typing.clear();
    this.#ask([]);
    this.#soon();
  }

  /** What one wrote has been sent, or thrown away. @param {number} conversation */
  stopped(conversation) {
    if (this.typing.delete(conversation)) this.#say("typing", { conversation, on: false });
  }

  /** @param {Event} event */
  #input({ target }) {
    const { conversation } = this.store.state.route;
    if (!conversation || !(target instanceof HTMLTextAreaElement) || !target.closest(".composer")) return;
    if (target.value.trim() === "") return this.stopped(conversation);
    const said = this.typing.get(conversation) ?? 0;
    if (Date.now() - said < SAY_AGAIN_MS) return;
    this.typing.set(conversation, Date.now());
    this.#say("typing", { conversation, on: true });
  }

  #active() {
    const idle = Date.now() - this.page.activeAt >= IDLE_MS;
    this.page.activeAt = Date.now();
    if (idle) this.#soon();
  }

  #visible() {
    const visible = !document.hidden;
    const now = Date.now();
    this.page = { visible, hiddenAt: visible ? this.page.hiddenAt : now, activeAt: visible ? now : this.page.activeAt };
    if (visible) this.#soon();
    else setTimeout(() => this.#tell(), GLANCE_MS + SETTLED_MS);
  }

  #soon() {
    this.timer ??= setTimeout(() => this.#tell(), SETTLED_MS);
  }

  #tell() {
    clearTimeout(this.timer);
    this.timer = null;
    const { me, route } = this.store.state;
    if (!me || !this.live.greeted) return;
    const where = whereOf(route, me);
    const d = { state: ownState(this.page, Date.now()), ...(where && { where }) };
    if (JSON.stringify(d) !== this.told) this.#say("presence.set", d);
    this.told = JSON.stringify(d);
    if (me.side === "office" && me.role !== "support") this.#watch(route.conversation);
    if (me.side === "office" && route.conversation) this.#meet(route.conversation);
  }

  /** @param {number | null} conversation */
  #watch(conversation) {
    if (conversation === this.watched) return;
    if (this.watched) this.#say("unwatch", { conversations: [this.watched] });
    this.watched = conversation;
    if (conversation) this.#say("watch", { conversations: [conversation] });
  }

  /** When its readers were last seen. @param {number} conversation */
  #meet(conversation) {
    const readers = this.store.state.details[conversation]?.readers ?? [];
    const strangers = readers.filter(({ id, side }) => side === "client" && !this.asked.has(id)).map(({ id }) => id);
    if (strangers.length) this.#ask(strangers);
  }

  /** @param {number[]} people */
  #ask(people) {
    for (const id of people) this.asked.add(id);
    if (this.store.state.me?.side === "office") this.#say("presence.sync", { people });
  }

  /** @param {string} t @param {object} d */
  #say(t, d) {
    if (this.live.greeted) this.live.call(t, d).catch(() => null);
  }
}
