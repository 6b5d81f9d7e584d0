"""Who takes part in a schedule: an office of its own with two dossiers, as rows."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import asyncpg

from server.accounts.admission import digest_of
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
    profiles: tuple[tuple[str, int, str], ...] = PROFILES

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


def token(person: int) -> str:
    """The bearer token of his session."""
    return f"token of {person}"


def rows_of(casts: Iterable[Cast]) -> dict[str, list[tuple[object, ...]]]:
    """By table, in the columns of `TABLES` and in an order that satisfies every foreign key."""
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
    for cast in casts:
        office, dossiers = cast.office, (cast.bakery, cast.garage)
        rows["office"].append(
            (office, "Kantoor", "nl", "Europe/Brussels", "kantoor@example.test", True, DAWN)
        )
        for dossier in dossiers:
            name = str(dossier)
            rows["dossier"].append((dossier, office, name, name, "", "nl", "none", True, DAWN))
        for name, viewer in cast.viewers.items():
            person = viewer.person
            address = f"{name}.{cast.number}@example.test"
            rows["person"].append(
                (person, address, name.title(), "Test", "", "nl", "Europe/Brussels", True, DAWN)
            )
            secret = digest_of(token(person))
            rows["session"].append((secret, cast.session(name), person, office, "", DAWN, DAWN, FAR))
        rows["staff"] += [(office, cast.viewers[name].person, "staff", True, DAWN) for name in STAFF]
        rows["client"] += [
            (dossiers[n], cast.viewers[name].person, profile, DAWN) for name, n, profile in cast.profiles
        ]
    return rows


def enter(connection: sqlite3.Connection, casts: Iterable[Cast]) -> None:
    with connection:
        connection.execute("BEGIN")
        for table, rows in rows_of(casts).items():
            marks = ", ".join("?" * len(TABLES[table]))
            connection.executemany(f"INSERT INTO {table} ({', '.join(TABLES[table])}) VALUES ({marks})", rows)


async def enter_postgresql(connection: asyncpg.Connection, casts: Iterable[Cast]) -> None:
    for table, rows in rows_of(casts).items():
        await connection.copy_records_to_table(table, records=rows, columns=TABLES[table])


TABLES = {
    table: columns.split()
    for table, columns in {
        "office": "id name language time_zone mailbox subject_in_mail created_at",
        "person": "id email first_name last_name title language time_zone active created_at",
        "dossier": "id office_id number name vat_number language vat_rhythm active created_at",
        "staff": "office_id person_id role active joined_at",
        "client": "dossier_id person_id profile since",
        "session": "digest id person_id office_id label created_at seen_at expires_at",
    }.items()
}
