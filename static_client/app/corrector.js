import { due, keyOf } from "../state/corrections.js";

const TRY_AGAIN_MS = 2_000;

/**
 * Sends what the user changed or took back until the server has it or refuses it. Both may be sent twice: the server
 * answers the second time as it did the first.
 *
 * @typedef {import("../state/state.js").Correction} Correction
 * @typedef {import("../live/frames.js").Refused} Refused
 */
export class Corrector {
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

  /** @param {Omit<Correction, "at" | "state">} wish */
  correct(wish) {
    const correction = /** @type {const} */ ({ ...wish, at: Date.now(), state: "waiting" });
    this.kept.keepCorrection(correction);
    this.store.dispatch({ type: "correct", correction });
    this.pump();
  }

  /** @param {{conversation: number, seq: number}} of */
  discard(of) {
    this.kept.dropCorrection(keyOf(of));
    this.store.dispatch({ type: "uncorrect", of });
  }

  pump() {
    for (const correction of due(this.store.state.corrections, this.underway)) void this.#send(correction);
  }

  /** @param {Correction} correction */
  async #send(correction) {
    const { conversation, seq, version, text, deletes } = correction;
    this.underway.add(keyOf(correction));
    try {
      const answer = deletes
        ? await this.live.call("message.delete", { conversation, seq })
        : await this.live.call("message.edit", { conversation, seq, version, text });
      this.kept.dropCorrection(keyOf(correction));
      this.store.dispatch({ type: "corrected", correction, answer });
    } catch (refused) {
      await this.#refused(correction, /** @type {Refused} */ (refused));
    }
    this.underway.delete(keyOf(correction));
    this.pump();
  }

  /** @param {Correction} correction @param {Refused} refused */
  async #refused(correction, { temporary, code }) {
    if (temporary || code === "unauthenticated") return new Promise((later) => setTimeout(later, TRY_AGAIN_MS));
    this.kept.dropCorrection(keyOf(correction));
    this.store.dispatch({ type: "correctionRefused", correction, code });
  }
}
