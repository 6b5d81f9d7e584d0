"""Waiting for what another process does: asked again and again, a little shorter than a test may take.

The alarm of a test that takes too long may go off in another task and be lost there; this one cannot be.
"""

import asyncio
from collections.abc import Awaitable, Callable

from server.up.ready import port_answers

LONGEST_S = 110


async def answers(port: int) -> None:
    await until_async(lambda: port_answers("127.0.0.1", port), every=0.02)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST_S):
        while not true():
            await asyncio.sleep(0.02)


async def until_async(true: Callable[[], Awaitable[bool]], *, every: float = 0.05) -> None:
    async with asyncio.timeout(LONGEST_S):
        while not await true():
            await asyncio.sleep(every)
