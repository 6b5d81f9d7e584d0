import { Refused } from "../live/frames.js";
import { drawCid } from "../live/uuid7.js";
import { due } from "../state/outbox.js";

const TRY_AGAIN_MS = 2_000;

/** Sends what the user wrote, in order, under one cid each, until the server has it or refuses it. */
export class Sender {
  /**
   * @param {import("../state/store.js").Store} store
   * @param {import("../live/socket.js").Live} live
   * @param {import("./storage.js").Kept} kept
   */
  constructor(store, live, kept) {
    this.store = store;
    this.live = live;
    this.kept = kept;
    /** @type {Set<string>} */
    this.underway = new Set();
  }

  /** @param {number} conversation @param {string} text @param {import("../live/frames.js").Attachment[]} attachments */
  post(conversation, text, attachments = []) {
    const state = /** @type {const} */ ("waiting");
    const pending = { cid: drawCid(), conversation, text, at: Date.now(), state, attachments };
    this.kept.keepPending(pending);
    this.store.dispatch({ type: "posted", pending });
    this.pump();
  }

  /** @param {string} cid */
  again(cid) {
    this.store.dispatch({ type: "again", cid });
    this.pump();
  }

  /** @param {string} cid */
  discard(cid) {
    this.kept.dropPending(cid);
    this.store.dispatch({ type: "discard", cid });
  }

  pump() {
    for (const pending of due(this.store.state.outbox, this.underway)) this.#send(pending);
  }

  /** @param {import("../state/state.js").Pending} pending */
  async #send({ cid, conversation, text, attachments = [] }) {
    this.underway.add(cid);
    const files = attachments.length ? { attachments: attachments.map(({ id }) => id) } : {};
    try {
      const answer = await this.live.call("message.send", { cid, conversation, text, ...files });
      this.kept.dropPending(cid);
      this.store.dispatch({ type: "sent", cid, answer });
    } catch (refused) {
      await this.#refused(cid, /** @type {Refused} */ (refused));
    }
    this.underway.delete(cid);
    this.pump();
  }

  /** @param {string} cid @param {Refused} refused */
  async #refused(cid, { temporary, code }) {
    if (temporary || code === "unauthenticated") return new Promise((later) => setTimeout(later, TRY_AGAIN_MS));
    const pending = this.store.state.outbox.find((p) => p.cid === cid);
    if (pending) this.kept.keepPending({ ...pending, state: "failed", code });
    this.store.dispatch({ type: "refused", cid, code });
  }
}
