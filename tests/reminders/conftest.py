"""The two-hour rule with real rows, a real SMTP server and a clock of ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from server.accounts.models import Person
from server.accounts.principal import Principal
from server.config import Settings
from server.conversations.actions import close, reopen
from server.conversations.models import Conversation
from server.mailing.smtp import Outcome
from server.messages.actions import Post, Posted
from server.messages.corrections import delete
from server.messages.models import Message
from server.messages.start import Start, start
from server.receipts.actions import Raise
from server.reminders.actions import Ticker, deliver
from server.reminders.models import Reminder
from server.reminders.queries import Entry, ledger_of
from server.store import Store
from server.writer import Writer
from tests.reminders.postbox import Postbox
from tests.world import FakeClock, World, found

TWO_HOURS = 7_200_000


@dataclass
class Kantoor:
    """The office, its people's verbs, and one worker that works when told to."""

    world: World
    store: Store
    writer: Writer
    clock: FakeClock
    postbox: Postbox
    settings: Settings
    seen: int = 0
    ticker: Ticker = field(init=False)

    def __post_init__(self) -> None:
        self.ticker = self.another_worker()

    def another_worker(self) -> Ticker:
        return Ticker(self.store, self.settings)

    async def works(self) -> list[EmailMessage]:
        """One tick and all its deliveries; the mails that arrived since the last time."""
        await self.tick_and_deliver()
        new = self.postbox.mails[self.seen :]
        self.seen += len(new)
        return new

    async def tick_and_deliver(self) -> list[Outcome | None]:
        return [await deliver(self.store, self.settings, mail) for mail in await self.ticker.tick()]

    async def works_after(self, **time: float) -> list[EmailMessage]:
        self.clock.goes_on(**time)
        return await self.works()

    async def asks(
        self,
        by: Principal,
        *,
        dossier: int | None = None,
        with_: Principal | None = None,
        subject: str = "Meubelhuis",
    ) -> int:
        """Start a conversation in the garage's dossier, where Filip is alone, or another; returns its id."""
        audience, user = ("one", with_.person_id) if with_ else ("all", None)
        wish = Start(
            by, str(uuid4()), dossier or self.world.garage.id, audience, user, subject, "Beroepsmatig?"
        )
        posted: Posted = await self.writer.do(lambda work: start(work, wish))
        return posted.conversation

    async def posts(self, by: Principal, conversation: int, text: str = "Geheim bedrag 1234") -> int:
        return (await self.writer.post(Post(by, conversation, str(uuid4()), text))).seq

    async def reads(self, by: Principal, conversation: int, upto: int) -> None:
        await self.writer.raise_marks(Raise(by, [(conversation, upto, upto)]))

    async def closes(self, by: Principal, conversation: int) -> None:
        await self.writer.do(lambda work: close(work, by, conversation))

    async def reopens(self, by: Principal, conversation: int) -> None:
        await self.writer.do(lambda work: reopen(work, by, conversation))

    async def deletes(self, conversation: int, seq: int) -> None:
        """Whoever wrote it takes it back."""
        async with self.store.session() as session:
            author = await session.scalar(
                select(col(Message.author_id)).where(
                    col(Message.conversation_id) == conversation, col(Message.seq) == seq
                )
            )
        by = next(one for one in self.world.people.values() if one.person_id == author)
        await self.writer.do(lambda work: delete(work, by, conversation, seq))

    async def change(self, row: Any, id: int, **values: Any) -> None:
        async with self.store.begin() as session:
            await session.execute(update(row).where(row.id == id).values(values))

    async def change_person(self, who: Principal, **values: Any) -> None:
        await self.change(Person, who.person_id, **values)

    async def deactivates(self, who: Principal) -> None:
        await self.change_person(who, active=False)

    async def ledger(self, conversation: int) -> list[Entry]:
        async with self.store.session() as session:
            return await ledger_of(session, conversation, self.settings.reminders.unread_after)

    async def states(self, conversation: int) -> list[tuple[str, str]]:
        return [(entry.state, entry.reason) for entry in await self.ledger(conversation)]

    async def rows(self) -> list[Reminder]:
        async with self.store.session() as session:
            return list(
                await session.scalars(select(Reminder).order_by(col(Reminder.due_at), col(Reminder.id)))
            )

    async def conversation(self, id: int) -> Conversation:
        async with self.store.session() as session:
            return (await session.scalars(select(Conversation).where(col(Conversation.id) == id))).one()


def settings_for(port: int, **more: Any) -> Settings:
    return Settings(
        public_url="https://vinkje.example",
        smtp={
            "host": "127.0.0.1",
            "port": port,
            "sender": "Vinkje <berichten@vinkje.example>",
            "timeout": 5_000,
        },
        **more,
    )


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with Postbox() as postbox:
        yield postbox


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def kantoor(database_url: str, postbox: Postbox, clock: FakeClock) -> AsyncIterator[Kantoor]:
    store = Store(database_url, clock=clock)
    world = await found(store)
    writer = Writer(store, lambda office, frames: None)
    await writer.start()
    yield Kantoor(world, store, writer, clock, postbox, settings_for(postbox.port))
    await writer.stop()
    await store.close()
