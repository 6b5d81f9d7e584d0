import { quarter } from "../state/many.js";
import { many, t } from "../state/words.js";

const TOGETHER_MS = 600;

/** @param {import("../live/frames.js").Message} message */
const spoken = ({ text, attachments }) => text || many("attachment.n", attachments.length);

/** Says what happens to who cannot see it: one polite voice, bursts told as one, failures at once. */
export class Announcer {
  /** @param {HTMLElement} polite @param {HTMLElement} urgent */
  constructor(polite, urgent) {
    this.polite = polite;
    this.urgent = urgent;
    /** @type {{name: string, text: string}[]} */
    this.arrived = [];
    /** @type {import("../state/state.js").State["bulks"]} */
    this.bulks = {};
  }

  /** @param {import("../state/state.js").State} state @param {import("../state/reduce.js").Action} action */
  heard({ me, outbox, bulks }, action) {
    this.#sending(bulks);
    if (action.type === "news") for (const event of action.events) this.#news(event, me);
    if (action.type === "sent" && outbox.length === 0) this.polite.textContent = t("live.sent");
    if (action.type === "refused" || action.type === "correctionRefused") this.urgent.textContent = t("receipt.failed");
  }

  /**
   * @param {import("../live/frames.js").LiveEvent} event
   * @param {import("../live/frames.js").Me | null} me
   */
  #news({ t: type, d }, me) {
    const message = type === "message.new" ? d : type === "conversation.started" ? d.message : null;
    if (!message || message.deleted_at || message.author.id === me?.person.id) return;
    if (this.arrived.push({ name: message.author.name, text: spoken(message) }) === 1)
      setTimeout(() => this.#tell(), TOGETHER_MS);
  }

  /** Every quarter, not every dossier. @param {import("../state/state.js").State["bulks"]} bulks */
  #sending(bulks) {
    for (const bulk of Object.values(bulks)) {
      const before = this.bulks[bulk.bulk];
      const percent = before && quarter(before, bulk);
      if (percent) this.polite.textContent = t("bulk.live", { percent });
    }
    this.bulks = bulks;
  }

  #tell() {
    const [first, ...rest] = this.arrived;
    this.arrived = [];
    if (!first) return;
    const n = rest.length + 1;
    const one = rest.every((other) => other.name === first.name);
    if (n === 1) this.polite.textContent = t("live.new_message", first);
    else if (one) this.polite.textContent = many("live.new_messages_of", n, { name: first.name });
    else this.polite.textContent = many("new_messages", n);
  }
}
