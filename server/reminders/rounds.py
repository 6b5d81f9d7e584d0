"""Going through everything there is, a bounded step at a time, and remembering up to when was looked."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import select, text, tuple_, update
from sqlmodel import col

from server.clock import Instant
from server.conversations.models import Seat
from server.reminders.models import SUSPENDED, Reminder
from server.store import Store
from server.streams.models import Installation

STEP = 500
T = TypeVar("T")
Due = tuple[Instant, int]


@dataclass(slots=True)
class Round(Generic[T]):
    """How far a round has come; after the last step it begins anew at `start`."""

    start: T
    at: T

    @classmethod
    def of(cls, start: T) -> "Round[T]":
        return cls(start, start)

    def goes_on(self, found: list[T]) -> list[T]:
        """Note the step that was found, in order."""
        self.at = found[-1] if len(found) == STEP else self.start
        return found


async def clocks(store: Store, round: Round[Instant]) -> tuple[Instant, Instant | None]:
    """The next stretch of running client clocks: those after the one and up to the other, if it is not the last."""
    since, begun = col(Seat.unread_since), round.at
    last = select(since).where(since > begun).order_by(since).offset(STEP - 1).limit(1)
    async with store.session() as session:
        reached = await session.scalar(last)
    round.at = round.start if reached is None else reached
    return begun, reached


async def suspended(store: Store, round: Round[int]) -> list[int]:
    """The next runs that may go on once their reader is back."""
    id = col(Reminder.id)
    step = select(id).where(text(SUSPENDED), id > round.at).order_by(id).limit(STEP)
    async with store.session() as session:
        return round.goes_on(list(await session.scalars(step)))


async def planned(store: Store, round: Round[Due]) -> list[int]:
    """The next mails that are planned for later."""
    due_at, id = col(Reminder.due_at), col(Reminder.id)
    begun = max(round.at, (store.clock(), 0))
    step = (
        select(due_at, id)
        .where(col(Reminder.state) == "planned", due_at >= begun[0], tuple_(due_at, id) > begun)
        .order_by(due_at, id)
        .limit(STEP)
    )
    async with store.session() as session:
        found = [(due, reminder) for due, reminder in await session.execute(step)]
    return [reminder for _, reminder in round.goes_on(found)]


async def looked_to(store: Store) -> Instant:
    """Up to when some worker has looked at the clients' clocks; 0 if none ever did."""
    async with store.session() as session:
        return await session.scalar(select(col(Installation.looked_to))) or 0


async def remember(store: Store, at: Instant) -> None:
    async with store.begin() as session:
        await session.execute(update(Installation).values(looked_to=at))
