"""Searching, with what the worker has read and what it has not: nobody can tell the difference."""

from typing import Any

import pytest
from sqlalchemy import text

from server.search.indexing import follow
from tests.people import Actor, House


async def indexed(house: House) -> None:
    while await follow(house.store):
        pass


@pytest.fixture(params=["read by the worker", "not read yet"])
async def read(request: pytest.FixtureRequest, house: House) -> Any:
    async def go() -> None:
        if request.param == "read by the worker":
            await indexed(house)

    return go


async def found(actor: Actor, q: str, **more: Any) -> list[tuple[int, list[int]]]:
    page = await actor.gets("/search", q=q, **more)
    return [(room["id"], [hit["seq"] for hit in room["hits"]]) for room in page["conversations"]]


async def els_here(house: House) -> Actor:
    els = await house.actor("els")
    await els.asks("POST", "/session/office", office=house.world.office.id)
    return els


async def test_messages_are_found_as_one_types(house: House, read: Any) -> None:
    an = await house.actor("an")
    aerts = await an.starts(house.world.bakery.id, "Is factuur 2026-118 beroepsmatig?")
    await an.posts(aerts, "Het gaat om een tafel, zegt Müller.")
    oven = await an.starts(house.world.bakery.id, "En de oven?", subject="Rekening van de été")
    await read()
    assert (
        await found(an, "fac")
        == await found(an, "2026-118")
        == await found(an, "FACTUUR 118")
        == [(aerts, [1])]
    )
    assert await found(an, "muller tafel") == [(aerts, [2])]
    assert await found(an, "ete") == [(oven, [])]
    assert await found(an, "tafel factuur") == await found(an, "actuur") == []
    assert {room for room, _ in await found(an, "krol")} == {aerts, oven}
    page = await an.gets("/search", q="tafel")
    hit = page["conversations"][0]["hits"][0]
    assert (
        hit["snippet"] == ["Het gaat om een ", "tafel", ", zegt Müller."]
        and hit["author"]["name"] == "An Peeters"
    )
    assert (await an.gets("/search", q="meub"))["conversations"][0]["subject"] == ["", "Meubelhuis", " Aerts"]


async def test_the_newest_first_page_after_page(house: House, read: Any) -> None:
    an = await house.actor("an")
    rooms = []
    for number in range(5):
        house.clock.goes_on(minutes=1)
        rooms.append(await an.starts(house.world.bakery.id, f"Bonnetje {number}"))
    await read()
    house.clock.goes_on(minutes=1)
    rooms.append(await an.starts(house.world.garage.id, "Bonnetje, het laatste"))
    seen, before = [], None
    while True:
        page = await an.gets("/search", q="bonnetje", limit=2, **({"before": before} if before else {}))
        seen += [room["id"] for room in page["conversations"]]
        if (before := page["next"]) is None:
            break
    assert seen == rooms[::-1]


@pytest.mark.spec("S1", "S17", "S18", "S19")
async def test_a_client_finds_what_he_may_read_and_not_a_trace_of_the_rest(house: House, read: Any) -> None:
    an, els, tom, jan = [
        await house.actor("an"),
        await els_here(house),
        *[await house.actor(n) for n in ("tom", "jan")],
    ]
    shared = await an.starts(house.world.bakery.id, "Geheimwoord voor iedereen")
    for_tom = await an.starts(house.world.bakery.id, "Geheimwoord voor Tom", user=house.world.tom.person_id)
    garage = await an.starts(house.world.garage.id, "Geheimwoord voor Filip")
    await read()
    assert {room for room, _ in await found(an, "geheim")} == {shared, for_tom, garage}
    assert {room for room, _ in await found(tom, "geheim")} == {shared, for_tom}
    assert await found(els, "geheim") == [(shared, [1])]
    assert await found(jan, "geheim") == []
    nothing = (await els.asks("GET", "/search?q=Filip")).content
    assert nothing == (await els.asks("GET", "/search?q=nergens")).content
    lena = await house.actor("lena")
    assert await found(lena, "geheim") == []
    foreign = await els.asks("GET", f"/search?q=geheim&dossier={house.world.garage.id}")
    assert foreign.content == (await els.asks("GET", "/search?q=geheim&dossier=123456789")).content


@pytest.mark.spec("S31", "S67")
async def test_what_is_deleted_is_gone_at_once_and_what_is_edited_is_found_anew(
    house: House, read: Any
) -> None:
    an, els = await house.actor("an"), await els_here(house)
    kept = await an.starts(house.world.bakery.id, "De boekhouding van maart")
    await an.posts(kept, "En die van april")
    await read()
    await an.does("message.edit", conversation=kept, seq=1, version=1, text="De boekhouding van februari")
    await an.does("message.delete", conversation=kept, seq=2)
    for who in (an, els):
        assert await found(who, "maart") == await found(who, "april") == []
        assert await found(who, "februari") == [(kept, [1])]
    await read()
    for who in (an, els):
        assert await found(who, "maart") == await found(who, "april") == []
        assert await found(who, "februari") == [(kept, [1])]


async def test_a_dossier_that_is_renamed_is_found_by_its_new_name(house: House, read: Any) -> None:
    an = await house.actor("an")
    kept = await an.starts(house.world.bakery.id, "Hallo")
    await read()
    async with house.store.begin() as session:
        await session.execute(
            text("UPDATE dossier SET name = 'Patisserie Zonneschijn' WHERE id = :id"),
            {"id": house.world.bakery.id},
        )
    assert await found(an, "zonneschijn") == [(kept, [])]
    assert await found(an, "krol") == []
    await read()
    assert await found(an, "zonneschijn") == [(kept, [])]


async def test_filters(house: House, read: Any) -> None:
    an, tom = await house.actor("an"), await house.actor("tom")
    bakery, garage = house.world.bakery.id, house.world.garage.id
    first = await an.starts(bakery, "Leningen")
    await tom.posts(first, "Welke leningen?")
    await an.does("conversation.close", conversation=first)
    house.clock.goes_on(hours=48)
    await an.signs_in()
    second = await an.starts(garage, "Leningen")
    await read()
    assert (
        await found(an, "leningen", status="closed")
        == await found(an, "leningen", dossier=bakery)
        == [(first, [2, 1])]
    )
    assert await found(an, "leningen", status="open") == [(second, [1])]
    assert await found(an, "leningen", who=house.world.tom.person_id) == [(first, [2])]
    today, before = (await an.row(second))["created_at"][:10], (await an.row(first))["created_at"][:10]
    assert await found(an, "leningen", **{"from": today}) == [(second, [1])]
    assert await found(an, "leningen", until=before) == [(first, [2, 1])]
    assert await found(an, "leningen", dossier=bakery, **{"from": today}) == []


async def test_what_cannot_be_asked(house: House) -> None:
    an = await house.actor("an")
    await an.starts(house.world.bakery.id, "Hallo")
    for q in ("", "   ", "%_*", '"', "' OR 1=1 --", "NEAR(a b)", "x" * 2_000, "a & !b | (c"):
        assert (await an.gets("/search", q=q))["conversations"] == []
    for query in (
        "q=" + "x" * 2_001,
        "q=a&from=2026-02-30",
        "q=a&before=x",
        "q=a&status=deleted",
        "q=a&limit=51",
    ):
        assert (await an.asks("GET", f"/search?{query}")).status_code == 400


async def test_an_office_indexed_after_long_is_read_from_its_rows(house: House) -> None:
    an = await house.actor("an")
    kept = await an.starts(house.world.bakery.id, "Oudste bericht")
    async with house.store.begin() as session:
        await session.execute(text("DELETE FROM event"))
    await indexed(house)
    await indexed(house)
    assert await found(an, "oudste") == [(kept, [1])]
    async with house.store.session() as session:
        rows = (await session.execute(text("SELECT seq, era FROM searchable ORDER BY id"))).all()
    assert [tuple(row) for row in rows] == [(0, 1), (1, 1)]
