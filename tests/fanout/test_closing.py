"""A connection may close under the bus at any moment: nobody who uses it ever notices more than a gap."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.asyncio.connection import AbstractConnection

from server.fanout.redis import RedisFanout

OFFICE, OTHER = 7, 8
Makes = Callable[[], Awaitable["Listener"]]


class Listener:
    """One node's place on the bus, and what came of it."""

    def __init__(self, fanout: RedisFanout) -> None:
        self.fanout = fanout
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.gaps = asyncio.Event()
        fanout.on_message = lambda office, payload: self.heard.put_nowait(payload)
        fanout.on_gap = self.gaps.set

    async def hears(self) -> bytes:
        async with asyncio.timeout(5):
            return await self.heard.get()

    async def noticed_a_gap(self) -> None:
        async with asyncio.timeout(5):
            await self.gaps.wait()


@pytest.fixture
async def joins(redis_url: str) -> AsyncIterator[Makes]:
    started: list[RedisFanout] = []

    async def join() -> Listener:
        fanout = RedisFanout(redis_url, ping_every=0.2)
        started.append(fanout)
        listener = Listener(fanout)
        await fanout.start()
        while fanout.ear is None or fanout.mouth is None:
            await asyncio.sleep(0)
        await fanout.subscribe(OFFICE)
        return listener

    yield join
    for fanout in started:
        await fanout.stop()


def closes(connection: AbstractConnection | None) -> None:
    assert connection
    assert connection._writer
    connection._writer.transport.abort()


@pytest.mark.spec("T9")
async def test_a_subscription_as_the_ear_closes_is_made_on_the_next(joins: Makes) -> None:
    near, far = await joins(), await joins()
    closes(near.fanout.ear)
    await asyncio.sleep(0)
    await near.fanout.subscribe(OTHER)
    await near.fanout.unsubscribe(OFFICE)
    await near.noticed_a_gap()
    while near.fanout.confirmed != near.fanout.wanted:
        await asyncio.sleep(0.005)
    far.fanout.publish(OTHER, b"nieuws")
    assert await near.hears() == b"nieuws"


@pytest.mark.spec("T9")
@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_what_waited_as_the_mouth_closed_is_said_by_the_next(joins: Makes, turns: int) -> None:
    near, far = await joins(), await joins()
    near.fanout.publish(OFFICE, b"eerst")
    assert await far.hears() == b"eerst"
    closes(near.fanout.mouth)
    for _ in range(turns):
        await asyncio.sleep(0)
    near.fanout.publish(OFFICE, b"een")
    near.fanout.publish(OFFICE, b"twee")
    assert [await far.hears() for _ in range(2)] == [b"een", b"twee"]


@pytest.mark.spec("T9")
async def test_news_that_cannot_be_packed_harms_no_other(
    joins: Makes, caplog: pytest.LogCaptureFixture
) -> None:
    near, far = await joins(), await joins()
    near.fanout.publish(OFFICE, object())  # type: ignore[arg-type]
    while not any(record.exc_info for record in caplog.records):
        await asyncio.sleep(0.005)
    near.fanout.publish(OFFICE, b"en verder")
    assert await far.hears() == b"en verder"
