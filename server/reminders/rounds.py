"""Going through everything there is, a bounded step at a time, and remembering up to when was looked."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import select, text, tuple_, update
from sqlmodel import col

from server.clock import Instant
from server.conversations.models import Seat
from server.reminders.models import SUSPENDED, Reminder
from server.store import Store
from server.streams.models import Installation

STEP = 200
T = TypeVar("T")
Place = tuple[Instant, int]


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


async def suspended(store: Store, round: Round[Place]) -> list[int]:
    """The next runs that may go on once their reader is back."""
    return await _ledger(store, round, round.at, col(Reminder.changed_at), text(SUSPENDED))


async def planned(store: Store, round: Round[Place]) -> list[int]:
    """The next mails that are planned for later."""
    begun = max(round.at, (store.clock(), 0))
    return await _ledger(store, round, begun, col(Reminder.due_at), col(Reminder.state) == "planned")


async def _ledger(store: Store, round: Round[Place], begun: Place, at: Any, which: Any) -> list[int]:
    id = col(Reminder.id)
    step = select(at, id).where(which, at >= begun[0], tuple_(at, id) > begun).order_by(at, id).limit(STEP)
    async with store.session() as session:
        found = [(instant, reminder) for instant, reminder in await session.execute(step)]
    return [reminder for _, reminder in round.goes_on(found)]


async def looked_to(store: Store) -> Instant:
    """Up to when some worker has looked at the clients' clocks; 0 if none ever did."""
    async with store.session() as session:
        return await session.scalar(select(col(Installation.looked_to))) or 0


async def remember(store: Store, at: Instant) -> None:
    async with store.begin() as session:
        await session.execute(update(Installation).values(looked_to=at))
