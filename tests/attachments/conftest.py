"""A node of one office and its neighbour, its files in a folder of the test alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.config import Attachments, Database, Settings
from tests.people import House, at_home


@pytest.fixture
def wishes() -> dict[str, Any]:
    """What a test wants otherwise of the settings about files."""
    return {}


@pytest.fixture
def settings(database_url: str, tmp_path: Path, wishes: dict[str, Any]) -> Settings:
    return Settings(
        database=Database(url=database_url), data=tmp_path / "data", attachments=Attachments(**wishes)
    )


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    async with at_home(settings) as running:
        yield running


@pytest.fixture
async def small(sqlite_url: str, tmp_path: Path, wishes: dict[str, Any]) -> AsyncIterator[House]:
    """The same on SQLite alone: for what has nothing to do with rows."""
    settings = Settings(
        database=Database(url=sqlite_url), data=tmp_path / "data", attachments=Attachments(**wishes)
    )
    async with at_home(settings) as running:
        yield running
