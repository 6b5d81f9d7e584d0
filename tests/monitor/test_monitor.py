"""The client monitor as staff ask for it over HTTP."""

import csv
from typing import Any

import pytest
from sqlalchemy import insert

from server.accounts.models import Person
from server.dossiers.models import Client, Dossier
from tests.people import House
from tests.web.conftest import house, settings
from tests.world import DAWN

__all__ = ["house", "settings"]
SORTS = (
    "name",
    "number",
    "responsible",
    "language",
    "vat_rhythm",
    "last_at",
    "needs_answer",
    "needs_answer_since",
)
LONG = "De Zeer Lange Naam van een Vennootschap " * 5


async def many(house: House, count: int) -> None:
    rows = [
        Dossier(office_id=house.world.office.id, number=str(n), name=f"{'Été' if n % 2 else 'abc'} {n % 3}",
                language="nlfrde"[n % 3 * 2 :][:2], created_at=DAWN).model_dump()
        for n in range(count)
    ]  # fmt: skip
    async with house.store.begin() as session:
        await session.execute(insert(Dossier), rows)


async def numbers(who: Any, **query: Any) -> list[str]:
    return [row["number"] for row in (await who.gets("/monitor", **query))["rows"]]


@pytest.mark.spec("S27", "S28", "S29", "S30", "R5", "P5")
async def test_a_row_counts_what_waits_for_the_office(house: House) -> None:
    an, els, tom = [await house.actor(name) for name in ("an", "els", "tom")]
    await els.asks("POST", "/session/office", office=house.world.office.id)
    bakery = house.world.bakery.id

    async def row() -> Any:
        rows = (await an.gets("/monitor/rows", ids=f"{bakery},{house.world.distant.id}"))["rows"]
        assert [one["id"] for one in rows] == [bakery]
        return rows[0]["needs_answer"], rows[0]["needs_answer_since"], rows[0]["open"]

    asked = await an.starts(bakery, "Is dit beroepsmatig?")
    assert await row() == (0, None, 1)  # started by the office, no reply: 0
    house.clock.goes_on(minutes=5)
    await els.posts(asked, "Ja.")
    first = (await an.row(asked))["needs_answer_since"]
    house.clock.goes_on(minutes=5)
    own = await tom.starts(bakery, "En deze?")
    await tom.posts(own, "Zie bijlage.")
    assert await row() == (2, first, 2)
    await an.reads(own, 2)
    assert await row() == (2, first, 2)
    await an.posts(asked, "Dank je.")
    assert await row() == (1, (await an.row(own))["needs_answer_since"], 2)
    await an.does("conversation.close", conversation=own)
    assert await row() == (0, None, 1)
    page = await an.gets("/monitor", needs_answer="true")
    assert (page["rows"], page["count"], page["total"]) == ([], 0, 2)


@pytest.mark.spec("S12", "S15")
async def test_every_order_shows_everything_once(house: House) -> None:
    await many(house, 7)
    an, els = await house.actor("an"), await house.actor("els")
    await els.asks("POST", "/session/office", office=house.world.office.id)
    await els.starts(house.world.bakery.id, "Mag dit?")
    await an.starts(house.world.garage.id, "Graag uw btw.")
    for sort in SORTS:
        whole = await numbers(an, sort=sort)
        turned = await numbers(an, sort=sort, descending=True)
        assert len(set(whole)) == len(whole) == 9 and set(turned) == set(whole)
        for descending in (False, True):
            found: list[str] = []
            after = ""
            while after is not None:
                page = await an.gets("/monitor", sort=sort, limit=5, descending=descending, after=after)
                assert (page["count"] is None) == bool(after)
                found += [row["number"] for row in page["rows"]]
                after = page["next"]
            assert found == (turned if descending else whole), sort
    assert (await numbers(an, sort="number"))[:4] == ["0", "1", "2", "3"]
    assert (await numbers(an, sort="needs_answer", descending=True))[0] == "1001"
    assert (await numbers(an, sort="needs_answer_since", descending=True))[0] == "1001"
    assert (await numbers(an, sort="last_at", descending=True))[:2] in (["1001", "1002"], ["1002", "1001"])
    names = [row["name"] for row in (await an.gets("/monitor"))["rows"]]
    assert names[0].startswith("abc") and names[-1] == "Garage Verstraete BV"


@pytest.mark.spec("S12")
async def test_what_is_no_page_is_refused(house: House) -> None:
    an = await house.actor("an")
    await many(house, 3)
    token = (await an.gets("/monitor", limit=1))["next"]
    for query in (
        "after=x",
        "after=%F0",
        f"after={token}&sort=needs_answer",
        "sort=colour",
        "limit=0",
        "ids=1",
        "since=2026-13-01",
    ):
        answer = await an.asks("GET", f"/monitor?{query}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request"), query


@pytest.mark.spec("S1", "S12", "S14")
async def test_it_is_the_offices(house: House) -> None:
    lena, els = await house.actor("lena"), await house.actor("els")
    assert await numbers(lena) == ["1001"]
    page = await lena.gets("/monitor")
    assert (page["count"], page["total"]) == (1, 1) and page["rows"][0]["name"] == "Smet & Zoon"
    for path in ("/monitor", "/monitor/rows?ids=1", "/monitor/choices", "/views"):
        assert (await els.asks("GET", path)).status_code == 403


@pytest.mark.spec("S15")
async def test_an_export_holds_the_selection_and_runs_nothing(house: House) -> None:
    an, lena = await house.actor("an"), await house.actor("lena")
    async with house.store.begin() as session:
        session.add(
            Dossier(office_id=house.world.office.id, number="=1+1", name="@Café; “Émile” 😀", created_at=DAWN)
        )
    await an.does("dossier.update", dossier=house.world.bakery.id, tags=["horeca", "bouw"])
    selection = {"filter": {"q": ""}, "except": [house.world.garage.id]}
    answer = await an.asks("POST", "/monitor/export", **selection)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8" and answer.content.startswith(
        b"\xef\xbb\xbf"
    )
    header, *rows = csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["number"], row["name"]) for row in told] == [
        ("'=1+1", "'@Café; “Émile” 😀"), ("1001", "Bakkerij De Gouden Krol BV"),
    ]  # fmt: skip
    assert (told[1]["tags"], told[1]["responsible_name"], told[1]["active"]) == (
        "bouw,horeca",
        "An Peeters",
        "yes",
    )
    empty = await lena.asks("POST", "/monitor/export", only=[house.world.bakery.id])
    assert len(empty.content.decode().splitlines()) == 1


@pytest.mark.spec("S15")
async def test_views_are_kept_per_person_and_shared(house: House) -> None:
    an, sofie, lena = [await house.actor(name) for name in ("an", "sofie", "lena")]

    async def seen(who: Any) -> list[tuple[str, bool]]:
        return [(view["name"], view["mine"]) for view in (await who.gets("/views"))["views"]]

    async def saves(who: Any, name: str, shared: bool = False) -> int:
        answer = await who.asks("POST", "/views", name=name, query="responsible=me&sort=name", shared=shared)
        return int(answer.json()["id"])

    first, second = await saves(an, " Mijn maandaangevers "), await saves(an, "Wachten 😀", shared=True)
    await saves(sofie, "Frans", shared=True)
    assert await seen(an) == [("Mijn maandaangevers", True), ("Wachten 😀", True), ("Frans", False)]
    assert await seen(sofie) == [("Frans", True), ("Wachten 😀", False)] and await seen(lena) == []
    assert (await an.asks("POST", "/views/order", ids=[second, first, 7])).status_code == 204
    assert (await seen(an))[0] == ("Wachten 😀", True)
    body = {"name": "Anders", "query": "", "shared": False}
    assert (await an.asks("POST", f"/views/{second}", **body)).json()["name"] == "Anders"
    assert await seen(sofie) == [("Frans", True)]
    for who in (sofie, lena):
        assert (await who.asks("POST", f"/views/{second}", **body)).status_code == 404
        assert (await who.asks("DELETE", f"/views/{second}")).status_code == 404
    assert (await an.asks("DELETE", f"/views/{first}")).status_code == 204
    assert await seen(an) == [("Anders", True), ("Frans", False)]
    for wrong in ({"name": "  "}, {"name": ""}, {"name": "x" * 81}, {"query": "q=é"}):
        assert (await an.asks("POST", "/views", **{"name": "n", "query": "", **wrong})).status_code == 400


@pytest.mark.spec("S15")
async def test_what_there_is_to_filter_by(house: House) -> None:
    an, sofie = await house.actor("an"), await house.actor("sofie")
    await an.does("dossier.update", dossier=house.world.bakery.id, tags=["Horeca", "horéca", "bouw"])
    await sofie.does("dossier.update", dossier=house.world.garage.id, tags=["garage"])
    told = await an.gets("/monitor/choices")
    assert [one["name"] for one in told["responsible"]] == ["An Peeters", "Sofie Claes"]
    assert told["tags"] == ["bouw", "garage", "Horeca"]
    assert await numbers(an, tags="HORECA") == ["1001"]


@pytest.mark.spec("S15")
async def test_staff_change_what_the_office_keeps(house: House) -> None:
    an, els = await house.actor("an"), await house.actor("els")
    world = house.world
    dossier = world.bakery.id
    facts = {
        "number": "B-7", "name": LONG.strip()[:200], "vat_number": "BE 0999.000.001", "language": "fr",
        "vat_rhythm": "monthly", "responsible": world.sofie.person_id, "contact": world.tom.person_id,
        "tags": ["b", "a"], "active": False,
    }  # fmt: skip
    await an.does("dossier.update", dossier=dossier, **facts)
    row = (await an.gets("/monitor/rows", ids=str(dossier)))["rows"][0]
    told = {**row, "responsible": row["responsible"]["id"], "contact": row["contact"]["id"]}
    assert {name: told[name] for name in facts} == {**facts, "tags": ["a", "b"]}
    assert await numbers(an) == ["1002"] and await numbers(an, active="no", q="zeer lange be0999000001") == [
        "B-7"
    ]
    await an.does("dossier.update", dossier=dossier, responsible=None, contact=None, tags=[], active=True)
    row = (await an.gets("/monitor/rows", ids=str(dossier)))["rows"][0]
    assert (row["responsible"], row["contact"], row["tags"], row["name"]) == (None, None, [], facts["name"])
    wrongs: list[tuple[str, Any]] = [
        ("number", "1002"), ("number", " "), ("name", ""), ("language", "es"), ("vat_rhythm", "weekly"),
        ("responsible", world.els.person_id), ("responsible", world.lena.person_id), ("contact", world.filip.person_id),
        ("tags", ["a,b"]), ("tags", ["x"] * 31), ("colour", 1),
    ]  # fmt: skip
    for field, value in wrongs:
        answer = await an.tries("dossier.update", dossier=dossier, **{field: value})
        assert answer.status_code == 400, field
    assert (await els.tries("dossier.update", dossier=dossier, name="Mijn")).status_code == 403
    assert (await an.tries("dossier.update", dossier=world.distant.id, name="Mijn")).status_code == 404
    async with house.store.session() as session:
        assert await session.get(Person, world.els.person_id)
        assert await session.get(Client, (dossier, world.els.person_id))
