/**
 * Who is there, as far as we were told; and what we tell of ourselves.
 *
 * @typedef {import("../live/frames.js").Present} Present
 * @typedef {import("../live/frames.js").Somebody} Somebody
 *
 * @typedef {object} Presence
 * @property {boolean} told whether the server told us everybody since we are connected
 * @property {string | null} at when we last heard anything of it
 * @property {Record<number, Present>} people
 * @property {Record<number, Somebody[]>} typing by conversation
 * @property {Record<number, Somebody[]>} looking by conversation
 *
 * @typedef {{visible: boolean, hiddenAt: number, activeAt: number}} Attention
 */

export const IDLE_MS = 300_000;
export const GLANCE_MS = 5_000;

/** @type {Presence} */
export const nobody = { told: false, at: null, people: {}, typing: {}, looking: {} };

/** @param {Present[]} people @returns {Record<number, Present>} */
const byId = (people) => Object.fromEntries(people.map((one) => [one.person.id, one]));

/** Of whom nothing is known now; when he was seen last we may remember. @param {Present} one @param {string} at @returns {Present} */
function lost({ person, state, since }, at) {
  return { person, state: "unknown", since: state === "unknown" ? since : at };
}

/** @param {Record<number, Present>} people @param {string} at */
const allLost = (people, at) => byId(Object.values(people).map((one) => lost(one, at)));

/** @param {Presence} now @param {{people: Present[]}} d @param {string} at @returns {Presence} */
export const everybody = (now, { people }, at) => ({
  ...now,
  told: true,
  at,
  people: { ...allLost(now.people, at), ...byId(people) },
});

/** @param {Presence} now @param {{people: Present[]}} d @param {string} at @returns {Presence} */
export const some = (now, { people }, at) => ({ ...now, at, people: { ...now.people, ...byId(people) } });

/** @param {Presence} now @param {"typing" | "looking"} what @param {{conversation: number, people: Somebody[]}} d @returns {Presence} */
export const within = (now, what, { conversation, people }) => ({
  ...now,
  [what]: { ...now[what], [conversation]: people },
});

/** Without a connection nothing is known of anybody. @param {Presence} now @param {string} at @returns {Presence} */
export const unheard = (now, at) => ({ ...nobody, at: now.at, people: allLost(now.people, at) });

/** @param {Presence} presence @param {number} person @returns {Present["state"]} */
export const stateOf = ({ people }, person) => people[person]?.state ?? "unknown";

/** Who is there, before it: away is a tab in the back, but not a short glance elsewhere. @param {Attention} page @param {number} now */
export function ownState({ visible, hiddenAt, activeAt }, now) {
  const gone = !visible && now - hiddenAt >= GLANCE_MS;
  return gone || now - activeAt >= IDLE_MS ? "away" : "online";
}

/**
 * What the address says of where we are.
 *
 * @param {import("./routes.js").Route} route
 * @param {import("../live/frames.js").Me} me
 */
export function whereOf({ name, conversation, place }, me) {
  if (conversation) return { conversation };
  const only = me.dossiers.length === 1 ? (me.dossiers[0]?.id ?? null) : null;
  const dossier = name === "presence" ? null : (place.dossier ?? only);
  return dossier ? { dossier } : null;
}
