"""Who takes part in a schedule: an office of its own with two dossiers, as rows."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property

from tests.properties.truth import Viewer
from tests.world import DAWN

STAFF = ("an", "sofie")
CLIENTS = ("els", "tom", "jan", "filip")
PROFILES = (
    ("els", 0, "full"),
    ("tom", 0, "full"),
    ("jan", 0, "limited"),
    ("filip", 1, "full"),
    ("tom", 1, "limited"),
)
FAR = DAWN * 2


@dataclass(frozen=True)
class Cast:
    """An and Sofie of the office; Els, Tom and (limited) Jan of the bakery; Filip, and limited Tom, of the garage."""

    number: int

    @property
    def office(self) -> int:
        return 2**40 + self.number * 100

    @property
    def bakery(self) -> int:
        return self.office + 1

    @property
    def garage(self) -> int:
        return self.office + 2

    @cached_property
    def viewers(self) -> dict[str, Viewer]:
        sides = [(name, "office") for name in STAFF] + [(name, "client") for name in CLIENTS]
        return {name: Viewer(self.office + 10 + n, self.office, side) for n, (name, side) in enumerate(sides)}

    @cached_property
    def streams(self) -> list[str]:
        people = (f"U:{self.office}:{viewer.person}" for viewer in self.viewers.values())
        return [f"S:{self.office}", f"D:{self.bakery}", f"D:{self.garage}", *people]

    def session(self, name: str) -> int:
        return self.viewers[name].person + 50


def enter(connection: sqlite3.Connection, casts: list[Cast]) -> None:
    """Insert them all."""
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
    for cast in casts:
        rows["office"].append(
            (cast.office, "Kantoor", "nl", "Europe/Brussels", "kantoor@example.test", True, DAWN)
        )
        for dossier, number in ((cast.bakery, "1001"), (cast.garage, "1002")):
            rows["dossier"].append(
                (dossier, cast.office, number, f"Dossier {number}", "", "nl", "none", "", True, DAWN)
            )
        for name, viewer in cast.viewers.items():
            person = viewer.person
            address = f"{name}.{cast.number}@example.test"
            rows["person"].append(
                (person, address, name.title(), "Test", "", "nl", "Europe/Brussels", True, DAWN)
            )
            rows["session"].append(
                (str(person), cast.session(name), person, cast.office, "", DAWN, DAWN, FAR)
            )
        rows["staff"] += [(cast.office, cast.viewers[name].person, "staff", True, DAWN) for name in STAFF]
        dossiers = (cast.bakery, cast.garage)
        rows["client"] += [
            (dossiers[n], cast.viewers[name].person, profile, DAWN) for name, n, profile in PROFILES
        ]
    with connection:
        connection.execute("BEGIN")
        for table, columns in TABLES.items():
            marks = ", ".join("?" * len(columns.split(",")))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])


TABLES = {
    "office": "id, name, language, time_zone, mailbox, subject_in_mail, created_at",
    "person": "id, email, first_name, last_name, title, language, time_zone, active, created_at",
    "dossier": "id, office_id, number, name, vat_number, language, vat_rhythm, tags, active, created_at",
    "staff": "office_id, person_id, role, active, joined_at",
    "client": "dossier_id, person_id, profile, since",
    "session": "digest, id, person_id, office_id, label, created_at, seen_at, expires_at",
}
