/**
 * My own high-water marks: what I still have to tell the server. State, not events: told again until acknowledged.
 *
 * @typedef {Record<number, [number, number]>} Marks conversation → delivered and read up to
 */

/**
 * @param {Marks} marks
 * @param {number} conversation
 * @param {number} delivered
 * @param {number} read
 * @returns {Marks}
 */
export function raise(marks, conversation, delivered, read) {
  const [d, r] = marks[conversation] ?? [0, 0];
  const up = Math.max(r, read);
  return { ...marks, [conversation]: [Math.max(d, delivered, up), up] };
}

/** @param {Marks} marks @param {Marks} told what the server acknowledged @returns {Marks} */
export function acknowledged(marks, told) {
  const left = Object.entries(marks).filter(([id, [d, r]]) => {
    const [td, tr] = told[Number(id)] ?? [-1, -1];
    return d > td || r > tr;
  });
  return Object.fromEntries(left);
}

/** @param {Marks} marks @param {number} limit @returns {Marks} */
export const atMost = (marks, limit) => Object.fromEntries(Object.entries(marks).slice(0, limit));

/** As the `receipt` command has them. @param {Marks} marks @returns {[number, number, number][]} */
export const onTheWire = (marks) => Object.entries(marks).map(([id, [d, r]]) => [Number(id), d, r]);
