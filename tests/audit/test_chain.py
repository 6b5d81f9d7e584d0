"""The office's record: every entry rests on the one before it, and whoever touches one is found out."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.audit.main import check, told
from server.audit.queries import Verdict, verify
from server.config import Database, Settings
from server.messages.corrections import Edit, delete, edit
from server.messages.start import Start, start
from server.store import Store
from server.writer import Writer
from tests.world import World, found

pytestmark = pytest.mark.spec("T13")

LOOSE = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP TRIGGER audit_append_only ON audit"],
}
TAMPERED = {
    "a word in it is changed": ("UPDATE audit SET data = replace(data, 'twee', 'drie') WHERE seq = 3", 3),
    "it is said to be somebody else's": ("UPDATE audit SET person_id = 7 WHERE seq = 2", 2),
    "it never was": ("DELETE FROM audit WHERE seq = 4", 4),
    "the last ones are cut off": ("DELETE FROM audit WHERE seq > 4", 5),
    "it happened at another time": ("UPDATE audit SET at = at - 60000 WHERE seq = 4", 4),
}


async def corrected(store: Store) -> World:
    """Five edits and a deletion, from two nodes at once; two at the other office."""
    world = await found(store)
    nodes = [Writer(store, lambda office, frames: None) for _ in range(2)]
    for node in nodes:
        await node.start()
    ids = []
    for by, dossier in ((world.an, world.bakery), (world.lena, world.distant), (world.els, world.bakery)):
        wish = Start(by, str(uuid4()), dossier.id, "all", None, "Vraag", "een")
        ids.append((by, (await nodes[0].do(lambda work, wish=wish: start(work, wish))).conversation))
    for version, words in enumerate(("twee", "drie"), 1):
        wishes = [Edit(by, id, 1, version, words) for by, id in ids]
        done = [nodes[n % 2].do(lambda work, wish=wish: edit(work, wish)) for n, wish in enumerate(wishes)]
        await asyncio.gather(*done)
    for by, id in ids[:1] + ids[2:]:
        await nodes[1].do(lambda work, by=by, id=id: delete(work, by, id, 1))
    for node in nodes:
        await node.stop()
    return world


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url)
    yield opened
    await opened.close()


async def verdicts(store: Store) -> dict[int, Verdict]:
    return {verdict.office: verdict async for verdict in verify(store)}


async def test_a_record_that_nobody_touched_holds(store: Store) -> None:
    world = await corrected(store)
    of = await verdicts(store)
    assert {office: (one.entries, one.broken_at) for office, one in of.items()} == {
        world.office.id: (6, None),
        world.elsewhere.id: (2, None),
    }
    assert all(one.digest in told(one) for one in of.values())
    assert await asyncio.to_thread(check, Settings(database=Database(url=store.url)))


@pytest.mark.parametrize("how", ["UPDATE audit SET kind = 'x'", "DELETE FROM audit"])
async def test_the_database_itself_refuses(store: Store, how: str) -> None:
    await corrected(store)
    with pytest.raises(DBAPIError, match="append-only"):
        async with store.begin() as session:
            await session.execute(text(how))
    assert {one.broken_at for one in (await verdicts(store)).values()} == {None}


@pytest.mark.parametrize("how", TAMPERED)
async def test_who_goes_around_it_is_found_out(store: Store, how: str) -> None:
    world = await corrected(store)
    before = (await verdicts(store))[world.elsewhere.id]
    tampering, broken_at = TAMPERED[how]
    async with store.begin() as session:
        for statement in LOOSE["sqlite" if store.sqlite else "postgresql"]:
            await session.execute(text(statement))
        whose = f" AND office_id = {world.office.id}"
        await session.execute(text(tampering + whose))
    of = await verdicts(store)
    assert of[world.office.id].broken_at == broken_at and of[world.elsewhere.id] == before
    assert not await asyncio.to_thread(check, Settings(database=Database(url=store.url)))
