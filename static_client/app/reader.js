import { atMost, onTheWire } from "../state/marks.js";
import { readUpto } from "../state/reading.js";

const TOGETHER_MS = 60;
const MOST = 100;
const TRY_AGAIN_MS = 2_000;

/** Tells the server what reached this device and what was really read, and again until it acknowledges. */
export class Reader {
  /** @param {import("../state/store.js").Store} store @param {import("../live/socket.js").Live} live */
  constructor(store, live) {
    this.store = store;
    this.live = live;
    /** @type {any} */
    this.timer = null;
    this.telling = false;
    this.most = MOST;
    /** @type {Map<number, Set<number>>} */
    this.seen = new Map();
  }

  /** Somebody really looked at a message. @param {number} conversation @param {number} seq */
  looked(conversation, seq) {
    const { rows, threads, me } = this.store.state;
    const [row, thread] = [rows[conversation], threads[conversation]];
    if (!row || !thread || !me) return;
    const seen = this.seen.get(conversation) ?? new Set();
    this.seen.set(conversation, seen.add(seq));
    const upto = readUpto(row.read_upto, thread.messages, seen, me.side);
    if (upto > row.read_upto) this.saw(conversation, upto, upto);
  }

  /** @param {number} conversation @param {number} delivered @param {number} [read] */
  saw(conversation, delivered, read = 0) {
    this.store.dispatch({ type: "seen", conversation, delivered, read });
    this.tellSoon();
  }

  /** Rows that arrived are messages that arrived. @param {import("../live/frames.js").Row[]} rows */
  received(rows) {
    for (const row of rows) if (row.unread > 0 && row.delivered_upto < row.head) this.saw(row.id, row.head);
  }

  tellSoon(ms = TOGETHER_MS) {
    this.timer ??= setTimeout(() => this.#tell(), ms);
  }

  async #tell() {
    this.timer = null;
    const marks = atMost(this.store.state.marks, this.most);
    if (this.telling || Object.keys(marks).length === 0 || this.store.state.phase.at !== "online") return;
    this.telling = true;
    const left = await this.live.call("receipt", { marks: onTheWire(marks) }).then(
      () => this.#told(marks),
      (refused) => this.#refused(marks, refused),
    );
    this.telling = false;
    this.tellSoon(left);
  }

  /** @param {import("../state/marks.js").Marks} marks @returns {number | undefined} */
  #told(marks) {
    this.most = MOST;
    this.store.dispatch({ type: "acknowledged", marks });
    return undefined;
  }

  /** One mark that is no longer ours to give must not hold up the others: they go one by one, and it is let go.
   *  @param {import("../state/marks.js").Marks} marks @param {import("../live/frames.js").Refused} refused */
  #refused(marks, refused) {
    if (refused.temporary) return TRY_AGAIN_MS;
    if (Object.keys(marks).length === 1) this.#told(marks);
    else this.most = 1;
    return TOGETHER_MS;
  }
}
