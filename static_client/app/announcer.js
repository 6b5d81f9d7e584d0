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
  }

  /** @param {import("../state/state.js").State} state @param {import("../state/reduce.js").Action} action */
  heard({ me, outbox }, action) {
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
