"""Many dossiers and messages at once, to try an installation at its size: conversations read and answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from server.accounts.models import Office, Person, Staff
from server.clock import Instant
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Client, Dossier
from server.ids import new_id
from server.messages.actions import content_digest
from server.messages.models import Message
from server.receipts.models import Mark
from server.store import Store

CHUNK = 2_000
IN_A_CONVERSATION = 20
MINUTE = 60_000
SAID = {"office": "Dag, bezorg je ons dit bewijsstuk nog?", "client": "Het staat in Documenten."}

Row = dict[str, Any]


async def seed(store: Store, *, dossiers: int, messages: int, password_hash: str | None = None) -> Office:
    """A new office with that many dossiers, one client each, and that many messages spread over them.

    Its staff member is `staff@<id>.example`, its clients `client<n>@<id>.example`; they sign in with the password
    of `password_hash`, if given.
    """
    now = store.clock()
    office = Office(name=f"Kantoor van {dossiers} dossiers", mailbox="kantoor@example.test", created_at=now)
    async with store.begin() as session:
        session.add(office)
        await session.flush()
        staff = _person(office, "staff", password_hash, now)
        people = [_person(office, f"client{n}", password_hash, now) for n in range(1, dossiers + 1)]
        files = [_dossier(office, n, staff, person, now) for n, person in enumerate(people, 1)]
        places = [
            {"dossier_id": file["id"], "person_id": file["contact_id"], "profile": "full", "since": now}
            for file in files
        ]
        works = {
            "office_id": office.id,
            "person_id": staff["id"],
            "role": "admin",
            "active": True,
            "joined_at": now,
        }
        first: list[tuple[type[SQLModel], list[Row]]] = [
            (Person, [staff, *people]),
            (Staff, [works]),
            (Dossier, files),
            (Client, places),
        ]
        for table, rows in first:
            await _insert(session, table, iter(rows))
        talks = [talk for share in _shares(files, messages) for talk in share]
        tables: list[tuple[type[SQLModel], Iterator[Row]]] = [
            (Conversation, (_conversation(talk, now) for talk in talks)),
            (Message, (_message(talk, seq, now) for talk in talks for seq in range(1, talk.size + 1))),
            (Seat, (_seat(talk, now) for talk in talks)),
            (Mark, (_mark(talk, now) for talk in talks)),
        ]
        for table, each in tables:
            await _insert(session, table, each)
    return office


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of `size` messages in turn, the office's last; `ago` minutes before the newest one's end."""

    id: int
    dossier: Row
    size: int
    ago: int

    def side(self, seq: int) -> str:
        return "client" if (self.size - seq) % 2 else "office"

    def author(self, seq: int) -> int:
        column = "contact_id" if self.side(seq) == "client" else "responsible_id"
        return int(self.dossier[column])

    def at(self, seq: int, now: Instant) -> Instant:
        return now - (self.ago + self.size - seq + 1) * MINUTE


async def _insert(session: AsyncSession, table: type[SQLModel], rows: Iterator[Row]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        await session.execute(insert(table), chunk)


def _shares(dossiers: list[Row], messages: int) -> Iterator[list[Talk]]:
    """Each dossier's conversations, as even as it can be."""
    least, more = divmod(messages, len(dossiers))
    for place, dossier in enumerate(dossiers):
        left = least + (place < more)
        sizes = [min(IN_A_CONVERSATION, left - begun) for begun in range(0, left, IN_A_CONVERSATION)]
        yield [Talk(new_id(), dossier, size, len(dossiers) * turn + place) for turn, size in enumerate(sizes)]


def _person(office: Office, name: str, password_hash: str | None, now: Instant) -> Row:
    person = Person(
        email=f"{name}@{office.id}.example",
        password_hash=password_hash,
        first_name=name.capitalize(),
        last_name="Proef",
        created_at=now,
    )
    return person.model_dump()


def _dossier(office: Office, number: int, staff: Row, client: Row, now: Instant) -> Row:
    dossier = Dossier(
        office_id=office.id,
        number=str(1000 + number),
        name=f"Proefdossier {number} BV",
        responsible_id=staff["id"],
        contact_id=client["id"],
        created_at=now,
    )
    return dossier.model_dump()


def _conversation(talk: Talk, now: Instant) -> Row:
    conversation = Conversation(
        id=talk.id,
        office_id=talk.dossier["office_id"],
        dossier_id=talk.dossier["id"],
        subject="Bewijsstuk",
        starter_id=talk.author(1),
        starter_side=talk.side(1),
        created_at=talk.at(1, now),
        head=talk.size,
        office_head=talk.size,
        client_head=talk.size - 1,
        last_at=talk.at(talk.size, now),
    )
    return conversation.model_dump()


def _message(talk: Talk, seq: int, now: Instant) -> Row:
    text = SAID[talk.side(seq)]
    return {
        "conversation_id": talk.id,
        "seq": seq,
        "author_id": talk.author(seq),
        "side": talk.side(seq),
        "cid": str(uuid4()),
        "digest": content_digest(str(talk.id), text),
        "text": text,
        "at": talk.at(seq, now),
        "version": 1,
    }


def _seat(talk: Talk, now: Instant) -> Row:
    seat = Seat(
        conversation_id=talk.id,
        person_id=talk.dossier["contact_id"],
        side="client",
        delivered_upto=talk.size,
        read_upto=talk.size,
        delivered_at=now,
        read_at=now,
    )
    return seat.model_dump()


def _mark(talk: Talk, now: Instant) -> Row:
    mark = Mark(
        conversation_id=talk.id,
        person_id=talk.dossier["contact_id"],
        delivered_upto=talk.size,
        read_upto=talk.size,
        at=now,
    )
    return mark.model_dump()
