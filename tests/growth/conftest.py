"""An office as it is now and ten times as old, on both databases, with what every deed made them do."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from server import migrate
from server.db import is_sqlite
from server.search import indexing
from server.store import Store
from tests.growth.deeds import DEEDS, Deed, opened
from tests.growth.grown import NOW, Grown, Size, load
from tests.growth.heard import Heard, listening
from tests.growth.work import work_of
from tests.loops import apart

YOUNG, OLD = Size(17, 122, 2, 200), Size(173, 120, 2, 2_000)


@dataclass
class Counted:
    """Both offices after all deeds: the old one's database and statements, the work of each deed, young and old."""

    url: str
    heard: Heard
    work: dict[str, tuple[int, int]]


async def once(url: str, grown: Grown, deed: Deed) -> None:
    async with opened(url, grown) as house:
        await deed(house)


async def read(url: str) -> None:
    """By the worker, for searching."""
    store = Store(url, clock=lambda: NOW, pool=2)
    while await indexing.follow(store):
        pass
    if not is_sqlite(url):
        async with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for table in ("searchable", "search_era"):
                await connection.exec_driver_sql(f"VACUUM ANALYZE {table}")
    await store.close()


async def _counted(young: str, old: str) -> Counted:
    offices = [(young, Grown(YOUNG)), (old, Grown(OLD))]
    for url, grown in offices:
        await load(url, grown)
        await read(url)
    work: dict[str, tuple[int, int]] = {}
    with listening() as heard:
        for name, deed in DEEDS.items():
            first, second = [await work_of(url, partial(once, url, grown, deed)) for url, grown in offices]
            work[name] = (first, second)
    return Counted(old, heard, work)


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder: Path = tmp_path_factory.mktemp("growth")
    young, old = (f"sqlite+aiosqlite:///{folder / name}.db" for name in ("young", "old"))
    for url in (young, old):
        migrate.upgrade(url)
    return apart(_counted(young, old))


@pytest.fixture(scope="session")
def on_postgresql(postgres: Any, postgres_template: str) -> Iterator[Counted]:
    names = [postgres.create(postgres_template) for _ in range(2)]
    yield apart(_counted(*map(postgres.database, names)))
    for name in names:
        postgres.drop(name)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def counted(request: pytest.FixtureRequest) -> Counted:
    name = "on_sqlite" if request.param == "sqlite" else "on_postgresql"
    found: Counted = request.getfixturevalue(name)
    return found
