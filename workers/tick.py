"""The clock of a worker: every few seconds it looks what is due. Any number of workers may tick at once."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import redis
from dramatiq import Broker, Middleware, Worker
from dramatiq.asyncio import get_event_loop_thread

from server import pruning
from server.clock import now
from server.reminders.actions import Ticker, deliver, tick_every

FRESH = "vinkje:tick"
PRUNE_EVERY = 60_000

log = logging.getLogger(__name__)


class Tick(Middleware):
    """Runs beside the actors, in their event loop. After each tick it leaves its time at `FRESH`, in milliseconds."""

    def __init__(self, ticker: Ticker) -> None:
        self.ticker = ticker
        self.enqueue: Callable[[str], Any] | None = None
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
        every = tick_every(self.ticker.settings) / 1000
        while True:
            try:
                await self._once()
            except Exception:
                log.exception("A tick failed; the next one makes up for it.")
            await asyncio.sleep(every)

    async def _once(self) -> None:
        mails = await self.ticker.tick()
        for mail in await asyncio.to_thread(self._wake, mails):
            await deliver(self.ticker.store, self.ticker.settings, mail)
        if now() - self.pruned_at >= PRUNE_EVERY:
            self.pruned_at = now()
            self.pruned_upto = await pruning.prune(self.ticker.store, self.ticker.settings, self.pruned_upto)

    def _wake(self, mails: list[str]) -> list[str]:
        """Hand the mails to the queue, and tell that we tick. Returns those left over because Redis is gone."""
        waiting = deque(mails)
        try:
            while waiting and self.enqueue is not None:
                self.enqueue(waiting[0])
                waiting.popleft()
            self.broker.client.set(FRESH, now())
        except redis.RedisError as error:
            log.warning("Redis is out of reach: %s", error)
        return list(waiting)
