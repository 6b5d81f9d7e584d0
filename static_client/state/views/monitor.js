import { lately } from "../format.js";
import { FLAGS, isTicked, selectionOf, sorted, tickedCount, toggled, valuesOf, withQuery } from "../monitor.js";
import { colour, initials } from "../names.js";
import { many, t } from "../words.js";

/**
 * The client monitor as it is drawn.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../../live/frames.js").MonitorRow} MonitorRow
 *
 * @typedef {object} LineView
 * @property {number} id
 * @property {string} name
 * @property {string} href
 * @property {string} initials
 * @property {number} colour
 * @property {string} number
 * @property {string} vat
 * @property {{name: string, initials: string, colour: number} | null} responsible
 * @property {string} language
 * @property {string} rhythm
 * @property {string} rhythmName
 * @property {string} last
 * @property {number} count
 * @property {string} countName
 * @property {string} waits
 * @property {boolean} late
 * @property {boolean} ticked
 * @property {boolean} active
 *
 * @typedef {{label: string, current: boolean, query: string}} Option
 * @typedef {{name: string, label: string, values: string, without: string, options: Option[]}} ChipView
 * @typedef {{sort: string, label: string, query: string, order: "ascending" | "descending" | "none", look: string}} ColumnView
 * @typedef {import("../../live/frames.js").View} View
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LANGUAGES = ["nl", "fr", "de", "en"];
const RHYTHMS = ["monthly", "quarterly", "none"];

/** 20 min, 2 u, 4 d @param {number} ms */
export function span(ms) {
  if (ms < HOUR) return t("span.minutes", { n: Math.max(1, Math.floor(ms / MINUTE)) });
  if (ms < DAY) return t("span.hours", { n: Math.floor(ms / HOUR) });
  return t("span.days", { n: Math.floor(ms / DAY) });
}

/** @param {State} state @returns {(row: MonitorRow) => LineView} */
export const lineOf = (state) => (row) => {
  const waited = row.needs_answer_since ? state.now - new Date(row.needs_answer_since).getTime() : 0;
  const waits = row.needs_answer ? span(waited) : "";
  const responsible = row.responsible && {
    name: row.responsible.name,
    initials: initials(row.responsible.name),
    colour: colour(row.responsible.id),
  };
  return {
    id: row.id,
    name: row.name,
    href: `/klanten/${row.id}/communicatie`,
    initials: initials(row.name),
    colour: colour(row.id),
    number: row.number,
    vat: row.vat_number,
    responsible,
    language: row.language.toLocaleUpperCase(),
    rhythm: row.vat_rhythm,
    rhythmName: t(`vat_rhythm.${row.vat_rhythm}`),
    last: row.last_at ? lately(row.last_at, state.now) : "–",
    count: row.needs_answer,
    countName: row.needs_answer ? many("monitor.count_help", row.needs_answer, { span: waits }) : "",
    waits,
    late: waited >= DAY,
    ticked: isTicked(state.monitor.ticked, row.id),
    active: row.active,
  };
};

/** An empty `sort`: not to be sorted by. @param {string} query @returns {ColumnView[]} */
function columns(query) {
  const given = new URLSearchParams(query);
  const [sort, down] = [given.get("sort") || "name", given.get("descending") === "true"];
  const column = (/** @type {string} */ name, /** @type {string} */ label, look = "") => ({
    sort: name,
    label,
    query: sorted(query, name),
    order: /** @type {"ascending"} */ (sort === name ? (down ? "descending" : "ascending") : "none"),
    look,
  });
  return [
    column("name", t("dossier")),
    column("number", t("dossier.number")),
    { sort: "", label: t("vat_number"), query, order: "none", look: "" },
    column("responsible", t("dossier.responsible")),
    column("language", t("language")),
    column("vat_rhythm", t("vat_regime")),
    column("last_at", t("last_activity")),
    column("needs_answer", t("monitor.count"), "num"),
    column("needs_answer_since", t("waiting_since")),
  ];
}

/** @param {string} query @param {string} name @param {string} label @param {[string, string][]} options */
function chip(query, name, label, options) {
  const values = valuesOf(query, name);
  return {
    name,
    label,
    values: options.flatMap(([value, told]) => (values.includes(value) ? [told] : [])).join(", ") || values.join(", "),
    without: withQuery(query, { [name]: "" }),
    options: options.map(([value, told]) => {
      const current = values.includes(value);
      const flag = FLAGS.includes(name) || name === "active";
      return { label: told, current, query: flag ? withQuery(query, { [name]: current ? "" : value }) : toggled(query, name, value) };
    }),
  };
}

/** @param {number} now @param {number} days */
const dayAgo = (now, days) => new Date(now - days * DAY).toISOString().slice(0, 10);

/** @param {State} state @param {string} query @returns {ChipView[]} */
function chips(state, query) {
  const { choices } = state.monitor;
  const yes = /** @type {[string, string][]} */ ([["true", t("yes")], ["false", t("no")]]);
  const people = choices.responsible.map(({ id, name }) => /** @type {[string, string]} */ ([String(id), name]));
  return [
    chip(query, "vat_rhythm", t("vat_regime"), RHYTHMS.map((one) => [one, t(`vat_rhythm.${one}`)])),
    chip(query, "responsible", t("dossier.responsible"), [["me", t("me")], ...people, ["none", t("nobody")]]),
    chip(query, "language", t("language"), LANGUAGES.map((one) => [one, t(`lang.${one}`)])),
    chip(query, "needs_answer", t("needs_action"), yes),
    ...(choices.tags.length || valuesOf(query, "tags").length
      ? [chip(query, "tags", t("tags"), choices.tags.map((tag) => [tag, tag]))]
      : []),
  ];
}

/** @param {State} state @param {string} query @returns {{set: ChipView[], more: Option[]}} */
function others(state, query) {
  const [week, month] = [dayAgo(state.now, 7), dayAgo(state.now, 30)];
  const yes = /** @type {[string, string][]} */ ([["true", t("yes")], ["false", t("no")]]);
  const all = [
    chip(query, "open", t("monitor.open"), yes),
    chip(query, "since", t("monitor.since"), [[week, t("monitor.week")]]),
    chip(query, "until", t("monitor.until"), [[month, t("monitor.month")]]),
    chip(query, "active", t("monitor.active_one"), [["no", t("no")], ["all", t("filter.all")]]),
  ];
  return { set: all.filter((one) => one.values), more: labelled(all) };
}

/** Every choice of these, in one list. @param {ChipView[]} all @returns {Option[]} */
const labelled = (all) =>
  all.flatMap((one) => one.options.map((option) => ({ ...option, label: `${one.label}: ${option.label}` })));

/** @param {import("../monitor.js").MonitorState} monitor */
function startHref(monitor) {
  const { ticked } = monitor;
  if (!ticked.all && ticked.ids.length === 1) return `/communicatie/start?dossier=${ticked.ids[0]}`;
  return `/klanten/start?selection=${encodeURIComponent(JSON.stringify(selectionOf(monitor)))}`;
}

/** @typedef {ReturnType<typeof monitorView>} MonitorView @param {State} state */
export function monitorView(state) {
  const { monitor } = state;
  const query = state.route.name === "monitor" ? (state.route.query ?? "") : monitor.query;
  const ticked = tickedCount(monitor.ticked, monitor.count);
  const number = new Intl.NumberFormat(document.documentElement.lang || "nl");
  const { set, more } = others(state, query);
  const plain = chips(state, query);
  const found = monitor.status === "loading" && !monitor.rows.length ? "" : number.format(monitor.count);
  const here = withQuery(query, {});
  return {
    query,
    rows: monitor.rows,
    line: lineOf(state),
    status: monitor.status,
    count: monitor.count,
    told: !found ? "" : monitor.count === monitor.total ? many("monitor.dossiers", monitor.count, { n: found }) : t("monitor.of", { n: found, total: number.format(monitor.total) }),
    filtered: Object.keys(Object.fromEntries(new URLSearchParams(query))).some((name) => name !== "sort" && name !== "descending"),
    q: new URLSearchParams(query).get("q") ?? "",
    clear: withQuery("", { sort: new URLSearchParams(query).get("sort") ?? "" }),
    columns: columns(query),
    chips: [...plain, ...set],
    more,
    all: [...labelled(plain), ...more],
    ticked: monitor.ticked,
    tickedCount: ticked,
    tickedTold: number.format(ticked),
    foundTold: found,
    startHref: startHref(monitor),
    offline: state.phase.at !== "online" && state.cut,
    view: monitor.views.find((one) => withQuery(one.query, {}) === here && one.query !== "") ?? null,
    now: state.now,
  };
}
