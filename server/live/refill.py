"""Bringing one connection from where its cursors stand to the present, out of the rows."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from server import catchup
from server.config import Live as Limits
from server.db import out_of_reach
from server.live.frames import Resync, event
from server.store import Store

if TYPE_CHECKING:
    from server.live.hearing import Hearing

AT_ONCE = 8
AGAIN_AFTER = 1.0
log = logging.getLogger(__name__)


class Slots(asyncio.Semaphore):
    """How many read at once on this node, and all who still run: they end before the database is let go."""

    def __init__(self, store: Store, limits: Limits, at_once: int = AT_ONCE) -> None:
        super().__init__(at_once)
        self.store = store
        self.at_most = limits.resume_at_most
        self.batch_bytes = limits.batch_bytes
        self.running: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="refill")
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return task

    async def after(self, stream: str, cursor: int) -> list[catchup.Found]:
        """The next batch, when it is his turn."""
        async with self:
            return await catchup.after(self.store, stream, cursor, most_bytes=self.batch_bytes)


class Refill:
    """Runs while a stream of this hearing is behind and it is not held; needs no memory but the cursors."""

    def __init__(self, hearing: "Hearing", slots: Slots) -> None:
        self.hearing = hearing
        self.slots = slots

    async def run(self) -> None:
        while self.hearing.behind and not self.hearing.holds:
            try:
                for stream in list(self.hearing.behind):
                    await self._step(stream)
            except Exception as problem:
                known = None if out_of_reach(problem) else problem
                log.warning("missed news cannot be read now: %s", type(problem).__name__, exc_info=known)
                await asyncio.sleep(AGAIN_AFTER)

    async def _step(self, stream: str) -> None:
        """One batch, as fast as the peer reads them."""
        hearing = self.hearing
        await hearing.socket.writable.wait()
        cursor = hearing.stands(stream)
        if cursor is None or hearing.goes_live(stream):
            return
        stood = hearing.hub.channels[stream].head
        found = await self.slots.after(stream, cursor)
        if hearing.stands(stream) != cursor:
            return
        if found or (stood is not None and stood > cursor):
            self._send(stream, cursor, found)
        # else nothing was there to read; what the channel has by now came later

    def _send(self, stream: str, cursor: int, found: list[catchup.Found]) -> None:
        head = self.hearing.hub.channels[stream].head
        if head is None:
            return
        if not found or found[0][0] != cursor + 1 or head - cursor > self.slots.at_most:
            self.hearing.told(stream, event("resync", Resync(stream, "too_far")), max(head, cursor))
            return
        to = found[-1][0]
        self.hearing.told(stream, catchup.as_batch(stream, found, more=to < head), to)
