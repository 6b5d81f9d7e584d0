"""The clock of a worker: every few seconds it looks what is due. Any number of workers may tick at once."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import redis
from dramatiq import Broker, Middleware, Worker
from dramatiq.asyncio import get_event_loop_thread

from server import pruning
from server.clock import now
from server.config import Settings
from server.reminders.actions import tick_every
from server.search import indexing
from server.store import Store
from workers.news import News

FRESH = "vinkje:tick"
PRUNE_EVERY = 60_000
STEPS_A_TICK = 40

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a tick looks for, how a worker is woken for each thing found, and doing it oneself while Redis is gone."""

    find: Callable[[], Awaitable[list[Any]]]
    wake: Callable[[Any], Any]
    do: Callable[[Any], Awaitable[Any]]


class Tick(Middleware):
    """Runs beside the actors, in their event loop. After each tick it leaves its time at `FRESH`, in milliseconds."""

    def __init__(self, store: Store, settings: Settings, news: News) -> None:
        self.store, self.settings, self.news = store, settings, news
        self.errands: list[Errand] = []
        self.broker: Any = None
        self.running: Future[None] | None = None
        self.pruned_at = 0
        self.pruned_upto = ""

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:
        thread = get_event_loop_thread()
        if thread is None:
            raise RuntimeError("the middleware AsyncIO has to come before this one")
        self.broker = broker
        self.running = asyncio.run_coroutine_threadsafe(self._run(), thread.loop)

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        if self.running is not None:
            self.running.cancel()

    async def _run(self) -> None:
        await self.news.start()
        try:
            await self._ticks(tick_every(self.settings) / 1000)
        finally:
            await self.news.stop()

    async def _ticks(self, every: float) -> None:
        while True:
            for errand in self.errands:
                await self._logged(self._once(errand))
            await self._logged(self._index())
            await self._logged(self._prune())
            await asyncio.sleep(every)

    async def _logged(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            log.exception("A tick failed; the next one makes up for it.")

    async def _once(self, errand: Errand) -> None:
        for left in await asyncio.to_thread(self._wake, errand.wake, await errand.find()):
            await errand.do(left)

    async def _index(self) -> None:
        """What was said since, for searching; a long past in stretches, so that no mail waits for it."""
        for _ in range(STEPS_A_TICK):
            if not await indexing.follow(self.store):
                return

    async def _prune(self) -> None:
        if now() - self.pruned_at >= PRUNE_EVERY:
            self.pruned_at = now()
            self.pruned_upto = await pruning.prune(self.store, self.settings, self.pruned_upto)

    def _wake(self, wake: Callable[[Any], Any], found: list[Any]) -> list[Any]:
        """Hand what was found to the queue, and tell that we tick. Returns what is left because Redis is gone."""
        waiting = deque(found)
        try:
            while waiting:
                wake(waiting[0])
                waiting.popleft()
            self.broker.client.set(FRESH, now())
        except redis.RedisError as error:
            log.warning("Redis is out of reach: %s", error)
        return list(waiting)
