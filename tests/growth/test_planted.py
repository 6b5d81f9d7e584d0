"""Questions nobody should ask: each has to be noticed."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import func, select, text

from server.messages.models import Message
from server.rows import statement
from tests.growth.conftest import once
from tests.growth.deeds import House, opened
from tests.growth.grown import Grown, Size, load
from tests.growth.heard import Heard, listening
from tests.growth.plans import accesses, whole
from tests.growth.work import work_of

GROWN = Grown(Size(17, 40, 2, 20))
BAD = {
    "a substring": "SELECT seq FROM message WHERE text LIKE '%bewijs%'",
    "a column no index has": "SELECT id FROM session WHERE label = 'x'",
    "a column an index has second": "SELECT conversation_id FROM message WHERE seq = 1",
    "a function around a column": "SELECT id FROM conversation WHERE abs(office_id) = 1",
    "an order no index has": "SELECT id FROM conversation ORDER BY subject LIMIT 1",
    "everything, along an index": "SELECT id FROM stream ORDER BY id LIMIT 10",
    "a partial index, whole": "SELECT id FROM conversation WHERE closed_at IS NULL AND abs(office_id) = 1",
    "a join by no key": "SELECT d.id FROM office o JOIN dossier d ON d.name = o.name",
    "a change of everything": "UPDATE reminder SET reason = '' WHERE attempts > 3",
    "a deletion by age": "DELETE FROM event WHERE at < 5",
}
GOOD = {
    "a key": "SELECT text FROM message WHERE conversation_id = 1 AND seq = 2",
    "a small table": "SELECT id FROM office",
    "a range": "SELECT seq FROM event WHERE stream_id = 'S:1' AND seq > 5 ORDER BY seq LIMIT 10",
}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    await load(database_url, GROWN)
    async with opened(database_url, GROWN) as house:
        yield house


async def test_a_reading_of_everything_is_noticed(house: House) -> None:
    for name, sql in BAD.items():
        assert whole(await accesses(house.store.url, Heard({sql: ()}))), name
    for name, sql in GOOD.items():
        assert not whole(await accesses(house.store.url, Heard({sql: ()}))), name


async def test_a_set_based_one_too(house: House) -> None:
    bad = statement("SELECT m.seq FROM {v} JOIN message m ON m.at = v.at", at=int)
    with listening() as heard:
        bad(at=[1])
    assert [one.table for one in whole(await accesses(house.store.url, heard))] == ["message"]


async def test_a_statement_nobody_asked_is_missed(house: House) -> None:
    with listening() as heard:
        await house.list(house.an)
    missed = heard.uncovered()
    assert "server.messages.actions.INSERT" in missed and "server.streams.queries.HEADS" not in missed
    assert any(site.startswith("reading/details.py") for site in missed)
    assert not any(site.startswith("reading/counters.py") for site in missed)


async def _counts_everything(house: House) -> None:
    async with house.store.session() as session:
        await session.scalar(select(func.sum(Message.at)))


async def test_what_grows_is_counted(database_url: str) -> None:
    """A deed that reads everything does twice the work when a second office as large has come."""
    work = []
    for grown in (GROWN, Grown(GROWN.size, seed=2)):
        await load(database_url, grown)
        work.append(await work_of(database_url, partial(once, database_url, GROWN, _counts_everything)))
    assert work[1] > 1.4 * work[0]


async def test_an_index_nobody_needs_is_noticed(house: House) -> None:
    async with house.store.begin() as session:
        await session.execute(text("CREATE INDEX ix_message_text ON message (text)"))
    with listening() as heard:
        await house.list(house.an)
        await house.posts(house.els)
    used = {one.index for one in await accesses(house.store.url, heard)}
    assert "ix_message_text" not in used and "ix_conversation_open" in used
