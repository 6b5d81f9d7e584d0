import { Refused } from "./frames.js";

/**
 * Commands and their answers. A call is kept until it is answered: after a reconnect it leaves again, with the
 * same identifiers, and the server knows it by its `cid`.
 *
 * @typedef {{t: string, d: object, resolve: (d: any) => void, reject: (e: Error) => void}} Call
 */
export class Calls {
  /** @param {(frame: string) => void} send */
  constructor(send) {
    this.send = send;
    /** @type {Map<string, Call>} */
    this.waiting = new Map();
    this.last = 0;
  }

  /**
   * @param {string} t
   * @param {object} d
   * @param {boolean} now whether it may leave at once
   * @returns {Promise<any>} the answer's `d`; rejects with Refused
   */
  make(t, d, now) {
    const id = String(++this.last);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { t, d, resolve, reject });
      if (now) this.leave(id);
    });
  }

  /** @param {string} id */
  leave(id) {
    const call = this.waiting.get(id);
    if (call) this.send(JSON.stringify({ t: call.t, id, d: call.d }));
  }

  leaveAgain() {
    for (const id of this.waiting.keys()) this.leave(id);
  }

  /** @param {import("./frames.js").Frame} frame an `ok` or an `error` */
  answered(frame) {
    const call = this.waiting.get(frame.id ?? "");
    if (!call) return;
    this.waiting.delete(frame.id ?? "");
    if (frame.t === "ok") call.resolve(frame.d ?? {});
    else call.reject(new Refused(frame.d));
  }
}
