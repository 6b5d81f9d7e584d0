/**
 * The order of a list under a hand: rows stay where they are, what would move or arrive waits. A row that no longer
 * belongs leaves at once.
 *
 * @template {{id: number}} R
 * @param {R[]} rows as they should be
 * @param {number[] | null} order held, or null
 * @returns {{rows: R[], waiting: number}} `waiting`: how many are not where they should be
 */
export function held(rows, order) {
  if (!order) return { rows, waiting: 0 };
  const byId = new Map(rows.map((row) => [row.id, row]));
  const stay = order.flatMap((id) => byId.get(id) ?? []);
  const shown = new Set(order);
  const oldest = stay.at(-1);
  const below = oldest ? rows.slice(rows.indexOf(oldest) + 1).filter((row) => !shown.has(row.id)) : rows;
  const next = [...stay, ...below];
  const wanted = rows.filter((row) => next.includes(row));
  return { rows: next, waiting: rows.length - next.length + moved(next, wanted) };
}

/**
 * How many rows would have to be lifted to get from one order to the other.
 *
 * @param {{id: number}[]} now
 * @param {{id: number}[]} wanted
 */
function moved(now, wanted) {
  const place = new Map(now.map((row, i) => [row.id, i]));
  let lifted = 0;
  let highest = Infinity;
  for (const row of [...wanted].reverse()) {
    const at = place.get(row.id) ?? 0;
    if (at > highest) lifted += 1;
    else highest = at;
  }
  return lifted;
}
