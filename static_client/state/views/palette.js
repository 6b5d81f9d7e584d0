import { colours } from "../names.js";

/**
 * The colours of the people of one conversation, no two alike: its client readers first, then the staff who wrote.
 *
 * @param {import("../state.js").State} state
 * @param {import("../state.js").Row} row
 * @returns {Map<number, number>}
 */
export function paletteOf(state, row) {
  const readers = state.details[row.id]?.readers.filter(({ side }) => side === "client").map(({ id }) => id);
  const seated = row.seats?.map((seat) => seat.person.id) ?? readers ?? [];
  const wrote = (state.threads[row.id]?.messages ?? []).map((message) => message.author.id);
  const inOrder = (/** @type {number[]} */ ids) => [...new Set(ids)].sort((a, b) => a - b);
  return colours([...new Set([...inOrder(seated), ...inOrder(wrote)])]);
}
