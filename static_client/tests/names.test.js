import assert from "node:assert/strict";
import { test } from "node:test";
import { colour, colours, firstName, fnv1a, initials, withoutForm } from "../state/names.js";

test("initials are the first and the last telling word", () => {
  const told = {
    "An Peeters": "AP",
    "Bram De Smet": "BS",
    "Kurt De Wolf": "KW",
    "Garage Verstraete BV": "GV",
    "Dr. Lien Maes, huisarts": "LM",
    "’t Hoekske, Horeca Vanneste BV": "HV",
    "Kantoor Van Damme": "VD",
    "Café De Zwaan": "CZ",
    Madonna: "MA",
    "Web & Co BV": "WC",
    "Jan 2 🙂 Jansen": "JJ",
  };
  for (const [name, letters] of Object.entries(told)) assert.equal(initials(name), letters, name);
});

test("a name without letters still gives something to draw", () => {
  assert.equal(initials("123"), "?");
  assert.equal(initials("De"), "D");
});

test("a colour is the same on every device", () => {
  assert.equal(fnv1a(""), 0x811c9dc5);
  assert.equal(fnv1a("foobar"), 0xbf9cf968);
  assert.equal(colour(42), fnv1a("42") % 12);
});

test("no two readers of one conversation share a colour, up to twelve", () => {
  const ids = Array.from({ length: 12 }, (_, i) => i + 1);
  assert.equal(new Set(colours(ids).values()).size, 12);
  assert.equal(colours(ids).get(1), colour(1));
  assert.equal(colours([...ids, 99]).get(99), colour(99));
});

test("short names", () => {
  assert.equal(firstName("Els Goossens"), "Els");
  assert.equal(withoutForm("Bakkerij De Gouden Krol BV"), "Bakkerij De Gouden Krol");
});
