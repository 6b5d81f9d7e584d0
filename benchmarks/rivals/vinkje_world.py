"""The people Vinkje needs for the figures, as rows: signing in two thousand times would measure argon2."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from sqlmodel import SQLModel

from server.accounts.models import Office, Person, Session, Staff
from server.clock import now
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Client, Dossier
from server.store import Store

DOSSIERS = 10  # to an office
numbers = count(1)


@dataclass(frozen=True)
class Badge:
    """Somebody's running session."""

    secret: str
    person: int


@dataclass(frozen=True)
class Talk:
    """Two people and the conversation they are both in."""

    sender: Badge
    receiver: Badge
    conversation: int


@dataclass
class World:
    """`partners` are the two clients of a dossier, ten dossiers to an office; `desks` a colleague and his only client.

    Who is in the `hall` hears all of a large office; `speaker` is a client of it.
    """

    partners: list[Talk]
    desks: list[Talk]
    speaker: Talk
    hall: list[Badge]

    @property
    def badges(self) -> list[Badge]:
        talks = [badge for talk in (*self.partners, *self.desks) for badge in (talk.sender, talk.receiver)]
        return talks + self.hall


class Builder:
    """Makes rows; `layers` in the order their references want."""

    def __init__(self) -> None:
        self.at = now()
        self.layers: list[list[SQLModel]] = [[], [], [], []]

    def office(self) -> Office:
        made = Office(name=f"Kantoor {next(numbers)}", mailbox="kantoor@example.test", created_at=self.at)
        self.layers[0].append(made)
        return made

    def somebody(self, office: Office) -> Badge:
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
        return badge

    def colleague(self, office: Office) -> Badge:
        badge = self.somebody(office)
        self.layers[1].append(Staff(office_id=office.id, person_id=badge.person, joined_at=self.at))
        return badge

    def dossier(self, office: Office) -> Dossier:
        made = Dossier(office_id=office.id, number=str(next(numbers)), name="Bakkerij", created_at=self.at)
        self.layers[1].append(made)
        return made

    def client(self, office: Office, dossier: Dossier) -> Badge:
        badge = self.somebody(office)
        self.layers[2].append(Client(dossier_id=dossier.id, person_id=badge.person, since=self.at))
        return badge

    def partners(self, office: Office) -> Talk:
        dossier = self.dossier(office)
        one, other = self.client(office, dossier), self.client(office, dossier)
        return Talk(one, other, self.conversation(dossier, one, "client", [one, other]))

    def desk(self, office: Office) -> Talk:
        dossier = self.dossier(office)
        colleague, client = self.colleague(office), self.client(office, dossier)
        return Talk(colleague, client, self.conversation(dossier, colleague, "office", [client]))

    def conversation(self, dossier: Dossier, starter: Badge, side: str, clients: list[Badge]) -> int:
        made = Conversation(
            office_id=dossier.office_id,
            dossier_id=dossier.id,
            subject="De factuur van de drukker",
            starter_id=starter.person,
            starter_side=side,
            created_at=self.at,
            last_at=self.at,
        )
        self.layers[2].append(made)
        for client in clients:
            self.layers[3].append(Seat(conversation_id=made.id, person_id=client.person, side="client"))
        return made.id


async def build(store: Store, pairs: int, desks: int, hall: int) -> World:
    builder = Builder()
    offices = [builder.office() for _ in range(-(-pairs // DOSSIERS))]
    large = builder.office()
    world = World(
        partners=[builder.partners(offices[number // DOSSIERS]) for number in range(pairs)],
        desks=[builder.desk(builder.office()) for _ in range(desks)],
        speaker=builder.partners(large),
        hall=[builder.colleague(large) for _ in range(hall)],
    )
    async with store.begin() as session:
        for layer in _of_one_kind(builder.layers):
            session.add_all(layer)
            await session.flush()
    return world


def _of_one_kind(layers: Iterable[list[SQLModel]]) -> Iterator[list[SQLModel]]:
    for layer in layers:
        for kind in {type(row): None for row in layer}:
            yield [row for row in layer if type(row) is kind]
