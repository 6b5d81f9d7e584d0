import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import uvloop

from server.fanout.redis import PING_EVERY, RedisFanout
from tests.fanout.listener import OFFICE, Joins, Listener


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """As served: uvloop says RuntimeError to who writes on what has just closed."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture
async def joins() -> AsyncIterator[Joins]:
    """`await joins(url)`: one more node, that listens to the office, or to others."""
    started: list[RedisFanout] = []

    async def join(url: str, *offices: int, ping_every: float = PING_EVERY) -> Listener:
        fanout = RedisFanout(url, ping_every=ping_every)
        started.append(fanout)
        listener = Listener(fanout)
        await fanout.start()
        for office in offices or [OFFICE]:
            await fanout.subscribe(office)
        await listener.listens()
        return listener

    yield join
    for fanout in started:
        await fanout.stop()
