import { isOvertaken } from "../live/cursors.js";
import { Refused } from "../live/frames.js";

const PAGE = 50;
const BEFORE_TARGET = 15;
const DETAILS_AFTER_MS = 400;
const MAILED_AFTER_MS = 15_000;
const COMING = new Set(["planned", "sending", "handing"]);
const OTHERS = 6;
const ATTEMPTS = 3;

/** Loads conversations: what they are about, who reads along, and their history a page at a time. */
export class Opener {
  /**
   * @param {import("../state/store.js").Store} store
   * @param {import("../live/api.js").Api} api
   * @param {import("./reader.js").Reader} reader
   */
  constructor(store, api, reader) {
    this.store = store;
    this.api = api;
    this.reader = reader;
    /** @type {Set<string>} */
    this.busy = new Set();
    /** @type {any} */
    this.timer = null;
    /** @type {any} */
    this.mailTimer = null;
  }

  /** @param {number} id @param {number | null} seq the message to show */
  async open(id, seq) {
    const details = this.details(id);
    if (!this.store.state.rows[id]) await details;
    const row = this.store.state.rows[id];
    if (row) await this.#history(row, seq ?? (row.unread > 0 ? row.read_upto + 1 : null));
    await details;
  }

  /** @param {import("../live/frames.js").Row} row @param {number | null} target */
  async #history(row, target) {
    const thread = this.store.state.threads[row.id];
    const has = target === null ? !thread?.newer : thread?.messages.some((m) => m.seq === target);
    if (thread?.status === "ready" && has) return;
    const far = target !== null && row.head - target >= PAGE - BEFORE_TARGET;
    await this.#page(row.id, far ? { after_seq: Math.max(0, target - BEFORE_TARGET) } : {});
  }

  /** @param {number} id */
  async older(id) {
    const first = this.store.state.threads[id]?.messages[0]?.seq;
    if (first && first > 1) await this.#page(id, { before_seq: first });
  }

  /** @param {number} id */
  async newer(id) {
    const last = this.store.state.threads[id]?.messages.at(-1)?.seq ?? 0;
    await this.#page(id, { after_seq: last });
  }

  /** @param {number} id straight to the last messages */
  latest(id) {
    return this.#page(id, {});
  }

  /** Fetch what news said is missing. @param {number} id */
  async fill(id) {
    const { threads, route } = this.store.state;
    const thread = threads[id];
    const row = this.store.state.rows[id];
    const last = thread?.messages.at(-1)?.seq ?? 0;
    if (route.conversation === id && thread?.newer && row && row.head - last < PAGE) await this.newer(id);
  }

  /** @param {number} id @param {import("../live/api.js").Query} query */
  async #page(id, query) {
    const key = `${id} ${JSON.stringify(query)}`;
    if (this.busy.has(key)) return;
    this.busy.add(key);
    if (!this.store.state.threads[id]?.messages.length)
      this.store.dispatch({ type: "threadLoading", conversation: id });
    const told = await this.api.messages(id, { ...query, limit: PAGE }).then(
      (page) => this.#loaded(id, page),
      () => this.store.dispatch({ type: "threadFailed", conversation: id }),
    );
    this.busy.delete(key);
    if (told) await this.fill(id);
  }

  /**
   * @param {number} id
   * @param {import("../live/frames.js").MessagePage} page
   * @returns {boolean} whether it told anything
   */
  #loaded(id, page) {
    this.store.dispatch({ type: "threadLoaded", conversation: id, page });
    return page.messages.length > 0;
  }

  /** @param {number} id */
  async details(id) {
    try {
      const { told, overtaken } = await this.#told(id);
      const { conversation, readers, dossier, reminders = [] } = told;
      if (!overtaken || !this.store.state.rows[id]) this.store.dispatch({ type: "row", row: conversation });
      this.store.dispatch({ type: "details", conversation: id, details: { readers, dossier, reminders } });
      this.#lookWhenDue(id, reminders);
      this.reader.received([conversation]);
      await this.#others(id, conversation.dossier.id);
    } catch (refused) {
      const code = refused instanceof Refused ? refused.code : "internal";
      if (this.store.state.route.conversation === id && code === "not_found")
        this.store.dispatch({ type: "missing", code });
      else if (!this.store.state.rows[id]) this.store.dispatch({ type: "missing", code });
    }
  }

  /**
   * A row older than the news we have would undo it.
   *
   * @param {number} id
   * @param {number} attempts
   * @returns {Promise<{told: import("../live/frames.js").Details, overtaken: boolean}>}
   */
  async #told(id, attempts = ATTEMPTS) {
    const told = await this.api.conversation(id);
    const overtaken = isOvertaken(told.cursor, this.reader.live.cursor);
    return overtaken && attempts > 1 ? this.#told(id, attempts - 1) : { told, overtaken };
  }

  /** @param {number} id @param {number} dossier */
  async #others(id, dossier) {
    if (this.store.state.me?.side !== "office") return;
    const { conversations } = await this.api.conversations({ dossier, status: "all", limit: OTHERS });
    const others = conversations.filter((row) => row.id !== id);
    this.store.dispatch({ type: "details", conversation: id, details: { others } });
  }

  /** The open conversation's mails may have changed: look once things are quiet. @param {number} id */
  refreshSoon(id) {
    if (this.store.state.me?.side !== "office") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#reminders(id), DETAILS_AFTER_MS);
  }

  /** @param {number} id */
  async #reminders(id) {
    const { readers, reminders = [] } = await this.api.conversation(id).catch(() => ({ readers: null, reminders: [] }));
    if (readers) this.store.dispatch({ type: "details", conversation: id, details: { readers, reminders } });
    this.#lookWhenDue(id, reminders);
  }

  /** No news tells that a mail left. @param {number} id @param {import("../live/frames.js").Reminder[]} reminders */
  #lookWhenDue(id, reminders) {
    clearTimeout(this.mailTimer);
    const due = reminders.filter(({ state }) => COMING.has(state)).map(({ due_at }) => Date.parse(due_at));
    if (due.length === 0) return;
    const left = Math.max(0, Math.min(...due) - Date.now());
    this.mailTimer = setTimeout(() => this.#stillHere(id) && this.#reminders(id), left + MAILED_AFTER_MS);
  }

  /** @param {number} id */
  #stillHere(id) {
    return this.store.state.route.conversation === id;
  }
}
