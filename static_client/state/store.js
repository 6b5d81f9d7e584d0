import { reduce } from "./reduce.js";

/**
 * Holds the state, and tells who listens that there is a next one.
 *
 * @typedef {import("./state.js").State} State
 */
export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Set<(state: State, action: import("./reduce.js").Action) => void>} */
    this.listeners = new Set();
  }

  /** @param {import("./reduce.js").Action} action */
  dispatch(action) {
    this.state = reduce(this.state, action);
    for (const listener of this.listeners) listener(this.state, action);
  }

  /** @param {(state: State, action: import("./reduce.js").Action) => void} listener */
  listen(listener) {
    this.listeners.add(listener);
  }
}
