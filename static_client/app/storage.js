import { keyOf } from "../state/corrections.js";

/**
 * What the user wrote, kept on this device so that no reload, crash or lost session loses a word. One key a piece:
 * two tabs never overwrite each other's.
 *
 * @typedef {import("../state/state.js").Pending} Pending
 * @typedef {import("../state/state.js").Correction} Correction
 */
export class Kept {
  /** @param {import("../live/frames.js").Me} me @param {Storage} storage */
  constructor({ person, office }, storage) {
    this.storage = storage;
    this.prefix = `vinkje ${office.id} ${person.id} `;
  }

  /** @param {string} kind */
  #entries(kind) {
    const start = this.prefix + kind;
    const keys = Array.from({ length: this.storage.length }, (_, i) => this.storage.key(i) ?? "");
    const ours = keys.filter((key) => key.startsWith(start));
    return ours.map((key) => [key.slice(start.length), this.storage.getItem(key) ?? ""]);
  }

  /** @param {string} name @param {string | null} text */
  #keep(name, text) {
    try {
      if (text) this.storage.setItem(this.prefix + name, text);
      else this.storage.removeItem(this.prefix + name);
    } catch {
      // A full or forbidden storage costs us the safety net, not the message.
    }
  }

  /** @returns {{outbox: Pending[], drafts: Record<string, string>, corrections: Correction[]}} */
  load() {
    const [outbox, corrections] = ["out ", "fix "].map((kind) =>
      this.#entries(kind)
        .map(([, text]) => JSON.parse(text ?? "{}"))
        .sort((a, b) => a.at - b.at),
    );
    return { outbox: outbox ?? [], drafts: Object.fromEntries(this.#entries("draft ")), corrections: corrections ?? [] };
  }

  /** @param {Pending} pending */
  keepPending(pending) {
    this.#keep(`out ${pending.cid}`, JSON.stringify(pending));
  }

  /** @param {string} cid */
  dropPending(cid) {
    this.#keep(`out ${cid}`, null);
  }

  /** @param {Correction} correction */
  keepCorrection(correction) {
    this.#keep(`fix ${keyOf(correction)}`, JSON.stringify(correction));
  }

  /** @param {string} key */
  dropCorrection(key) {
    this.#keep(`fix ${key}`, null);
  }

  /** @param {string} key @param {string} text */
  keepDraft(key, text) {
    this.#keep(`draft ${key}`, text);
  }
}
