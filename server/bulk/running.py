"""Working off what is due, in a process of its own: chunk after chunk, leaving room for who writes meanwhile."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import col

from server.bulk import leaving
from server.bulk.models import UNFINISHED, Bulk
from server.clock import Instant
from server.rows import Steps
from server.store import Clash, Lost, Pen, Store
from server.work import Published, Work

T = TypeVar("T")
Publish = Callable[[int, list[Published]], None]
log = logging.getLogger(__name__)


async def due(store: Store, before: Instant) -> list[tuple[int, Instant]]:
    """What is to leave before then, or is in the middle of it, with its time."""
    unfinished = select(col(Bulk.id), col(Bulk.leaves_at)).where(UNFINISHED, col(Bulk.leaves_at) < before)
    async with store.session() as session:
        return [(id, leaves_at) for id, leaves_at in await session.execute(unfinished)]


async def run(store: Store, publish: Publish, bulk: int) -> None:
    """All of it that is left, if its time has come. May be killed at any point, and run any number of times at once.

    Errors: `Lost` when the database stays out of reach; the next tick goes on.
    """
    pen = store.pen()
    try:
        await Runner(store, pen, publish).all(bulk)
    finally:
        await pen.close()


class Runner:
    """`size` shrinks when a chunk cannot be stored, until the culprit stands by itself and is given up."""

    def __init__(self, store: Store, pen: Pen, publish: Publish) -> None:
        self.store, self.pen, self.publish = store, pen, publish
        self.size = leaving.CHUNK

    async def all(self, bulk: int) -> None:
        await self._transact(lambda work: leaving.begin(work, bulk))
        while True:
            began = monotonic()
            if not await self._chunk(bulk):
                return
            await asyncio.sleep(monotonic() - began)  # half of the time belongs to the others

    async def _chunk(self, bulk: int) -> bool:
        """False when nothing was left."""
        try:
            done = await self._transact(lambda work: leaving.leave(work, bulk, self.size))
        except (Lost, asyncio.CancelledError):
            raise
        except Exception as error:
            log.error("%d conversations could not be started together: %s", self.size, type(error).__name__)
            if self.size == 1:
                await self._transact(lambda work: leaving.give_up(work, bulk))
            self.size = max(1, self.size // 4)
            return True
        self.size = min(leaving.CHUNK, self.size * 2)
        return done > 0

    async def _transact(self, steps: Callable[[Work], Steps[T]]) -> T:
        """Again while others are in the way."""
        while True:
            try:
                answer, frames = await self.pen.transact(_flushed(Work(self.store.clock()), steps))
            except Clash:
                continue
            for office, published in frames.items():
                self.publish(office, published)
            return answer


def _flushed(work: Work, steps: Callable[[Work], Steps[T]]) -> Steps[tuple[T, dict[int, list[Published]]]]:
    answer = yield from steps(work)
    frames = yield from work.flush()
    return answer, frames
