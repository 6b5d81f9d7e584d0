import { t } from "../state/words.js";

/** @type {Record<string, string>} */
const WORDS = {
  unauthenticated: "signin.error",
  rate_limited: "signin.slow",
  unreachable: "error.unreachable",
  unavailable: "error.unreachable",
  forbidden: "error.forbidden",
  not_found: "error.gone",
  too_large: "failed.too_large",
};

/** A refusal in a person's words. @param {import("../live/frames.js").Refused} refused */
export const refusal = ({ code }) => t(WORDS[code] ?? "error.internal");
