export const PING_AFTER_MS = 40_000;
export const GIVE_UP_AFTER_MS = 55_000;

/**
 * What a silence asks of us.
 *
 * @param {number} silence milliseconds since the last frame
 * @param {boolean} pinged whether we asked already during this silence
 * @returns {"wait" | "ping" | "reconnect"}
 */
export function afterSilence(silence, pinged) {
  if (silence >= GIVE_UP_AFTER_MS) return "reconnect";
  return silence >= PING_AFTER_MS && !pinged ? "ping" : "wait";
}
