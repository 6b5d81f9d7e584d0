"""One question to many dossiers: who gets what, in which words, and who gets nothing (S15, S16, P4, R12)."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from server.accounts.models import Staff
from server.dossiers.models import Dossier
from tests.bulk.conftest import VAT, Desk


@pytest.mark.spec("S15", "S16", "S55", "S59")
async def test_each_dossier_gets_its_own_conversation_in_its_language_with_its_own_variables(
    desk: Desk,
) -> None:
    lumen = await desk.dossier("1003", language="fr", name="Studio Lumen")
    await desk.joins(lumen, "piet")
    world = desk.house.world
    asked = await desk.asks()
    assert (asked["count"], asked["skipped"]) == (3, 0)
    await desk.leaves()
    assert await desk.first_messages() == [
        (one.id, subject, text)
        for one, subject, text in sorted(
            [
                (
                    world.bakery,
                    "BTW november 2026",
                    "Dag Els en Tom, bezorg ons alles van Bakkerij De Gouden Krol BV.",
                ),
                (world.garage, "BTW november 2026", "Dag Filip, bezorg ons alles van Garage Verstraete BV."),
                (lumen, "TVA novembre 2026", "Bonjour Piet, et Studio Lumen ?"),
            ],
            key=lambda row: (row[1], row[0].id),
        )
    ]
    tom = await desk.house.actor("tom")
    [row] = await tom.conversations()
    assert row["subject"] == "BTW november 2026" and row["starter"]["name"] == "An Peeters"


@pytest.mark.spec("S16", "S18", "S19")
async def test_private_in_bulk_means_each_dossiers_contact_person(desk: Desk) -> None:
    world = desk.house.world
    nobody = await desk.dossier("1003")
    asked = await desk.asks(audience="contact")
    assert (asked["count"], asked["skipped"]) == (2, 1)
    await desk.leaves()
    assert await desk.readers() == {
        (world.bakery.id, world.els.person_id),
        (world.garage.id, world.filip.person_id),
    }
    assert (await desk.outcome(asked["bulk"]))[nobody.number] == ("skipped", "no_contact")
    tom = await desk.house.actor("tom")
    assert await tom.conversations() == []


@pytest.mark.spec("P4")
async def test_nothing_leaves_for_a_minute_and_until_then_it_can_be_undone(desk: Desk) -> None:
    asked = await desk.asks()
    await desk.leaves(after=59)
    assert await desk.first_messages() == []
    await desk.an.does("bulk.cancel", bulk=asked["bulk"])
    await desk.an.does("bulk.cancel", bulk=asked["bulk"])
    await desk.leaves()
    assert await desk.first_messages() == []
    told = await desk.an.gets(f"/bulks/{asked['bulk']}")
    assert (told["state"], told["reason"], told["started"]) == ("cancelled", "undone", 0)


@pytest.mark.spec("P4")
async def test_what_left_cannot_be_undone(desk: Desk) -> None:
    asked = await desk.asks()
    await desk.leaves()
    refused = await desk.an.tries("bulk.cancel", bulk=asked["bulk"])
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "version_conflict")
    assert len(await desk.first_messages()) == 2


@pytest.mark.spec("P4", "R12", "S58")
async def test_who_is_left_out_is_told_with_the_reason(desk: Desk) -> None:
    world = desk.house.world
    lonely = await desk.dossier("1003")
    closed = await desk.dossier("1004", active=False)
    await desk.joins(closed, "tom")
    orphan = await desk.dossier("1005")
    await desk.joins(orphan, "piet")
    async with desk.house.store.begin() as session:
        await session.execute(update(Dossier).where(col(Dossier.id) == orphan.id).values(responsible_id=None))
    texts = {"nl": {"subject": "Vraag", "text": "Bel %manager_name%."}}
    asked = await desk.asks([world.bakery.id, lonely.id, closed.id, orphan.id], texts=texts)
    assert (asked["count"], asked["skipped"]) == (1, 3)
    await desk.leaves()
    assert await desk.outcome(asked["bulk"]) == {
        "1003": ("skipped", "no_reader"),
        "1004": ("skipped", "inactive"),
        "1005": ("skipped", "unfilled:manager_name"),
        "1001": ("started", ""),
    }


@pytest.mark.spec("R12", "R2")
async def test_a_dossier_that_loses_its_only_reader_meanwhile_is_skipped(desk: Desk) -> None:
    world = desk.house.world
    asked = await desk.asks()
    await desk.leaves_dossier(world.garage)
    await desk.leaves()
    assert await desk.outcome(asked["bulk"]) == {"1002": ("skipped", "no_reader"), "1001": ("started", "")}
    assert {dossier for dossier, _, _ in await desk.first_messages()} == {world.bakery.id}


@pytest.mark.spec("S1")
async def test_dossiers_of_another_office_do_not_exist(desk: Desk) -> None:
    world = desk.house.world
    seen = await desk.an.does(
        "bulk.preview", selection={"only": [world.distant.id, world.bakery.id]}, audience="all", texts={}
    )
    assert (seen["total"], seen["count"]) == (1, 1)
    asked = await desk.asks([world.distant.id, world.bakery.id])
    assert (asked["count"], asked["skipped"]) == (1, 0)
    refused = [await desk.an.tries("bulk.start", **desk.wish([id])) for id in (world.distant.id, 12345)]
    assert refused[0].status_code == 404 and refused[0].content == refused[1].content
    await desk.leaves()
    assert {dossier for dossier, _, _ in await desk.first_messages()} == {world.bakery.id}
    lena = await desk.house.actor("lena")
    for path in ("", "/dossiers", "/results"):
        assert (await lena.asks("GET", f"/bulks/{asked['bulk']}{path}")).status_code == 404


@pytest.mark.spec("R12")
async def test_nothing_is_asked_of_nobody(desk: Desk) -> None:
    lonely = await desk.dossier("1003")
    refused = await desk.an.tries("bulk.start", **desk.wish([lonely.id]))
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "selection")
    assert (await desk.an.tries("bulk.start", **desk.wish([]))).status_code == 404


@pytest.mark.spec("S14")
async def test_clients_and_support_do_not_start_for_many(desk: Desk) -> None:
    asked = await desk.asks()
    tom = await desk.house.actor("tom")
    async with desk.house.store.begin() as session:
        sofie = desk.house.world.sofie.person_id
        await session.execute(update(Staff).where(col(Staff.person_id) == sofie).values(role="support"))
    for who in (tom, await desk.house.actor("sofie")):
        for t, d in (
            ("bulk.start", desk.wish()),
            ("bulk.cancel", {"bulk": asked["bulk"]}),
            ("bulk.retry", {"bulk": asked["bulk"]}),
            ("bulk.preview", {"selection": {"filter": {}}, "audience": "all", "texts": {}}),
        ):
            assert (await who.tries(t, **d)).status_code == 403
        assert (await who.asks("GET", f"/bulks/{asked['bulk']}")).status_code == 404


@pytest.mark.spec("P4")
async def test_who_no_longer_works_here_has_it_cancelled(desk: Desk) -> None:
    asked = await desk.asks()
    async with desk.house.store.begin() as session:
        an = desk.house.world.an.person_id
        await session.execute(update(Staff).where(col(Staff.person_id) == an).values(active=False))
    await desk.leaves()
    assert await desk.first_messages() == []
    sofie = await desk.house.actor("sofie")
    told = await sofie.gets(f"/bulks/{asked['bulk']}")
    assert (told["state"], told["reason"]) == ("cancelled", "starter")


@pytest.mark.spec("P4", "T2")
async def test_asking_twice_under_one_cid_asks_once(desk: Desk) -> None:
    wish = desk.wish()
    first = await desk.an.does("bulk.start", **wish)
    again = await desk.an.does("bulk.start", **wish)
    assert again == {**first, "dup": True}
    other = await desk.an.tries("bulk.start", **{**wish, "audience": "contact"})
    assert other.json()["error"]["code"] == "idempotency_conflict"
    await desk.leaves()
    assert len(await desk.first_messages()) == 2


@pytest.mark.spec("S58", "S59")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"texts": {}}, "texts"),
        (
            {
                "template": None,
                "texts": {"nl": {"subject": "Vraag", "text": "Dag"}},
                "values": {"period": "2026"},
            },
            "period",
        ),
        ({"texts": {"nl": {"subject": "  ", "text": "Dag"}}}, "subject"),
        ({"values": {"period": "eerstdaags"}}, "period"),
        ({"values": {"invoice_number": "12"}}, "invoice_number"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_anything_is_stored(
    desk: Desk, change: dict[str, object], field: str
) -> None:
    refused = await desk.an.tries("bulk.start", **desk.wish(**change))
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, field)
    assert (await desk.an.gets("/bulks"))["bulks"] == []


@pytest.mark.spec("P4", "S55")
async def test_the_preview_shows_what_one_of_them_would_see(desk: Desk) -> None:
    lumen = await desk.dossier("1003", language="fr", name="Studio Lumen")
    await desk.joins(lumen, "piet")
    await desk.dossier("1004")
    wish = {key: value for key, value in desk.wish().items() if key != "cid"}
    seen = await desk.an.does("bulk.preview", **wish, place=3, freeze=True)
    assert (seen["total"], seen["count"], seen["languages"]) == (4, 3, {"nl": 2, "fr": 1})
    assert [(one["dossier"]["number"], one["reason"]) for one in seen["skipped"]] == [("1004", "no_reader")]
    assert len(seen["dossiers"]) == 4 and seen["faults"] == {}
    sample = seen["sample"]
    assert sample["dossier"]["name"] == "Studio Lumen" and sample["language"] == "fr"
    assert [piece["text"] for piece in sample["text"] if "variable" in piece] == ["Piet", "Studio Lumen"]
    wrong = {**wish, "texts": {"nl": {"subject": "x", "text": "Dag %firstname%"}}}
    faults = (await desk.an.does("bulk.preview", **wrong))["faults"]
    assert faults["nl"]["text"][0]["nearest"] == "first_name"


@pytest.mark.spec("P4")
async def test_a_template_that_went_to_them_already_is_told(desk: Desk) -> None:
    world = desk.house.world
    await desk.asks([world.bakery.id], template=6)
    await desk.leaves()
    desk.house.clock.goes_on(hours=48)
    await desk.an.signs_in()
    wish = {key: value for key, value in desk.wish(template=6).items() if key != "cid"}
    seen = await desk.an.does("bulk.preview", **wish)
    assert seen["before"]["dossiers"] == 1
    assert (await desk.an.does("bulk.preview", **{**wish, "template": 7}))["before"] is None


@pytest.mark.spec("S15", "S57")
async def test_a_missing_language_falls_back_on_the_offices(desk: Desk) -> None:
    german = await desk.dossier("1003", language="de", name="Kessler")
    await desk.joins(german, "piet")
    await desk.asks([german.id], texts={"nl": VAT["nl"]})
    await desk.leaves()
    assert [text for _, _, text in await desk.first_messages()] == ["Dag Piet, bezorg ons alles van Kessler."]
