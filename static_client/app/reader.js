import { acknowledged, atMost, onTheWire } from "../state/marks.js";

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
    const marks = atMost(this.store.state.marks, MOST);
    if (this.telling || Object.keys(marks).length === 0 || this.store.state.phase.at !== "online") return;
    this.telling = true;
    const left = await this.live.call("receipt", { marks: onTheWire(marks) }).then(
      () => this.store.dispatch({ type: "acknowledged", marks }),
      (refused) => this.#refused(marks, refused),
    );
    this.telling = false;
    this.tellSoon(left);
  }

  /** @param {import("../state/marks.js").Marks} marks @param {import("../live/frames.js").Refused} refused */
  #refused(marks, refused) {
    if (refused.temporary) return TRY_AGAIN_MS;
    // A conversation that is no longer ours: what we read there is nobody's business any more.
    if (Object.keys(acknowledged(this.store.state.marks, {})).length) this.store.dispatch({ type: "acknowledged", marks });
    return TOGETHER_MS;
  }
}
