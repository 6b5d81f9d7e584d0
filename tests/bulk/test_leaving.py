"""How what many were asked leaves: in chunks, once, beside others, and what failed again."""

import asyncio
import csv
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from server.bulk import leaving, running
from server.bulk.models import Bulk
from server.conversations.models import Conversation
from server.dossiers.models import Client, Dossier
from server.store import Store
from tests.bulk.conftest import Desk
from tests.world import DAWN


async def fills(desk: Desk, many: int) -> list[int]:
    """So many more dossiers, with one reader each."""
    world = desk.house.world
    dossiers = [
        Dossier(office_id=world.office.id, number=f"M{n:04}", name=f"Zaak {n:04}", created_at=DAWN)
        for n in range(many)
    ]
    async with desk.house.store.begin() as session:
        session.add_all(dossiers)
        await session.flush()
        els = world.els.person_id
        session.add_all(Client(dossier_id=dossier.id, person_id=els, since=DAWN) for dossier in dossiers)
    return [dossier.id for dossier in dossiers]


async def conversations(desk: Desk) -> list[int]:
    async with desk.house.store.session() as session:
        return list(await session.scalars(select(col(Conversation.dossier_id))))


@pytest.mark.spec("P4", "T2")
async def test_two_workers_at_once_ask_nobody_twice(desk: Desk, database_url: str) -> None:
    ids = await fills(desk, 350)
    asked = await desk.asks(ids)
    desk.house.clock.goes_on(seconds=61)
    stores = [Store(database_url, clock=desk.house.clock) for _ in range(2)]
    await asyncio.gather(*(running.run(store, lambda *_: None, asked["bulk"]) for store in stores))
    for store in stores:
        await store.close()
    assert sorted(await conversations(desk)) == sorted(ids)
    told = await desk.an.gets(f"/bulks/{asked['bulk']}")
    assert (told["state"], told["started"]) == ("done", 350)


@pytest.mark.spec("P4", "T7")
async def test_others_wait_for_a_chunk_at_most_and_the_offices_stream_is_taken_last(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a chat message would wait for: a transaction of a hundred conversations, its stream locked at the end."""
    ids = await fills(desk, 250)
    asked = await desk.asks(ids)
    desk.house.clock.goes_on(seconds=61)
    asks: list[list[str]] = []
    store = desk.house.store
    pen = store.pen()
    transact = pen.transact

    def watched(steps: Any) -> Any:
        heard: list[str] = []
        asks.append(heard)
        answer = None
        while True:
            try:
                asked_for = steps.send(answer)
            except StopIteration as done:
                return done.value
            group = asked_for if isinstance(asked_for, tuple) else getattr(asked_for, "asks", (asked_for,))
            heard += [one.statement.sqlite.split(" FROM ")[0].split(" (")[0] for one in group]
            answer = yield asked_for

    monkeypatch.setattr(pen, "transact", lambda steps: transact(watched(steps)))
    await running.Runner(store, pen, lambda *_: None).all(asked["bulk"])
    await pen.close()
    chunks = [heard for heard in asks if "INSERT INTO conversation" in heard]
    assert len(chunks) == -(-250 // leaving.CHUNK)
    for heard in chunks:
        assert len(heard) < 20
        assert heard[-2:] == ["INSERT INTO stream", "INSERT INTO event"]
        assert heard[-3].startswith("UPDATE bulk SET")


@pytest.mark.spec("P4", "R12")
async def test_what_fails_fails_alone_and_only_that_is_tried_again(desk: Desk, database_url: str) -> None:
    ids = await fills(desk, 5)
    unlucky = ids[2]
    await trips(desk.house.store, unlucky)
    asked = await desk.asks(ids)
    await desk.leaves()
    assert sorted(await conversations(desk)) == sorted(set(ids) - {unlucky})
    told = await desk.an.gets(f"/bulks/{asked['bulk']}")
    assert (told["state"], told["started"], told["failed"]) == ("done", 4, 1)
    assert list((await desk.outcome(asked["bulk"])).items())[0] == ("M0002", ("failed", "error"))
    await untrips(desk.house.store)
    assert await desk.an.does("bulk.retry", bulk=asked["bulk"]) == {"count": 1}
    await desk.leaves()
    assert sorted(await conversations(desk)) == sorted(ids)
    assert await desk.an.does("bulk.retry", bulk=asked["bulk"]) == {"count": 0}


async def trips(store: Store, dossier: int) -> None:
    """The database refuses whatever starts in this dossier."""
    async with store.begin() as session:
        if store.sqlite:
            await session.execute(
                text(
                    f"CREATE TRIGGER trips BEFORE INSERT ON conversation WHEN NEW.dossier_id = {dossier} "
                    "BEGIN SELECT RAISE(ABORT, 'no'); END"
                )
            )
        else:
            check = f"ALTER TABLE conversation ADD CONSTRAINT trips CHECK (dossier_id <> {dossier})"
            await session.execute(text(check))


async def untrips(store: Store) -> None:
    undo = "DROP TRIGGER trips" if store.sqlite else "ALTER TABLE conversation DROP CONSTRAINT trips"
    async with store.begin() as session:
        await session.execute(text(undo))


@pytest.mark.spec("P4")
async def test_its_starter_hears_how_far_it_is_but_not_of_every_dossier(desk: Desk) -> None:
    ids = await fills(desk, 450)
    asked = await desk.asks(ids)
    await desk.leaves()
    world = desk.house.world
    own = f"U:{world.office.id}:{world.an.person_id}"
    mine = [news for news in desk.published if news.stream == own]
    assert 1 <= len(mine) < 4
    assert b'"t":"bulk.done"' in mine[-1].frame and b'"started":450' in mine[-1].frame
    sofie = await desk.house.actor("sofie")
    assert (await sofie.gets("/bulks"))["bulks"] == []
    assert [told["bulk"] for told in (await desk.an.gets("/bulks"))["bulks"]] == [asked["bulk"]]


@pytest.mark.spec("P4", "S33")
async def test_the_outcome_comes_in_pages_with_each_ones_receipts_and_as_csv(desk: Desk) -> None:
    ids = await fills(desk, 7)
    lonely = await desk.dossier("=2+5")
    asked = await desk.asks([*ids, lonely.id, desk.house.world.garage.id])
    await desk.leaves()
    filip = await desk.house.actor("filip")
    [row] = await filip.conversations()
    await filip.reads(row["id"], 1)
    seen: list[Any] = []
    after = ""
    while True:
        page = await desk.an.gets(f"/bulks/{asked['bulk']}/dossiers", limit=4, after=after)
        seen += page["dossiers"]
        if not (after := page["next"] or ""):
            break
    assert [one["state"] for one in seen] == ["skipped", *["started"] * 8]
    assert len({one["dossier"]["id"] for one in seen}) == 9
    read = next(one for one in seen if one["dossier"]["number"] == "1002")
    assert [(seat["person"]["name"], seat["read_upto"]) for seat in read["seats"]] == [
        ("Filip Verstraete", 1)
    ]
    answer = await desk.an.asks("GET", f"/bulks/{asked['bulk']}/results")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 10 and lines[1][0] == "'=2+5" and lines[1][3:5] == ["skipped", "no_reader"]
    assert [line[6] != "" for line in lines if line[0] == "1002"] == [True]
    assert (await desk.an.asks("GET", f"/bulks/{asked['bulk']}/dossiers?after=x")).status_code == 400


@pytest.mark.spec("P4", "S16")
async def test_five_thousand_at_once(desk: Desk) -> None:
    many = 5_000 if desk.house.store.sqlite else 300  # once: what differs on PostgreSQL is proven with fewer
    await fills(desk, many)
    asked = await desk.asks()
    assert asked["count"] == many + 2
    await desk.leaves()
    async with desk.house.store.session() as session:
        bulk = await session.get_one(Bulk, asked["bulk"])
        made = await session.scalar(select(func.count(func.distinct(col(Conversation.dossier_id)))))
    assert (bulk.state, bulk.started, made) == ("done", many + 2, many + 2)
