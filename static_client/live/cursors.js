/**
 * Where we are in each stream. News is applied exactly once and in order: what we have is dropped, and a hole is
 * answered by asking the server to resume.
 *
 * @typedef {import("./frames.js").Cursor} Cursor
 * @typedef {import("./frames.js").LiveEvent} LiveEvent
 */

/**
 * @param {Cursor} cursor
 * @param {LiveEvent} event
 * @returns {"apply" | "drop" | "resume" | "reload"} reload: a stream our snapshot did not know
 */
export function verdict(cursor, event) {
  if (event.s === undefined || event.q === undefined) return "apply";
  const here = cursor[event.s];
  if (here === undefined) return "reload";
  if (event.q <= here) return "drop";
  return event.p === here ? "apply" : "resume";
}

/**
 * The events of a batch that are new to us, each naming its stream.
 *
 * @param {Cursor} cursor
 * @param {{s: string, d: LiveEvent[]}} batch
 * @returns {LiveEvent[]}
 */
export function fresh(cursor, { s, d }) {
  const here = cursor[s] ?? -1;
  return d.filter((event) => (event.q ?? 0) > here).map((event) => ({ ...event, s }));
}

/** Whether a heartbeat tells of news we never received. @param {Cursor} cursor @param {Cursor} told */
export const behind = (cursor, told) => Object.entries(told).some(([s, q]) => (cursor[s] ?? 0) < q);

/** Whether news came since a snapshot was taken. @param {Cursor} snapshot @param {Cursor} cursor */
export const isOvertaken = (snapshot, cursor) => Object.entries(snapshot).some(([s, q]) => q < (cursor[s] ?? 0));
