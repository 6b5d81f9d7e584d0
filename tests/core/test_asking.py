"""Questions that are given up in the middle."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from server import catchup
from server.store import Store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    made = Store(database_url)
    yield made
    await made.close()


async def test_who_is_cancelled_has_given_his_connection_back(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Whenever it was: once his task is over, the database may be let go."""
    caplog.set_level(logging.WARNING)
    epoch = await catchup.epoch(store)
    for steps in range(60):
        asked = asyncio.create_task(catchup.moved(store, 0))
        for _ in range(steps):
            await asyncio.sleep(0)
        asked.cancel()
        await asyncio.wait([asked])
        assert store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert await catchup.epoch(store) == epoch
    assert not caplog.records
