"""The town, with an eye on its rows."""

from collections.abc import AsyncIterator

import pytest

from tests.walls.knocking import Rows
from tests.walls.town import Town, town

Here = tuple[Town, Rows]


@pytest.fixture
async def here(sqlite_url: str) -> AsyncIterator[Here]:
    async with town(sqlite_url) as made, Rows(sqlite_url) as rows:
        yield made, rows


@pytest.fixture
async def on_postgres(postgres_database_url: str) -> AsyncIterator[Here]:
    async with town(postgres_database_url) as made, Rows(postgres_database_url) as rows:
        yield made, rows
