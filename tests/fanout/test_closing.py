"""A connection may close under the bus at any moment: nobody who uses it ever notices more than a gap."""

import asyncio

import pytest

from server.fanout.link import Link
from tests.fanout.listener import OFFICE, Joins

OTHER = 8


def closes(link: Link) -> None:
    assert link.connection
    assert link.connection._writer
    link.connection._writer.transport.abort()


@pytest.mark.spec("T9")
async def test_a_subscription_as_the_ear_closes_is_made_on_the_next(joins: Joins, any_redis_url: str) -> None:
    near, far = await joins(any_redis_url), await joins(any_redis_url)
    closes(near.talk.ear)
    await asyncio.sleep(0)
    await near.fanout.subscribe(OTHER)
    await near.fanout.unsubscribe(OFFICE)
    await near.noticed_a_gap()
    await near.listens()
    far.fanout.publish(OTHER, b"nieuws")
    assert await near.hears() == b"nieuws"


@pytest.mark.spec("T9")
@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_what_waited_as_the_mouth_closed_is_said_by_the_next(
    joins: Joins, any_redis_url: str, turns: int
) -> None:
    near, far = await joins(any_redis_url), await joins(any_redis_url)
    near.fanout.publish(OFFICE, b"eerst")
    assert await far.hears() == b"eerst"
    closes(near.talk.mouth)
    for _ in range(turns):
        await asyncio.sleep(0)
    near.fanout.publish(OFFICE, b"een")
    near.fanout.publish(OFFICE, b"twee")
    assert [await far.hears() for _ in range(2)] == [b"een", b"twee"]


@pytest.mark.spec("T9")
async def test_news_that_cannot_be_packed_harms_no_other(
    joins: Joins, any_redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    near, far = await joins(any_redis_url), await joins(any_redis_url)
    near.fanout.publish(OFFICE, object())  # type: ignore[arg-type]
    while not any(record.exc_info for record in caplog.records):
        await asyncio.sleep(0.005)
    near.fanout.publish(OFFICE, b"en verder")
    assert await far.hears() == b"en verder"
