import { Refused } from "../live/frames.js";
import { announced, reason } from "../state/uploads.js";

const ATTEMPTS = 5;
const AGAIN_MS = 1_500;
const AT_ONCE = 2;

/**
 * Where files go: a conversation, or a dossier in which one is about to start.
 *
 * @typedef {{conversation: number} | {dossier: number} | null} Target
 * @typedef {{place: string, file: File, target: Target, id: number | null, stop: AbortController}} Job
 */

/** Uploads what the user chose, at once and in pieces; goes on where it was after a cut. */
export class Uploader {
  /** @param {import("../state/store.js").Store} store @param {import("../live/api.js").Api} api */
  constructor(store, api) {
    this.store = store;
    this.api = api;
    /** @type {Map<string, Job>} */
    this.jobs = new Map();
    /** @type {Set<string>} */
    this.busy = new Set();
    this.drawn = 0;
  }

  /** @param {string} place @param {File[]} files @param {Target} target none yet: they wait for it */
  add(place, files, target) {
    const { uploads, limits } = this.store.state;
    const before = uploads[place]?.length ?? 0;
    const items = files.map((file, i) => announced(`file ${++this.drawn}`, file, limits, before + i));
    items.forEach((item, i) => {
      const file = /** @type {File} */ (files[i]);
      this.jobs.set(item.key, { place, file, target, id: null, stop: new AbortController() });
    });
    this.store.dispatch({ type: "filesAdded", place, files: items });
    this.pump();
  }

  /** Whoever chooses another dossier takes his files along. @param {string} place @param {Target} target */
  aim(place, target) {
    for (const [key, job] of this.jobs) {
      if (job.place !== place || JSON.stringify(job.target) === JSON.stringify(target)) continue;
      this.#forget(job);
      this.jobs.set(key, { ...job, target, id: null, stop: new AbortController() });
      const item = this.#item(key);
      if (item && !tooLarge(item)) this.#change(key, { state: "waiting", sent: 0, attachment: null, why: "" });
    }
    this.pump();
  }

  /** @param {string} key */
  again(key) {
    this.#change(key, { state: "waiting", why: "" });
    this.pump();
  }

  /** @param {string} place @param {string} key */
  remove(place, key) {
    const job = this.jobs.get(key);
    if (job) this.#forget(job);
    this.jobs.delete(key);
    this.store.dispatch({ type: "filesDropped", place, keys: [key] });
    this.pump();
  }

  /** They left with a message. @param {string} place */
  sent(place) {
    const keys = (this.store.state.uploads[place] ?? []).map(({ key }) => key);
    for (const key of keys) this.jobs.delete(key);
    this.store.dispatch({ type: "filesDropped", place, keys });
  }

  pump() {
    for (const [key, job] of this.jobs) {
      if (this.busy.size >= AT_ONCE) return;
      if (job.target && !this.busy.has(key) && this.#item(key)?.state === "waiting") void this.#run(key, job);
    }
  }

  /** @param {string} key @param {Job} job */
  async #run(key, job) {
    this.busy.add(key);
    this.#change(key, { state: "sending" });
    const { signal } = job.stop;
    try {
      const attachment = await this.#upload(key, job, ATTEMPTS);
      if (!signal.aborted) this.#change(key, { state: "ready", attachment, sent: job.file.size });
    } catch (refused) {
      const why = refused instanceof Refused ? reason(refused) : "attachment.failed";
      if (!signal.aborted) this.#change(key, { state: "failed", why });
    }
    this.busy.delete(key);
    this.pump();
  }

  /**
   * @param {string} key
   * @param {Job} job
   * @param {number} attempts
   * @returns {Promise<import("../live/frames.js").Attachment>}
   */
  async #upload(key, job, attempts) {
    try {
      const told = job.id ? await this.api.upload(job.id) : await this.api.beginUpload(job.file, job.target ?? {});
      job.id = told.id;
      await this.#pieces(key, job, told.offset, told.piece_bytes);
      return told.attachment ?? (await this.api.completeUpload(told.id));
    } catch (refused) {
      const passing = refused instanceof Refused && (refused.temporary || refused.code === "version_conflict");
      if (!passing || attempts <= 1 || job.stop.signal.aborted) throw refused;
      await new Promise((later) => setTimeout(later, AGAIN_MS));
      return this.#upload(key, job, attempts - 1);
    }
  }

  /** @param {string} key @param {Job} job @param {number} offset @param {number} most */
  async #pieces(key, job, offset, most) {
    let at = offset;
    while (at < job.file.size && !job.stop.signal.aborted) {
      this.#change(key, { sent: at });
      const piece = job.file.slice(at, at + most);
      at = (await this.api.sendPiece(/** @type {number} */ (job.id), at, piece, job.stop.signal)).offset;
    }
    if (!job.stop.signal.aborted) this.#change(key, { sent: at });
  }

  /** @param {Job} job */
  #forget(job) {
    job.stop.abort();
    if (job.id) void this.api.abortUpload(job.id).catch(() => null);
  }

  /** @param {string} key @param {Partial<import("../state/uploads.js").Upload>} change */
  #change(key, change) {
    this.store.dispatch({ type: "fileChanged", key, change });
  }

  /** @param {string} key */
  #item(key) {
    return Object.values(this.store.state.uploads)
      .flat()
      .find((item) => item.key === key);
  }
}

/** @param {import("../state/uploads.js").Upload} item */
const tooLarge = ({ why }) => why === "attachment.too_large" || why === "attachment.empty";
