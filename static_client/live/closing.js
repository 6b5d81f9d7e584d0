/**
 * What a close code asks of us.
 * @typedef {{do: "stop"} | {do: "sign_in"} | {do: "return", in: number}} AfterClose
 */

const SIGN_IN = new Set([4004, 4005]);
const STAY_AWAY = new Set([4000, 4001, 4003, 4006, 4007, 1002, 1007, 1009]);
const RETURN_AT_ONCE = new Set([4200, 4201, 4202, 4203, 1001, 1012]);

const STEP_MS = 500;
const SHORT_OUTAGE = { attempts: 10, longest_ms: 10_000 };
const LONGEST_MS = 30_000;
const JITTER_MS = 1_000;

/**
 * @param {number} code the close code
 * @param {number} attempt how many times in a row we came back in vain
 * @param {() => number} random between 0 and 1
 * @param {number | null} asked the `reconnect_in_ms` the server gave, when it did
 * @returns {AfterClose}
 */
export function afterClose(code, attempt, random, asked = null) {
  if (SIGN_IN.has(code)) return { do: "sign_in" };
  if (STAY_AWAY.has(code)) return { do: "stop" };
  if (asked !== null) return { do: "return", in: asked };
  if (RETURN_AT_ONCE.has(code) && attempt === 0) return { do: "return", in: random() * JITTER_MS };
  const longest = attempt < SHORT_OUTAGE.attempts ? SHORT_OUTAGE.longest_ms : LONGEST_MS;
  return { do: "return", in: random() * Math.min(longest, STEP_MS * 2 ** attempt) };
}
