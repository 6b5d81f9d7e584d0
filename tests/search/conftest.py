"""A node of one office and its neighbour, on both databases."""

from collections.abc import AsyncIterator

import pytest

from server.config import Database, Settings
from tests.people import House, at_home


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database=Database(url=database_url))


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    async with at_home(settings) as running:
        yield running
