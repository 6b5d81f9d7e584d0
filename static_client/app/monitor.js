import { asked, selectionOf, withQuery } from "../state/monitor.js";
import { isOvertaken } from "../live/cursors.js";

const [FIRST, FURTHER] = [100, 200];
const AGAIN_MS = 400;
const AT_MOST = 200;

/**
 * Keeps the monitor equal to the server: pages as somebody scrolls, and the rows that news is about.
 *
 * @typedef {import("../live/frames.js").LiveEvent} LiveEvent
 */
export class Monitor {
  /** @param {import("../state/store.js").Store} store @param {import("../live/api.js").Api} api @param {import("../live/socket.js").Live} live */
  constructor(store, api, live) {
    this.store = store;
    this.api = api;
    this.live = live;
    this.turn = 0;
    /** @type {Set<number>} */
    this.stale = new Set();
    /** @type {number[]} */
    this.shown = [];
    this.wanted = 0;
    /** @type {any} */
    this.timer = null;
  }

  /** @param {import("../state/monitor.js").Change} change */
  #tell(change) {
    this.store.dispatch({ type: "monitor", change });
  }

  /** What the address asks for; the same again keeps what is there. @param {string} query @param {boolean} [anew] */
  async open(query, anew = false) {
    const { monitor } = this.store.state;
    if (!anew && monitor.query === query && monitor.status !== "loading" && monitor.status !== "failed")
      return this.refresh(this.shown);
    this.#tell({ loading: query });
    this.wanted = 0;
    void this.sides();
    await this.#page(query, "");
  }

  /** What to filter by, and the saved views. */
  async sides() {
    const [choices, { views }] = await Promise.all([this.api.get("/monitor/choices"), this.api.get("/views")]).catch(
      () => [null, { views: this.store.state.monitor.views }],
    );
    this.#tell(choices ? { choices, views } : { views });
  }

  /** @param {string} query @param {string} after */
  async #page(query, after) {
    const turn = ++this.turn;
    try {
      const page = await this.api.get("/monitor", { ...asked(query), after, limit: after ? FURTHER : FIRST });
      if (turn !== this.turn) return;
      this.#tell({ page, query, more: after !== "" });
      if (page.cursor && isOvertaken(page.cursor, this.live.cursor))
        void this.refresh(page.rows.map((/** @type {any} */ row) => row.id));
      this.more(this.wanted);
    } catch {
      if (turn === this.turn) this.#tell({ failed: true });
    }
  }

  /** Somebody scrolled to this row. @param {number} index @param {number[]} [shown] */
  more(index, shown = this.shown) {
    const { monitor } = this.store.state;
    this.wanted = index;
    this.shown = shown;
    if (monitor.status !== "ready" || monitor.next === null || index < monitor.rows.length) return;
    this.#tell({ more: true });
    void this.#page(monitor.query, monitor.next);
  }

  /** What did not come, once more: the page below, or everything. */
  again() {
    const { monitor, route } = this.store.state;
    if (!monitor.rows.length || monitor.next === null) return this.open(route.query ?? "", true);
    this.#tell({ more: true });
    return this.#page(monitor.query, monitor.next);
  }

  /** @param {LiveEvent[]} events */
  news(events) {
    const { route, rows } = this.store.state;
    if (route.name !== "monitor" && !this.shown.length) return;
    if (events.some(({ t }) => t === "dossiers.imported")) void this.open(this.store.state.monitor.query, true);
    for (const { t, d } of events) {
      if (!/^(message|conversation)\./.test(t)) continue;
      const dossier = d.conversation?.dossier?.id ?? rows[d.conversation]?.dossier.id;
      for (const id of dossier ? [dossier] : this.shown) this.stale.add(id);
    }
    if (!this.stale.size || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      const loaded = new Set(this.store.state.monitor.rows.map((row) => row.id));
      void this.refresh([...this.stale].filter((id) => loaded.has(id)));
      this.stale.clear();
    }, AGAIN_MS);
  }

  /** @param {number[]} ids these rows as they stand now, in place */
  async refresh(ids) {
    if (!ids.length) return;
    const told = await this.api.get("/monitor/rows", { ids: ids.slice(0, AT_MOST).join(",") }).catch(() => null);
    if (told) this.#tell({ told: told.rows });
  }

  /** What is ticked, as a file. */
  async export() {
    const file = await this.api.file("/monitor/export", selectionOf(this.store.state.monitor));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "dossiers.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /** @param {{id?: number, name: string, shared: boolean, query?: string}} view */
  async save({ id, name, shared, query = withQuery(this.store.state.monitor.query, {}) }) {
    await this.api.inSession("POST", id ? `/views/${id}` : "/views", { name, query, shared });
    await this.sides();
  }

  /** @param {number} id */
  async drop(id) {
    await this.api.inSession("DELETE", `/views/${id}`);
    await this.sides();
  }

  /** One of mine a place up. @param {number} id */
  async up(id) {
    const mine = this.store.state.monitor.views.filter((view) => view.mine).map((view) => view.id);
    const at = mine.indexOf(id);
    if (at < 1) return;
    mine.splice(at - 1, 2, id, mine[at - 1] ?? id);
    await this.api.inSession("POST", "/views/order", { ids: mine });
    await this.sides();
  }
}
