"""Waiting for what another process does: asked again and again, never longer than the test's own time limit."""

import asyncio
from collections.abc import Awaitable, Callable

from server.up.ready import port_answers


async def answers(port: int) -> None:
    while not await port_answers("127.0.0.1", port):
        await asyncio.sleep(0.02)


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.02)


async def until_async(true: Callable[[], Awaitable[bool]]) -> None:
    while not await true():
        await asyncio.sleep(0.05)
