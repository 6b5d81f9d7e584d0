import { Live } from "../live/socket.js";
import { Monitor } from "./monitor.js";
import { Corrector } from "./corrector.js";
import { Kept } from "./storage.js";
import { Opener } from "./opener.js";
import { Presence } from "./presence.js";
import { Reader } from "./reader.js";
import { Sender } from "./sender.js";
import { Sync } from "./sync.js";
import { Uploader } from "./uploader.js";

const TELL_AFTER_MS = 1_500;
const SAY_BACK_MS = 2_500;

const address = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/live`;

/** Everything that runs while somebody is signed in. */
export class SignedIn {
  /**
   * @param {import("../state/store.js").Store} store
   * @param {import("../live/api.js").Api} api
   * @param {import("../live/frames.js").Me} me
   */
  constructor(store, api, me) {
    this.store = store;
    this.api = api;
    this.live = new Live(address(), this.#listener());
    this.kept = new Kept(me, localStorage);
    this.sender = new Sender(store, this.live, this.kept);
    this.corrector = new Corrector(store, this.live, this.kept);
    this.uploader = new Uploader(store, api);
    this.reader = new Reader(store, this.live);
    this.presence = new Presence(store, this.live);
    this.opener = new Opener(store, api, this.reader);
    this.sync = new Sync(store, api, this.live, this.reader, this.opener);
    this.monitor = new Monitor(store, api, this.live);
    /** @type {any} */
    this.timer = null;
  }

  /** @returns {import("../live/socket.js").Listener} */
  #listener() {
    return {
      news: (events) => {
        this.sync.news(events);
        this.monitor.news(events);
      },
      phase: (phase) => this.#phase(phase),
      welcome: (told) => this.#welcome(told),
      reload: () => void this.sync.reload(),
      signIn: () => this.store.dispatch({ type: "expired" }),
      neverOpened: () => void this.api.get("/session").catch(() => null),
    };
  }

  async start() {
    this.store.dispatch({ type: "kept", ...this.kept.load() });
    this.show();
    this.presence.start();
    await this.sync.start();
    if (this.store.state.me?.side === "office") void this.#bulks();
    this.sender.pump();
    this.corrector.pump();
    addEventListener("online", () => this.live.tryNow());
    addEventListener("offline", () => this.#offline());
    document.addEventListener("visibilitychange", () => !document.hidden && this.live.tryNow());
  }

  /** What I asked many, and may still be leaving. */
  async #bulks() {
    const { bulks } = await this.api.get("/bulks").catch(() => ({ bulks: [] }));
    this.store.dispatch({ type: "bulks", bulks });
  }

  /** Go on after an expired session. */
  async resume() {
    const page = await this.sync.list({ afresh: true });
    if (!page) return;
    if (this.live.greeted) this.live.restart(page.cursor);
    else this.live.start(page.cursor);
    this.sender.pump();
    this.corrector.pump();
  }

  /** What the address asks for. */
  show() {
    const { conversation, seq, name, query } = this.store.state.route;
    if (name === "monitor") void this.monitor.open(query ?? "");
    if (name === "sending" || (name === "start" && query)) void this.monitor.open(this.store.state.monitor.query);
    if (conversation) void this.opener.open(conversation, seq);
  }

  /** @param {import("../live/frames.js").Welcome} told */
  #welcome({ limits }) {
    this.store.dispatch({ type: "limits", limits });
    this.reader.tellSoon();
    setTimeout(() => this.presence.welcome());
  }

  /** @param {import("../live/socket.js").Phase} phase */
  #phase(phase) {
    this.store.dispatch({ type: "phase", phase });
    if (phase.at === "online") setTimeout(() => this.store.dispatch({ type: "settled" }), SAY_BACK_MS);
    clearTimeout(this.timer);
    if (phase.at !== "online" && !this.store.state.cut) this.timer = setTimeout(() => this.#cut(), TELL_AFTER_MS);
  }

  #offline() {
    this.live.networkGone();
    this.#cut();
  }

  #cut() {
    this.store.dispatch({ type: "cut" });
  }
}
