"""An office that asks many, and the worker that sends it when told to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from server.bulk import running
from server.config import Settings
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Client, Dossier
from server.messages.models import Message
from server.work import Published
from tests.people import Actor, House, at_home
from tests.world import DAWN

VAT = {
    "nl": {"subject": "BTW %period%", "text": "Dag %first_name%, bezorg ons alles van %company_name%."},
    "fr": {"subject": "TVA %period%", "text": "Bonjour %first_name%, et %company_name% ?"},
}


@dataclass
class Desk:
    """`an` at the office; what she asks many leaves when `leaves` is called."""

    house: House
    an: Actor
    published: list[Published] = field(default_factory=list)

    async def asks(self, only: list[int] | None = None, **more: Any) -> Any:
        return await self.an.does("bulk.start", **self.wish(only, **more))

    def wish(self, only: list[int] | None = None, **more: Any) -> dict[str, Any]:
        selection = {"filter": {}} if only is None else {"only": only}
        said = {"template": 6, "texts": VAT, "values": {"period": "2026-11"}}
        return {"cid": str(uuid4()), "selection": selection, "audience": "all", **said, **more}

    async def leaves(self, after: float = 61) -> None:
        self.house.clock.goes_on(seconds=after)
        store = self.house.store
        for bulk, _ in await running.due(store, store.clock() + 1):
            await running.run(store, self._publish, bulk)

    def _publish(self, office: int, published: list[Published]) -> None:
        self.published += published
        self.house.app.state.live.published(office, published)

    async def dossier(self, number: str, *, language: str = "nl", name: str = "", **more: Any) -> Dossier:
        world = self.house.world
        made = Dossier(
            office_id=world.office.id,
            number=number,
            name=name or f"Zaak {number}",
            language=language,
            responsible_id=world.an.person_id,
            created_at=DAWN,
            **more,
        )
        async with self.house.store.begin() as session:
            session.add(made)
        return made

    async def joins(self, dossier: Dossier, who: str, profile: str = "full") -> None:
        person = self.house.world.people[who].person_id
        async with self.house.store.begin() as session:
            session.add(Client(dossier_id=dossier.id, person_id=person, profile=profile, since=DAWN))
            await session.execute(
                update(Dossier).where(col(Dossier.id) == dossier.id).values(contact_id=person)
            )

    async def leaves_dossier(self, dossier: Dossier) -> None:
        async with self.house.store.begin() as session:
            await session.execute(delete(Client).where(col(Client.dossier_id) == dossier.id))

    async def outcome(self, bulk: int) -> dict[str, tuple[str, str]]:
        """By the number of the dossier, in the order told: its state and the reason."""
        told = await self.an.gets(f"/bulks/{bulk}/dossiers", limit=200)
        return {row["dossier"]["number"]: (row["state"], row["reason"]) for row in told["dossiers"]}

    async def first_messages(self) -> list[tuple[int, str, str]]:
        """(dossier, subject, text) of everything that was ever started."""
        async with self.house.store.session() as session:
            rows = await session.execute(
                select(col(Conversation.dossier_id), col(Conversation.subject), col(Message.text))
                .join(Message, col(Message.conversation_id) == col(Conversation.id))
                .order_by(col(Conversation.subject), col(Conversation.dossier_id))
            )
            return [(dossier, subject, text) for dossier, subject, text in rows]

    async def readers(self) -> set[tuple[int, int]]:
        """(dossier, person) of every seat."""
        async with self.house.store.session() as session:
            rows = await session.execute(
                select(col(Conversation.dossier_id), col(Seat.person_id)).join(
                    Seat, col(Seat.conversation_id) == col(Conversation.id)
                )
            )
            return {(dossier, person) for dossier, person in rows}


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with at_home(Settings(database={"url": database_url})) as house:  # type: ignore[arg-type]
        yield Desk(house, await house.actor("an"))
