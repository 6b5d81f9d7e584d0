"""What a page costs does not depend on how long an office exists."""

import pytest
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine

from server.db import is_sqlite
from tests.growth.conftest import Counted
from tests.growth.deeds import EVERYDAY
from tests.growth.plans import accesses, whole

AT_MOST = 1.3
SMALL = 50  # rows; below that a ratio says nothing
STEPS_OF_A_ROW = 12
# By its unique index alone PostgreSQL keeps a promise, asked for or not.
PROMISES = ("pk_", "uq_", "sqlite_autoindex_")


@pytest.mark.timeout(300)
def test_ten_times_the_past_costs_no_more(counted: Counted) -> None:
    small = SMALL * STEPS_OF_A_ROW if is_sqlite(counted.url) else SMALL
    dearer = {
        name: (young, old)
        for name, (young, old) in counted.work.items()
        if name in EVERYDAY and old > max(young * AT_MOST, young + small)
    }
    assert dearer == {}


@pytest.mark.timeout(300)
def test_every_statement_of_the_source_was_counted(counted: Counted) -> None:
    silent = counted.heard.uncovered()
    if is_sqlite(counted.url):  # the lock among workers is PostgreSQL's
        silent = [
            site for site in silent if not site.startswith(("reminders/claims.py", "search/indexing.py"))
        ]
    assert silent == []


@pytest.mark.timeout(300)
async def test_no_statement_reads_the_whole_of_a_growing_table(counted: Counted) -> None:
    found = await accesses(counted.url, counted.heard)
    assert len(found) > 200
    assert sorted({str(one) for one in whole(found)}) == []


@pytest.mark.timeout(300)
async def test_every_index_is_used(counted: Counted) -> None:
    used = {one.index for one in await accesses(counted.url, counted.heard)}
    engine = create_async_engine(counted.url)
    async with engine.connect() as connection:
        there = await connection.run_sync(lambda sync: set(_indexes(sync)))
    await engine.dispose()
    assert there and there - used == set()


def _indexes(connection: object) -> list[str]:
    seen = inspect(connection)
    names = [index["name"] for table in seen.get_table_names() for index in seen.get_indexes(table)]
    return [name for name in names if not name.startswith(PROMISES)]
