"""Who could see what, and since when: noted at every commit of a schedule."""

import sqlite3
from dataclasses import dataclass, field

from tests.properties.cast import STAFF, Cast

BAKERY = "SELECT person_id, profile FROM client WHERE dossier_id = ?"


@dataclass
class Rights:
    """Only those to the bakery change. `history` is (time, profiles by person)."""

    cast: Cast
    history: list[tuple[float, dict[int, str]]] = field(default_factory=list)
    changed: bool = False

    def note(self, rows: sqlite3.Connection, at: float) -> None:
        now = dict(rows.execute(BAKERY, (self.cast.bakery,)))
        if not self.history or self.history[-1][1] != now:
            self.changed = bool(self.history)
            self.history.append((at, now))

    def are_known_everywhere(self) -> None:
        """From now on nobody is excused by what he could see before."""
        del self.history[:-1]

    def has_a_place(self, name: str) -> bool:
        """In this office, at this moment; who is in the garage too keeps one."""
        return name not in ("els", "jan") or self.cast.viewers[name].person in self.history[-1][1]

    def could_see(self, name: str, dossier: int, private_to: str | None, since: float) -> bool:
        """At any moment since then."""
        if name in STAFF:
            return True
        if private_to is not None and private_to != name:
            return False
        if dossier == self.cast.garage:
            return name == "filip" or private_to == name
        wanted = ("full",) if private_to is None else ("full", "limited")
        person = self.cast.viewers[name].person
        before = [profiles for at, profiles in self.history if at < since][-1:]
        lately = [profiles for at, profiles in self.history if at >= since]
        return any(profiles.get(person) in wanted for profiles in before + lately)
