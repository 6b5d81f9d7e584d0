"""A seeded office obeys every rule of the rows, whatever its size."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from server.messages.models import Message
from server.seed import seed
from server.store import Store
from tests.invariants import check, read
from tests.world import FakeClock


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url, clock=FakeClock())
    yield opened
    await opened.close()


@pytest.mark.parametrize(("dossiers", "messages"), [(1, 1), (7, 5), (30, 2_003), (3, 60)])
async def test_seeded(store: Store, dossiers: int, messages: int) -> None:
    office = await seed(store, dossiers=dossiers, messages=messages)
    await check(store)
    rows = await read(store)
    assert len(rows.dossiers) == dossiers
    assert {one.office_id for one in rows.conversations} == {office.id}
    async with store.session() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == messages
