"""The people Vinkje needs for the figures, as rows: signing in two thousand times would measure argon2."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from sqlmodel import SQLModel

from server.accounts.models import Office, Person, Session, Staff
from server.clock import now
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Client, Dossier
from server.store import Store

numbers = count(1)


@dataclass(frozen=True)
class Badge:
    """Somebody's running session."""

    secret: str
    person: int


@dataclass(frozen=True)
class Couple:
    """An office of one and its one client, in one conversation."""

    staff: Badge
    client: Badge
    conversation: int


@dataclass
class World:
    couples: list[Couple] = field(default_factory=list)
    speaker: Couple | None = None
    colleagues: list[Badge] = field(default_factory=list)

    @property
    def badges(self) -> list[Badge]:
        return [badge for couple in self.couples for badge in (couple.staff, couple.client)] + self.colleagues


class Builder:
    """Makes rows; `layers` in the order their references want."""

    def __init__(self) -> None:
        self.at = now()
        self.layers: list[list[SQLModel]] = [[], [], [], []]

    def office(self) -> Office:
        made = Office(name=f"Kantoor {next(numbers)}", mailbox="kantoor@example.test", created_at=self.at)
        self.layers[0].append(made)
        return made

    def somebody(self, office: Office) -> tuple[Person, Badge]:
        number = next(numbers)
        person = Person(
            first_name="Persoon",
            last_name=str(number),
            email=f"p{number}@example.test",
            created_at=self.at,
        )
        badge = Badge(secrets.token_urlsafe(32), person.id)
        session = Session(
            digest=hashlib.sha256(badge.secret.encode()).hexdigest(),
            person_id=person.id,
            office_id=office.id,
            created_at=self.at,
            seen_at=self.at,
            expires_at=self.at + 10**9,
        )
        self.layers[0].append(person)
        self.layers[3].append(session)
        return person, badge

    def colleague(self, office: Office) -> tuple[Person, Badge]:
        person, badge = self.somebody(office)
        self.layers[1].append(Staff(office_id=office.id, person_id=person.id, joined_at=self.at))
        return person, badge

    def couple(self, office: Office) -> Couple:
        staff, staff_badge = self.colleague(office)
        client, client_badge = self.somebody(office)
        dossier = Dossier(office_id=office.id, number="1001", name="Bakkerij", created_at=self.at)
        conversation = Conversation(
            office_id=office.id,
            dossier_id=dossier.id,
            subject="De factuur van de drukker",
            starter_id=staff.id,
            starter_side="office",
            created_at=self.at,
            last_at=self.at,
        )
        self.layers[1].append(dossier)
        self.layers[2].append(Client(dossier_id=dossier.id, person_id=client.id, since=self.at))
        self.layers[2].append(conversation)
        for person, side in ((staff, "office"), (client, "client")):
            self.layers[3].append(Seat(conversation_id=conversation.id, person_id=person.id, side=side))
        return Couple(staff_badge, client_badge, conversation.id)


async def build(store: Store, pairs: int, colleagues: int) -> World:
    """Offices with one client each, and one office with many colleagues."""
    builder, world = Builder(), World()
    world.couples = [builder.couple(builder.office()) for _ in range(pairs)]
    office = builder.office()
    world.speaker = builder.couple(office)
    world.colleagues = [builder.colleague(office)[1] for _ in range(colleagues)]
    async with store.begin() as session:
        for layer in _of_one_kind(builder.layers):
            session.add_all(layer)
            await session.flush()
    return world


def _of_one_kind(layers: Iterable[list[SQLModel]]) -> Iterator[list[SQLModel]]:
    for layer in layers:
        for kind in {type(row): None for row in layer}:
            yield [row for row in layer if type(row) is kind]
