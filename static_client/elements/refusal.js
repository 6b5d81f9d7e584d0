import { html, nothing } from "lit";
import { t } from "../state/words.js";
import { icon } from "./part.js";

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

/** What goes wrong, with its sign; nothing while all is well. @param {string | undefined} text */
export const problem = (text) => (text ? html`${icon("circle-alert")}${text}` : nothing);
