"""Standard templates, an office's copies and its own (S3-S5, S44-S59, P3, P12)."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from server.accounts.models import Staff
from server.templates.kept import Kept
from server.templates.languages import order_of, pick
from server.templates.queries import _line
from server.templates.standards import standards
from server.templates.texts import Text, edited, faults_of
from tests.people import Actor, House
from tests.templates.conftest import line, saves

NL = {"subject": "Btw %period%", "text": "Dag %first_name%"}
FR = {"subject": "TVA %period%", "text": "Bonjour %first_name%"}
LEASE = {"nl": {"subject": "Leasewagen", "text": "Dag %first_name%, wie rijdt ermee?"}}


@pytest.mark.spec("S3", "S4", "S5", "S48")
def test_the_seven_questions_are_there_in_four_languages() -> None:
    kinds = [standard.kind for standard in standards().values()]
    assert kinds == ["invoice", "invoice", "payment", "invoice", "payment", "vat", "vat"]
    for standard in standards().values():
        assert list(standard.texts) == ["nl", "fr", "de", "en"]
        assert list(faults_of(standard.texts, standard.kind)) == []
        assert len({standard.name(language) for language in standard.texts}) == 4
        assert all(
            text.text == text.text.strip() and "!" not in text.text for text in standard.texts.values()
        )


@pytest.mark.spec("S3", "S44", "S45")
async def test_a_fresh_office_uses_them_at_once(house: House, an: Actor) -> None:
    found = await an.gets("/templates")
    assert [(one["id"], one["standard"], one["changed"], one["missing"]) for one in found["templates"]] == [
        (number, True, False, []) for number in range(1, 8)
    ]
    assert found["languages"] == ["nl", "fr", "de", "en"] and found["may_manage"]
    vat = next(one for one in found["types"] if one["kind"] == "vat")
    assert [one["name"] for one in vat["variables"] if one["given"]] == ["period", "deadline", "balance"]


@pytest.mark.spec("S46", "S52", "S53", "S54")
async def test_an_own_template_comes_and_goes(any_house: House) -> None:
    an = await any_house.actor("an")
    made = await an.does("template.create", kind="general", name="Leasewagen", texts=LEASE)
    seen = await line(an, made["template"])
    assert (seen["name"], seen["standard"], seen["missing"]) == ("Leasewagen", False, ["fr", "de", "en"])
    assert seen["changed_by"]["name"] == "An Peeters"

    again = await an.tries("template.create", kind="general", name="Leasewagen", texts=LEASE)
    assert (again.status_code, again.json()["error"]["field"]) == (400, "name")
    await saves(an, made["template"], LEASE, name="Auto van de zaak")
    gone = await an.does("template.delete", template=made["template"], version=2)
    assert made["template"] not in [one["id"] for one in (await an.gets("/templates"))["templates"]]
    assert (await an.asks("GET", f"/templates/{made['template']}")).status_code == 404

    await an.does("template.restore", template=made["template"], version=gone["version"])
    assert (await line(an, made["template"]))["name"] == "Auto van de zaak"


@pytest.mark.spec("S49", "S50", "S51", "P12")
async def test_an_office_edits_a_standard_one_for_itself_and_goes_back(any_house: House) -> None:
    an, lena = await any_house.actor("an"), await any_house.actor("lena")
    before = await an.gets("/templates/6")
    await saves(an, 6, {"nl": NL})
    page = await an.gets("/templates/6")
    assert page["template"]["changed"] and page["template"]["missing"] == ["fr", "de", "en"]
    assert page["texts"]["nl"] == {**NL, "stale": False}
    assert page["standard"] == page["base"] == before["texts"]
    assert (await lena.gets("/templates/6"))["texts"] == before["texts"]

    reset = await an.does("template.reset", template=6, version=1)
    page = await an.gets("/templates/6")
    assert (page["template"]["changed"], page["texts"], page["undo"]) == (False, before["texts"], True)
    assert (await an.tries("template.reset", template=6, version=reset["version"])).status_code == 400

    await an.does("template.restore", template=6, version=reset["version"])
    page = await an.gets("/templates/6")
    assert page["template"]["changed"] and page["texts"]["nl"]["subject"] == "Btw %period%"
    versions = (await an.gets("/templates/6/history"))["versions"]
    assert [(one["version"], one["what"]) for one in versions] == [
        (3, "restored"),
        (2, "reset"),
        (1, "edited"),
    ]


@pytest.mark.spec("P12")
def test_it_says_where_the_standard_changed_since() -> None:
    now = standards()[6].texts
    then = {**now, "fr": Text("Comme avant", "Bonjour")}
    kept = Kept(1, 6, "vat", 1, None, False, "edited", {"nl": Text("Eigen", "Dag")}, then)
    assert _line(kept, (), "nl").moved == ["fr"]


async def test_saving_nothing_new_makes_no_version(an: Actor) -> None:
    texts = {name: _plain(text) for name, text in (await an.gets("/templates/6"))["texts"].items()}
    assert (await saves(an, 6, texts))["version"] == 0
    assert not (await line(an, 6))["changed"]
    await saves(an, 6, {"nl": NL})
    assert (await saves(an, 6, {"nl": NL}))["version"] == 1


@pytest.mark.spec("P12")
async def test_who_saves_on_top_of_somebody_else_is_told(an: Actor) -> None:
    await saves(an, 6, {"nl": NL})
    late = await an.tries("template.save", template=6, version=0, texts={"nl": FR})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "version_conflict")
    assert (await an.gets("/templates/6"))["texts"]["nl"]["subject"] == NL["subject"]


@pytest.mark.spec("S49", "P12")
async def test_of_two_who_save_at_once_one_is_first(any_house: House) -> None:
    an = await any_house.actor("an")
    texts = [{"nl": {**NL, "text": f"Dag %first_name% {number}"}} for number in range(4)]
    answers = await asyncio.gather(
        *(an.tries("template.save", template=6, version=0, texts=each) for each in texts)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len((await an.gets("/templates/6/history"))["versions"]) == 1


@pytest.mark.spec("P3")
async def test_editing_one_language_flags_the_others(an: Actor) -> None:
    await saves(an, 6, {"nl": NL, "fr": FR, "en": FR})
    assert (await line(an, 6))["stale"] == []
    await saves(an, 6, {"nl": {**NL, "subject": "Aangifte %period%"}, "fr": FR, "en": FR})
    assert (await line(an, 6))["stale"] == ["fr", "en"]
    changed = {
        "nl": {**NL, "subject": "Aangifte %period%"},
        "fr": {**FR, "text": "Chère %first_name%"},
        "en": FR,
    }
    await saves(an, 6, changed)
    assert (await line(an, 6))["stale"] == ["en"]  # French caught up: Dutch is not behind it
    await saves(an, 6, changed, still_right=["en"])
    assert (await line(an, 6))["stale"] == []


@pytest.mark.spec("P3")
def test_a_new_language_flags_nobody() -> None:
    before = {"nl": Text("a", "b")}
    assert edited(before, {"nl": Text("a", "b"), "de": Text("c", "d")}) == {  # type: ignore[arg-type, dict-item]
        "nl": Text("a", "b"),
        "de": Text("c", "d"),
    }


@pytest.mark.spec("S55", "S57", "P3")
def test_a_missing_language_falls_back_along_the_offices_order() -> None:
    order = order_of("fr,nl", "nl")
    assert order == ["fr", "nl", "de", "en"]
    assert order_of(None, "de") == ["de", "nl", "fr", "en"]
    assert pick({"nl": 1, "fr": 2}, "de", order) == ("fr", 2)
    assert pick({"nl": 1, "de": 3}, "de", order) == ("de", 3)
    assert pick({"en": 4}, "nl", order) == ("en", 4)
    assert pick({}, "nl", order) is None


@pytest.mark.spec("S58", "S59")
async def test_a_wrong_variable_is_refused_on_save_with_its_position(an: Actor) -> None:
    texts = {
        "nl": {"subject": "Btw %period%", "text": "Graag voor %deadine%."},
        "fr": {"subject": "%supplier%", "text": "Bonjour %first_name"},
    }
    refused = await an.tries("template.save", template=6, version=0, texts=texts)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (422, "template_invalid")
    assert [
        (one["language"], one["part"], one["fault"]["at"], one["fault"]["problem"], one["fault"]["nearest"])
        for one in error["faults"]
    ] == [
        ("nl", "text", 11, "unknown", "deadline"),
        ("fr", "subject", 0, "forbidden", None),
        ("fr", "text", 8, "unbalanced", "first_name"),
    ]
    assert not (await line(an, 6))["changed"]


@pytest.mark.parametrize(
    "texts, field",
    [
        ({}, "texts"),
        ({"nl": {"subject": " ", "text": ""}}, "texts"),
        ({"nl": {"subject": "Btw", "text": ""}}, "text"),
        ({"nl": {"subject": "b" * 201, "text": "Dag"}}, "subject"),
        ({"pl": NL}, None),
    ],
)
async def test_half_a_text_is_none(an: Actor, texts: Any, field: str | None) -> None:
    refused = await an.tries("template.create", kind="vat", name="Leeg", texts=texts)
    assert refused.status_code in (400, 413)
    assert refused.json()["error"].get("field") in (field, "texts")


@pytest.mark.spec("S47")
async def test_staff_read_and_admins_write(house: House, an: Actor) -> None:
    sofie = await house.actor("sofie")
    assert not (await sofie.gets("/templates"))["may_manage"]
    assert (await sofie.tries("template.save", template=6, version=0, texts={"nl": NL})).status_code == 403
    async with (
        house.store.begin() as session
    ):  # behind her back: An is no admin any more, her session knows nothing
        await session.execute(update(Staff).values(role="staff"))
    assert (await an.tries("template.save", template=6, version=0, texts={"nl": NL})).status_code == 403


@pytest.mark.spec("P3")
async def test_the_order_of_languages_is_the_offices(house: House, an: Actor) -> None:
    await an.does("template.order", languages=["de", "fr"])
    assert (await an.gets("/templates"))["languages"] == ["de", "fr", "nl", "en"]
    assert (await (await house.actor("lena")).gets("/templates"))["languages"] == ["nl", "fr", "de", "en"]


def _plain(text: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in text.items() if name != "stale"}
