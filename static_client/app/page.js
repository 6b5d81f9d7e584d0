import { Api } from "../live/api.js";
import { Refused } from "../live/frames.js";
import { readIn } from "../state/format.js";
import { address, officeOf, parse, samePlace } from "../state/routes.js";
import { initial } from "../state/state.js";
import { Store } from "../state/store.js";
import { known, speak } from "../state/words.js";
import { Announcer } from "./announcer.js";
import { INTENTS } from "./intents.js";
import { SignedIn } from "./signed-in.js";

const OURS = ["/communicatie", "/klanten", "/aanwezigheid", "/instellingen"].map((path) => `a[href^='${path}']`).join(", ");
const TICK_MS = 30_000;
const here = () => location.pathname + location.search + location.hash;

/** The page as a whole: who is signed in, where we are, and what the user asks. */
export class Page {
  constructor() {
    this.store = new Store(initial(Date.now(), here()));
    this.api = new Api(() => this.store.dispatch({ type: "expired" }));
    /** @type {SignedIn | null} */
    this.user = null;
    /** @type {((to: string) => void) | null} asks before what is not saved is left */
    this.guard = null;
  }

  /** @param {HTMLElement & {state: any}} app @param {Announcer} announcer */
  async start(app, announcer) {
    await this.speak(localStorage.getItem("vinkje language") ?? navigator.language);
    this.store.listen((state, action) => {
      app.state = state;
      announcer.heard(state, action);
    });
    app.addEventListener("intent", (event) => this.#intent(/** @type {CustomEvent} */ (event).detail));
    app.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.#returned());
    addEventListener("beforeunload", (event) => this.guard && event.preventDefault());
    setInterval(() => this.store.dispatch({ type: "tick", now: Date.now() }), TICK_MS);
    await this.#session();
  }

  /** @param {string} language */
  async speak(language) {
    const ours = known(language);
    const dictionary = await fetch(new URL(`../locales/${ours}.json`, import.meta.url)).then((response) =>
      response.json(),
    );
    speak(ours, dictionary);
    document.documentElement.lang = ours;
    this.store.dispatch({ type: "tick", now: Date.now() });
  }

  async #session() {
    const me = await this.api.session().then(
      (d) => d.me,
      () => null,
    );
    if (me) await this.#enter(me);
    else this.store.dispatch({ type: "signedOut" });
  }

  /** Sign-in chooses an office; meant is where one was before, or what the link is about. @param {import("../live/frames.js").Me} me */
  async #meant(me) {
    const meant = this.store.state.me?.office.id ?? officeOf(here());
    if (!meant || meant === me.office.id || !me.places.some(({ office }) => office.id === meant)) return me;
    return this.api.switchOffice(meant).then(
      (d) => d.me,
      () => me,
    );
  }

  /** @param {import("../live/frames.js").Me} admitted */
  async #enter(admitted) {
    const me = await this.#meant(admitted);
    readIn(me.person.time_zone);
    await this.speak(me.person.language);
    const home = me.role === "support" ? "/aanwezigheid" : "/communicatie";
    if (location.pathname === "/" || location.pathname === "/aanmelden") this.#move(home, true);
    this.store.dispatch({ type: "signedIn", me });
    if (this.user) return this.user.resume();
    this.user = new SignedIn(this.store, this.api, me);
    await this.user.start();
  }

  /**
   * @param {{email: string, password: string, remember: boolean, done: (refused: Refused | null) => void}} given
   */
  async signIn({ done, ...credentials }) {
    try {
      const { me } = await this.api.signIn(credentials);
      done(null);
      if (this.user && me.person.id !== this.store.state.me?.person.id) return location.reload();
      await this.#enter(me);
    } catch (refused) {
      done(refused instanceof Refused ? refused : new Refused({ code: "internal", message: "" }));
    }
  }

  /** @param {{link: string, password: string, done: (refused: Refused | null) => void}} given */
  async choosePassword({ link, password, done }) {
    try {
      await this.api.choosePassword(link, password);
      location.assign("/communicatie");
    } catch (refused) {
      done(refused instanceof Refused ? refused : new Refused({ code: "internal", message: "" }));
    }
  }

  /** @param {string} to @param {{replace?: boolean}} [how] */
  go(to, { replace = false } = {}) {
    if (this.guard) return this.guard(to);
    this.#move(to, replace);
    this.#arrive();
  }

  /** @param {string} to @param {boolean} replace */
  #move(to, replace) {
    const from = replace ? history.state?.from : here();
    history[replace ? "replaceState" : "pushState"]({ from }, "", to);
    this.store.dispatch({ type: "routed", route: parse(to) });
  }

  /** Back or forward; who has something to save stays until he said so. */
  #returned() {
    if (!this.guard) return this.#arrive();
    const to = here();
    history.pushState({}, "", address(this.store.state.route));
    this.guard(to);
  }

  #arrive() {
    const before = this.store.state.list.place;
    this.store.dispatch({ type: "routed", route: parse(here()) });
    if (!this.user || this.store.state.session !== "in") return;
    if (!samePlace(before, this.store.state.route.place)) void this.user.sync.list();
    this.user.show();
  }

  /** @param {{do: string}} detail */
  #intent({ do: name, ...d }) {
    const intent = INTENTS[name];
    if (!intent) throw new Error(`nobody does "${name}"`);
    intent(this, d);
  }

  /** A link within the page is a move, not a load. @param {MouseEvent} event */
  #clicked(event) {
    const link = event.target instanceof Element ? event.target.closest(OURS) : null;
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const to = link.getAttribute("href") ?? "/communicatie";
    if (to !== here()) this.go(to);
    else this.#arrive();
  }
}
