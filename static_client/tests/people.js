/** The cast of the page's tests: Kantoor Van Damme, and the bakery. */

export const AN = { id: 1, name: "An Peeters", side: "office" };
export const SOFIE = { id: 2, name: "Sofie Claes", side: "office" };
export const ELS = { id: 11, name: "Els Goossens", side: "client" };
export const TOM = { id: 12, name: "Tom Goossens", side: "client" };

const OFFICE = {
  id: 100,
  name: "Kantoor Van Damme",
  language: "nl",
  time_zone: "Europe/Brussels",
  remind_after_s: 7200,
};
export const BAKERY = { id: 200, number: "1001", name: "Bakkerij De Gouden Krol BV", language: "nl" };

const me = (person, role, dossiers) => ({
  person: {
    ...person,
    first_name: person.name.split(" ")[0],
    last_name: "",
    title: "",
    email: "",
    language: "nl",
    time_zone: "Europe/Brussels",
  },
  office: OFFICE,
  side: person.side,
  role,
  dossiers,
  places: [],
  streams: [],
});

export const asAn = me(AN, "admin", []);
export const asEls = me(ELS, "client", [{ id: 200, number: "1001", name: BAKERY.name, profile: "full" }]);

export const NOON = Date.parse("2026-11-23T11:00:00Z");
export const at = (minutes) => new Date(NOON + minutes * 60_000).toISOString();

export const said = (seq, author, text = `nummer ${seq}`, minutes = seq) => ({
  conversation: 7,
  seq,
  author,
  text,
  at: at(minutes),
  cid: `cid-${seq}`,
  version: 1,
  edited_at: null,
  deleted_at: null,
  attachments: [],
});

export const seat = ({ id, name }, delivered_upto = 0, read_upto = 0, first = 0) => ({
  person: { id, name },
  first,
  delivered_upto,
  read_upto,
  delivered_at: null,
  read_at: null,
});

/** An asked something in the bakery's dossier; `row` changes what a test is about. */
export const conversation = (row = {}) => ({
  id: 7,
  dossier: BAKERY,
  subject: "Meubelhuis Aerts: beroepsmatige uitgave?",
  type: "specific",
  audience: "all",
  private_to: null,
  starter: AN,
  created_at: at(1),
  head: 1,
  last: { seq: 1, author: { id: AN.id, name: AN.name }, side: "office", text: "nummer 1", at: at(1), deleted: false },
  last_at: at(1),
  closed: null,
  read_upto: 1,
  delivered_upto: 1,
  unread: 0,
  may: { close: true, reopen: false, send: true },
  needs_answer: false,
  needs_answer_since: null,
  assignee: null,
  seats: [seat(ELS), seat(TOM)],
  ...row,
});
