"""One node's place on the bus, and what came of it. Nothing here waits longer than its test may take."""

import asyncio
from collections.abc import Awaitable, Callable

from server.fanout import channel_of
from server.fanout.redis import RedisFanout, Talk

OFFICE = 7


class Listener:
    def __init__(self, fanout: RedisFanout) -> None:
        self.fanout = fanout
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.gaps = asyncio.Event()
        fanout.on_message = lambda office, payload: self.heard.put_nowait(payload)
        fanout.on_gap = self.gaps.set

    @property
    def talk(self) -> Talk:
        """With the server that carries the office."""
        return self.fanout.talks[self.fanout.where.of(channel_of(OFFICE)) or ""]

    async def hears(self) -> bytes:
        return await self.heard.get()

    async def hears_of(self, what: bytes) -> bool:
        """Once all that was said before is through; false when it may have missed something instead."""
        gap = asyncio.create_task(self.gaps.wait())
        while not gap.done():
            heard = asyncio.create_task(self.heard.get())
            await asyncio.wait({gap, heard}, return_when=asyncio.FIRST_COMPLETED)
            if heard.done() and heard.result() == what:
                gap.cancel()
                return True
            heard.cancel()
        return False

    async def listens(self) -> None:
        while not self.fanout.listens:
            await asyncio.sleep(0.005)

    async def noticed_a_gap(self) -> None:
        await self.gaps.wait()


Joins = Callable[..., Awaitable[Listener]]
