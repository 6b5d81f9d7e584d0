"""Bringing one connection from where its cursors stand to the present, out of the rows."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from server import catchup
from server.config import Live as Limits
from server.db import out_of_reach
from server.live.frames import Resync, event
from server.live.framing import text_frame
from server.live.hub import Hub
from server.live.protocol import LiveProtocol
from server.store import Store

AGAIN_AFTER = 1.0
log = logging.getLogger(__name__)


class Slots(asyncio.Semaphore):
    """How many read at once on this node, and all who still run: they end before the database is let go."""

    def __init__(self, at_once: int) -> None:
        super().__init__(at_once)
        self.running: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="refill")
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return task


class Refill:
    """Runs only while a stream is behind; needs no memory but the cursors."""

    def __init__(self, store: Store, hub: Hub, socket: LiveProtocol, slots: Slots, limits: Limits) -> None:
        self.store = store
        self.hub = hub
        self.socket = socket
        self.slots = slots
        self.at_most = limits.resume_at_most
        self.batch_bytes = limits.batch_bytes
        self.behind: dict[str, int] = {}
        self.task: asyncio.Task[None] | None = None

    def begin(self, cursors: dict[str, int], then: Callable[[], None] = lambda: None) -> None:
        """Go on from these cursors; `then` is called when everything is live."""
        self.behind.update(cursors)
        if self.task is None and self.socket.writable.is_set():
            for stream in list(self.behind):
                self._goes_live(stream)
        if not self.behind and self.task is None:
            then()
            return
        if self.task is None:
            self.task = self.slots.run(self._run())
        self.task.add_done_callback(lambda _: then())

    def forget(self, stream: str) -> None:
        self.behind.pop(stream, None)

    def stop(self) -> None:
        self.behind.clear()
        if self.task is not None:
            self.task.cancel()

    def _goes_live(self, stream: str) -> bool:
        if not self.hub.go_live(stream, self.socket, self.behind[stream]):
            return False
        del self.behind[stream]
        return True

    async def _run(self) -> None:
        try:
            while self.behind:
                try:
                    await self._step()
                except Exception as problem:
                    known = None if out_of_reach(problem) else problem
                    log.warning("missed news cannot be read now: %s", type(problem).__name__, exc_info=known)
                    await asyncio.sleep(AGAIN_AFTER)
        finally:
            self.task = None

    async def _step(self) -> None:
        """One batch of each stream, as fast as the peer reads them."""
        for stream in list(self.behind):
            await self.socket.writable.wait()
            cursor = self._cursor(stream)
            if cursor is None or self._goes_live(stream):
                continue
            stood = self.hub.channels[stream].head
            async with self.slots:
                found = await catchup.after(self.store, stream, cursor, most_bytes=self.batch_bytes)
            if self._cursor(stream) != cursor:
                continue
            if not found and (stood is None or stood <= cursor):
                continue  # nothing was there to read; what the channel has by now came later
            self._send(stream, cursor, found)

    def _cursor(self, stream: str) -> int | None:
        """Where the peer stands; none once the stream is not his, or he is gone."""
        if stream not in self.hub.channels:
            self.forget(stream)
        return self.behind.get(stream)

    def _send(self, stream: str, cursor: int, found: list[catchup.Found]) -> None:
        head = self.hub.channels[stream].head
        if head is None:
            return
        if not found or found[0][0] != cursor + 1 or head - cursor > self.at_most:
            self.socket.write(text_frame(event("resync", Resync(stream, "too_far"))))
            self.behind[stream] = max(head, cursor)
            return
        to = found[-1][0]
        self.socket.write(text_frame(catchup.as_batch(stream, found, more=to < head)))
        self.behind[stream] = to
