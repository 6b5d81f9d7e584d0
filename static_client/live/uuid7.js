const hex = (/** @type {number} */ byte) => byte.toString(16).padStart(2, "0");

/**
 * A UUID of version 7: its first 48 bits are the time, so that identifiers sort by when they were drawn.
 *
 * @param {number} now milliseconds since 1970
 * @param {Uint8Array} bytes sixteen random ones
 */
export function uuid7(now, bytes) {
  const id = Uint8Array.from(bytes);
  for (let i = 0; i < 6; i++) id[i] = Math.floor(now / 2 ** (40 - 8 * i)) % 256;
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x70;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  const text = [...id].map(hex).join("");
  return [8, 12, 16, 20].reduce((s, at, i) => `${s.slice(0, at + i)}-${s.slice(at + i)}`, text);
}

/** A fresh identifier for something the user just sent. */
export const drawCid = () => uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
