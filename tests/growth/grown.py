"""An office after years, as rows: loaded in bulk, the same shape at any size, its newest minute is now.

Conversation 0 is the newest. A minute lies between two of them, so what is recent and what is due is the same however
long the office exists; only the past grows. The very first is one long conversation.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.engine import make_url

from server.accounts.admission import digest_of
from server.accounts.models import Side
from server.accounts.principal import Principal
from server.db import is_sqlite, prepare_sqlite
from server.dossiers.folding import searched
from server.models import metadata
from tests.postgres import plain

NOW = 1_795_000_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
KEPT = 14 * DAY  # news older than that was thrown away
WORDS = (
    "factuur drukker kwartaal boeken gisteren bewijsstuk leasewagen btw aangifte betaald rekening kopie contract "
    "vraag antwoord document loonbrief onkosten vennootschap jaarrekening afschrijving klant leverancier termijn"
).split()
LOOKED = f"UPDATE installation SET looked_to = {NOW - MINUTE}"
NEEDLE = "zeldzaamheid"

Row = tuple[Any, ...]
Tables = dict[str, tuple[str, Iterable[Row]]]


@dataclass(frozen=True)
class Size:
    """`dossiers` is a prime, so that each has conversations of every kind; `long`: messages of the long one."""

    dossiers: int
    conversations: int
    messages: int
    long: int
    needles: int = 3

    @property
    def talks(self) -> int:
        return self.dossiers * self.conversations


@dataclass(frozen=True, slots=True)
class Talk:
    """Conversation `number`, counted from the newest."""

    number: int
    id: int
    dossier: int
    size: int

    @property
    def last_at(self) -> int:
        return NOW - (self.number + 1) * MINUTE

    @property
    def is_private(self) -> bool:
        return self.number % 7 == 3

    @property
    def is_closed(self) -> bool:
        return self.number % 2 == 1

    @property
    def is_clients(self) -> bool:
        """A client wrote last."""
        return self.number % 3 == 0

    @property
    def needs_answer(self) -> bool:
        return self.is_clients and not self.is_closed and self.number % 4 == 0

    @property
    def is_unread(self) -> bool:
        """By its first reader."""
        return not self.is_clients and self.number % 5 in (1, 2)

    @property
    def is_suspended(self) -> bool:
        """Closed by its reader before he read it."""
        return self.is_closed and self.is_unread

    def side(self, seq: int) -> Side:
        return "client" if (self.size - seq) % 2 != self.is_clients else "office"

    def at(self, seq: int) -> int:
        return self.last_at - (self.size - seq) * 1_000

    def last_of(self, side: Side) -> int:
        return self.size if self.side(self.size) == side else self.size - 1


class Grown:
    """The rows of one office, in the order their references want."""

    def __init__(self, size: Size, seed: int = 1) -> None:
        self.size = size
        self.random = random.Random(seed)
        self.sentences = [" ".join(self.random.choices(WORDS, k=8)) for _ in range(2_000)]
        self.office = self.id()
        self.staff = [self.id() for _ in range(3)]
        self.dossiers = [self.id() for _ in range(size.dossiers)]
        self.readers = [(self.id(), self.id()) for _ in range(size.dossiers)]
        self.epoch = "0123456789abcdef"

    def id(self) -> int:
        return self.random.getrandbits(52) + 1

    @cached_property
    def talks(self) -> list[Talk]:
        found = [
            Talk(number, self.id(), number % self.size.dossiers, self.size.messages)
            for number in range(self.size.talks)
        ]
        return [*found, Talk(self.size.talks, self.id(), 1, self.size.long)]

    @property
    def oldest_news(self) -> int:
        return max(NOW - KEPT, self.long.last_at)

    @property
    def long(self) -> Talk:
        return self.talks[-1]

    def talk(self, **wanted: bool) -> Talk:
        """The newest of the first dossier's that is so: `is_closed=False, is_private=True`."""
        mine = (talk for talk in self.talks if talk.dossier == 0)
        return next(
            talk for talk in mine if all(getattr(talk, name) == value for name, value in wanted.items())
        )

    def colleague(self, place: int = 0) -> Principal:
        return self._principal(self.staff[place], "office", "staff" if place else "admin")

    def client(self, dossier: int = 0, place: int = 0) -> Principal:
        return self._principal(self.readers[dossier][place], "client", "client")

    def _principal(self, person: int, side: Side, role: str) -> Principal:
        return Principal(self.session_of(person), person, self.office, side, role, "", "nl", "UTC", NOW + DAY)

    def session_of(self, person: int) -> int:
        return person + 1

    def secret_of(self, person: int) -> str:
        return f"secret of {person}"

    def tables(self) -> Tables:
        return {
            "office": ("id name language time_zone mailbox subject_in_mail created_at", [self._office()]),
            "person": (
                "id email first_name last_name title language time_zone active created_at",
                self._people(),
            ),
            "staff": ("office_id person_id role active joined_at", self._staff()),
            "dossier": (
                "id office_id number name vat_number language vat_rhythm responsible_id contact_id active "
                "created_at folded",
                self._dossiers(),
            ),
            "tag": ("dossier_id folded office_id name", self._tags()),
            "client": ("dossier_id person_id profile since", self._clients()),
            "session": (
                "digest id person_id office_id label created_at seen_at expires_at",
                self._sessions(),
            ),
            "conversation": (
                "id office_id dossier_id subject type private_to starter_id starter_side created_at head "
                "office_head client_head last_at needs_answer_since dismissed_upto office_remind_from closed_at "
                "closed_by",
                map(self._conversation, self.talks),
            ),
            "seat": (
                "conversation_id person_id side active first delivered_upto read_upto delivered_at read_at "
                "unread_since",
                self._seats(),
            ),
            "message": ("conversation_id seq author_id side cid digest text at version", self._messages()),
            "attachment": (
                "id office_id dossier_id uploader_id key name size received pieces state type sha256 "
                "conversation_id seq place created_at",
                self._attachments(),
            ),
            "mark": ("conversation_id person_id delivered_upto read_upto at", self._marks()),
            "reminder": (
                "id office_id conversation_id recipient_id side run unread_since due_at state reason mail attempts "
                "changed_at",
                self._reminders(),
            ),
            "stream": ("id head floor moved_at", self._streams()),
            "event": ("stream_id seq type conversation_id message_seq at", self._events()),
        }

    @property
    def people(self) -> list[int]:
        return [*self.staff, *(person for pair in self.readers for person in pair)]

    def _office(self) -> Row:
        return (self.office, "Kantoor", "nl", "UTC", "kantoor@example.test", True, NOW)

    def _people(self) -> Iterator[Row]:
        for person in self.people:
            yield (person, f"p{person}@example.test", "Jo", f"P{person}", "", "nl", "UTC", True, NOW)

    def _staff(self) -> Iterator[Row]:
        for place, person in enumerate(self.staff):
            yield (self.office, person, "staff" if place else "admin", True, 0)

    def _dossiers(self) -> Iterator[Row]:
        for place, dossier in enumerate(self.dossiers):
            names = (str(1000 + place), f"Bakkerij {place} BV", "", "nl", "none")
            facts = (
                self.staff[place % 3],
                self.readers[place][0],
                True,
                NOW,
                searched(names[1], names[0], ""),
            )
            yield (dossier, self.office, *names, *facts)

    def _tags(self) -> Iterator[Row]:
        for dossier in self.dossiers[::4]:
            yield (dossier, "horeca", self.office, "Horeca")

    def _clients(self) -> Iterator[Row]:
        for dossier, readers in zip(self.dossiers, self.readers, strict=True):
            for person in readers:
                yield (dossier, person, "full", NOW)

    def _sessions(self) -> Iterator[Row]:
        for person in self.people:
            secret, id = digest_of(self.secret_of(person)), self.session_of(person)
            yield (secret, id, person, self.office, "", NOW, NOW, NOW + DAY)
            yield (digest_of(f"old {person}"), id + 2**52, person, self.office, "", 0, 0, NOW - 5 * DAY)

    def _conversation(self, talk: Talk) -> Row:
        reader = self._audience(talk)[0]
        owed = talk.last_at if talk.needs_answer else None
        closed = (
            (talk.last_at, reader if talk.is_suspended else self.staff[0]) if talk.is_closed else (None, None)
        )
        by = (reader, "client") if talk.number % 4 < 2 else (self.staff[talk.number % 3], "office")
        return (
            *(talk.id, self.office, self.dossiers[talk.dossier], "Bewijsstuk", "specific"),
            *(reader if talk.is_private else None, *by, talk.at(1), talk.size),
            *(talk.last_of("office"), talk.last_of("client"), talk.last_at, owed),
            *(
                0 if owed or not talk.is_clients else talk.size,
                owed if talk.last_at > NOW - 2 * HOUR else None,
                *closed,
            ),
        )

    def _audience(self, talk: Talk) -> tuple[int, ...]:
        readers = self.readers[talk.dossier]
        return readers[:1] if talk.is_private else readers

    def _seats(self) -> Iterator[Row]:
        for talk in self.talks:
            for place, person in enumerate(self._audience(talk)):
                unread = talk.is_unread and place == 0
                read = talk.size - unread
                since = talk.last_at if unread else None
                yield (talk.id, person, "client", True, 0, talk.size, read, talk.last_at, talk.last_at, since)
            if talk.number % 5:
                marks = (0, talk.size, talk.size, talk.last_at, talk.last_at, None)
                yield (talk.id, self.staff[0], "office", True, *marks)

    def _messages(self) -> Iterator[Row]:
        every = max(1, len(self.talks) // self.size.needles)
        for talk in self.talks:
            authors = {"client": self._audience(talk)[-1], "office": self.staff[talk.number % 3]}
            for seq in range(1, talk.size + 1):
                said = self.sentences[(talk.number * 7 + seq) % len(self.sentences)]
                text = f"{said} {NEEDLE}" if seq == 1 and talk.number % every == every - 1 else said
                side = talk.side(seq)
                cid = str(UUID(int=talk.id << 32 | seq))
                yield (talk.id, seq, authors[side], side, cid, "", text, talk.at(seq), 1)

    def _attachments(self) -> Iterator[Row]:
        """One in every third conversation, with its first message."""
        for talk in self.talks:
            if talk.number % 3 == 0:
                place, by = self.dossiers[talk.dossier], self.staff[0]
                lies = ("k", "Factuur.pdf", 9, 9, "", "kept", "application/pdf", "")
                yield (self.id(), self.office, place, by, *lies, talk.id, 1, 0, talk.last_at)

    def _marks(self) -> Iterator[Row]:
        for talk in self.talks[:-1]:
            for person in self._audience(talk):
                yield (talk.id, person, talk.size, talk.size - talk.is_unread, talk.last_at)
        for person in self._audience(self.long):
            for seq in range(1, self.long.size + 1):
                yield (self.long.id, person, seq, seq, self.long.at(seq))

    def _reminders(self) -> Iterator[Row]:
        for talk in self.talks:
            if not talk.is_unread or talk.last_at > NOW - 2 * HOUR:
                continue
            due = talk.last_at + 2 * HOUR
            how = (
                ("cancelled", "closed", None)
                if talk.is_suspended
                else ("sent", "", f"<{talk.id}@example.test>")
            )
            run = (self._audience(talk)[0], "client", talk.size - 1, talk.last_at, due)
            yield (self.id(), self.office, talk.id, *run, *how, 0, due)

    def _heard(self, talk: Talk) -> tuple[str, str]:
        """The streams its news went to."""
        mine = f"U:{self.office}:{self.readers[talk.dossier][0]}"
        return f"S:{self.office}", mine if talk.is_private else f"D:{self.dossiers[talk.dossier]}"

    def _streams(self) -> Iterator[Row]:
        heads: dict[str, int] = {}
        floors: dict[str, int] = {}
        moved: dict[str, int] = {}
        for talk in reversed(self.talks):
            for name in self._heard(talk):
                heads[name] = heads.get(name, 0) + talk.size
                moved[name] = talk.last_at - talk.last_at % 10_000
                if talk.last_at < NOW - KEPT:
                    floors[name] = heads[name]
        for name, head in heads.items():
            yield (name, head, floors.get(name, 0), moved[name])

    def _events(self) -> Iterator[Row]:
        heads: dict[str, int] = {}
        for talk in reversed(self.talks):
            for name in self._heard(talk):
                before = heads.get(name, 0)
                heads[name] = before + talk.size
                if talk.last_at >= NOW - KEPT:
                    for seq in range(1, talk.size + 1):
                        yield (name, before + seq, "message.new", talk.id, seq, talk.last_at)


async def load(url: str, office: Grown) -> None:
    """Into a migrated database. PostgreSQL is told what it holds, as its autovacuum would."""
    if is_sqlite(url):
        _into_sqlite(make_url(url).database or "", office)
    else:
        await _into_postgresql(url, office)


def _into_sqlite(file: str, office: Grown) -> None:
    with sqlite3.connect(file, isolation_level=None) as connection:
        prepare_sqlite(connection)
        connection.execute("BEGIN")
        for table, (columns, rows) in office.tables().items():
            names = columns.split()
            places = ", ".join("?" * len(names))
            connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)
        connection.execute(LOOKED)
        connection.execute("COMMIT")
    connection.close()


async def _into_postgresql(url: str, office: Grown) -> None:
    connection = await asyncpg.connect(plain(url))
    for table, (columns, rows) in office.tables().items():
        await connection.copy_records_to_table(table, records=rows, columns=columns.split())
    await connection.execute(LOOKED)
    for table in metadata.tables:
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.close()
