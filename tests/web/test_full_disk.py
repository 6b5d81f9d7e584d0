"""What can still be read is read, whatever can no longer be written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from server.store import Store
from tests.people import House


async def test_a_full_disk_keeps_nobody_from_reading(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    an = await house.actor("an")
    kept = await an.starts(house.world.bakery.id, "Hallo")

    @asynccontextmanager
    async def full(self: Store) -> AsyncIterator[AsyncSession]:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        yield

    monkeypatch.setattr(Store, "begin", full)
    house.clock.goes_on(minutes=5)
    assert [row["id"] for row in await an.conversations()] == [kept]
    answer = await an.signs_in()
    assert answer.status_code == 503 and answer.json()["error"]["temporary"] is True
