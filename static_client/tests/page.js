import { readFileSync } from "node:fs";
import { reduce } from "../state/reduce.js";
import { initial } from "../state/state.js";
import { speak } from "../state/words.js";
import { NOON } from "./people.js";

export const words = (language) =>
  JSON.parse(readFileSync(new URL(`../locales/${language}.json`, import.meta.url), "utf8"));

export const speakDutch = () => speak("nl", words("nl"));

/** The page of `me`, with these conversations listed, after these actions. */
export function pageOf(me, rows, actions = [], address = "/communicatie") {
  const open = rows.filter((row) => row.closed === null).length;
  const counters = {
    open,
    closed: rows.length - open,
    unread: 0,
    ...(me.side === "office" ? { needs_answer: 0 } : { waiting: 0 }),
  };
  const place = initial(NOON, address).route.place;
  const loaded = { type: "listLoaded", page: { conversations: rows, next: null, counters }, place, q: "" };
  return [{ type: "signedIn", me }, loaded, ...actions].reduce(reduce, initial(NOON, address));
}

export const news = (t, d) => ({ type: "news", events: [{ t, d }] });
