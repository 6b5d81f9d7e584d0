import { isOvertaken } from "../live/cursors.js";
import { queryOf, serverTells } from "../state/lists.js";

const PAGE = 50;
const AGAIN_MS = 600;
const ATTEMPTS = 3;

/** What may be lost, and says nothing of what is stored. */
const PASSING = new Set(["presence", "presence.sync", "typing", "looking"]);

/**
 * Keeps the page equal to the server: a snapshot over HTTP, then news from where it ended.
 *
 * @typedef {import("../live/frames.js").LiveEvent} LiveEvent
 * @typedef {import("../live/frames.js").ConversationPage} ConversationPage
 */
export class Sync {
  /** @param {import("../state/store.js").Store} store @param {import("../live/api.js").Api} api @param {import("../live/socket.js").Live} live
   *  @param {import("./reader.js").Reader} reader @param {import("./opener.js").Opener} opener */
  constructor(store, api, live, reader, opener) {
    this.store = store;
    this.api = api;
    this.live = live;
    this.reader = reader;
    this.opener = opener;
    this.asked = 0;
    /** @type {any} */
    this.timer = null;
  }

  /** The first snapshot, and the connection that goes on from it. */
  async start() {
    const page = await this.list();
    if (page) this.live.start(page.cursor);
  }

  /** The stream cannot bridge the gap: everything afresh. */
  async reload() {
    this.store.dispatch({ type: "forgetThreads" });
    const page = await this.list({ afresh: true });
    if (page) this.live.restart(page.cursor);
    const { conversation } = this.store.state.route;
    if (conversation) await Promise.all([this.opener.details(conversation), this.opener.latest(conversation)]);
  }

  /** Somebody's access to a dossier changed: mine, or that of a client the office sees. @param {any} d */
  async #access({ dossier, person }) {
    const { me, route, rows } = this.store.state;
    if (person.id === me?.person.id) {
      const session = await this.api.session().catch(() => null);
      if (session) this.store.dispatch({ type: "signedIn", me: session.me });
      return this.reload();
    }
    void this.list({ quiet: true });
    if (route.conversation && rows[route.conversation]?.dossier.id === dossier)
      await this.opener.details(route.conversation);
  }

  /**
   * Load the list that the address asks for.
   *
   * @param {{q?: string, quiet?: boolean, more?: boolean, afresh?: boolean}} [how]
   * @returns {Promise<ConversationPage | null>}
   */
  async list({ q = this.store.state.list.q, quiet = false, more = false, afresh = false } = {}) {
    const turn = ++this.asked;
    const { place } = this.store.state.route;
    if (more) this.store.dispatch({ type: "listMore" });
    else if (!quiet) this.store.dispatch({ type: "listLoading", place, q });
    const before = more ? this.store.state.list.next : null;
    try {
      const page = await this.#fetch({ ...queryOf(place, q), before, limit: PAGE }, afresh ? 1 : ATTEMPTS);
      if (turn !== this.asked) return page;
      this.store.dispatch({ type: "listLoaded", page, place, q, more, afresh });
      if (isOvertaken(page.cursor, this.live.cursor)) this.#listSoon();
      this.reader.received(page.conversations);
      return page;
    } catch {
      if (turn === this.asked) this.store.dispatch({ type: "listFailed" });
      return null;
    }
  }

  /**
   * A page older than the news we have would undo it.
   *
   * @param {import("../live/api.js").Query} query
   * @param {number} attempts
   * @returns {Promise<ConversationPage>}
   */
  async #fetch(query, attempts) {
    const page = await this.api.conversations(query);
    return isOvertaken(page.cursor, this.live.cursor) && attempts > 1 ? this.#fetch(query, attempts - 1) : page;
  }

  /** @param {LiveEvent[]} all */
  news(all) {
    const events = all.filter(({ t }) => !PASSING.has(t));
    if (events.length < all.length)
      this.store.dispatch({ type: "news", events: all.filter(({ t }) => PASSING.has(t)) });
    if (events.length) this.#stored(events);
  }

  /** @param {LiveEvent[]} events */
  #stored(events) {
    const strangers = events.filter((event) => this.#unknown(event)).map((event) => event.d.conversation);
    this.store.dispatch({ type: "news", events });
    for (const event of events) this.#follow(event);
    for (const id of new Set(strangers)) this.#meet(id);
    if (events.length && serverTells(this.store.state.list)) this.#listSoon();
  }

  /** @param {LiveEvent} event */
  #unknown({ t, d }) {
    return (
      t !== "conversation.started" &&
      t !== "conversation.removed" &&
      d?.conversation &&
      !this.store.state.rows[d.conversation]
    );
  }

  /** @param {LiveEvent} event */
  #follow({ t, d }) {
    const { me, route } = this.store.state;
    const message = t === "message.new" ? d : t === "conversation.started" ? d.message : null;
    if (t === "message.deleted" && d.author.side !== me?.side) void this.#meet(d.conversation);
    if (message && message.author.side !== me?.side) this.reader.saw(message.conversation, message.seq);
    if (message) this.opener.fill(message.conversation);
    if (t === "conversation.reopened" && me?.side === "office") this.#meet(d.conversation);
    if (t === "conversation.removed" && route.conversation === d.conversation)
      this.store.dispatch({ type: "missing", code: "not_found" });
    if (t === "access.changed") void this.#access(d);
    if (d?.conversation === route.conversation && route.conversation) this.opener.refreshSoon(route.conversation);
  }

  /** News of a conversation we do not have, or cannot work out ourselves. @param {number} id */
  async #meet(id) {
    await this.opener.details(id);
    const counters = await this.api.counters().catch(() => null);
    if (counters) this.store.dispatch({ type: "counters", counters });
  }

  #listSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.list({ quiet: true }), AGAIN_MS);
  }
}
