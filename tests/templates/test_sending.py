"""Conversations that start from a template, and replies that were filled (S20-S23, S54-S59, P8)."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from server.dossiers.models import Dossier
from tests.people import Actor, House
from tests.templates.conftest import saves, start

VAT = {"subject": "Btw %period%", "text": "Dag %first_name%, graag voor %deadline%. %company_name%"}
GIVEN = {"period": "2026-11", "deadline": "2026-12-10"}


async def sent(actor: Actor, conversation: int) -> tuple[str, str, str]:
    """Type, subject, text."""
    row = await actor.row(conversation)
    (message,) = (await actor.gets(f"/conversations/{conversation}/messages"))["messages"]
    return row["type"], row["subject"], message["text"]


async def starts(actor: Actor, dossier: int, template: int = 6, **more: Any) -> int:
    wish = start(dossier, template=template, **{"values": GIVEN, **VAT, **more})
    return int((await actor.does("conversation.start", **wish))["conversation"])


@pytest.mark.spec("S20", "S21", "S22", "S59")
async def test_a_question_goes_out_filled_in_for_its_dossier(any_house: House) -> None:
    an, tom = await any_house.actor("an"), await any_house.actor("tom")
    started = await starts(an, any_house.world.bakery.id)
    said = (
        "vat",
        "Btw november 2026",
        "Dag Els en Tom, graag voor 10 december 2026. Bakkerij De Gouden Krol BV",
    )
    assert await sent(tom, started) == said
    assert await sent(an, started) == said
    assert not (await an.gets("/templates/6"))["template"]["changed"]  # edited for this one sending (S21)


@pytest.mark.spec("S18", "S59")
async def test_a_private_one_greets_its_one_reader(house: House, an: Actor) -> None:
    jan = house.world.jan.person_id
    started = await starts(an, house.world.bakery.id, audience="one", user=jan)
    assert (await sent(an, started))[2].startswith("Dag Jan, graag voor")


@pytest.mark.spec("S23", "S59")
async def test_nothing_unfilled_ever_leaves(house: House, an: Actor) -> None:
    tom = await house.actor("tom")
    for values in ({}, {"period": "2026-11"}, {"period": " ", "deadline": "2026-12-10"}):
        wish = start(house.world.bakery.id, template=6, values=values, **VAT)
        refused = await an.tries("conversation.start", **wish)
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (422, "template_incomplete")
        assert set(error["missing"]) == {"period", "deadline"} - {n for n, v in values.items() if v.strip()}
    for text, code in (("Dag %voornaam%", "template_invalid"), ("Dag %first_name", "template_invalid")):
        wish = start(house.world.bakery.id, template=6, values=GIVEN, subject="Btw", text=text)
        assert (await an.tries("conversation.start", **wish)).json()["error"]["code"] == code
    assert await an.conversations() == await tom.conversations() == []


@pytest.mark.spec("S22")
async def test_without_a_template_text_is_literal(house: House, an: Actor) -> None:
    started = await an.starts(house.world.bakery.id, "Schrijf %first_name% zo", subject="21% of %period%?")
    assert await sent(an, started) == ("specific", "21% of %period%?", "Schrijf %first_name% zo")


@pytest.mark.spec("S59")
@pytest.mark.parametrize(
    "supplier", ["%today%", "<img src=x onerror=alert(1)>", "شركة النور", "🧾 Aerts & Zn", "100%"]
)
async def test_what_is_typed_arrives_as_it_was_typed(house: House, an: Actor, supplier: str) -> None:
    words = {"subject": "Van %supplier%", "text": "Van %supplier%, op 21%"}
    started = await starts(an, house.world.bakery.id, 1, values={"supplier": supplier}, **words)
    assert await sent(an, started) == ("invoice", f"Van {supplier}", f"Van {supplier}, op 21%")


@pytest.mark.spec("S54", "S23")
async def test_what_was_sent_stays_and_a_resend_is_the_same(house: House, an: Actor) -> None:
    made = await an.does(
        "template.create", kind="general", name="Dag", texts={"nl": {"subject": "a", "text": "b"}}
    )
    wish = start(
        house.world.bakery.id, template=made["template"], subject="Dag %first_name%", text="Op %today%"
    )
    first = await an.does("conversation.start", **wish)
    before = await sent(an, first["conversation"])
    await an.does("template.delete", template=made["template"], version=1)
    house.clock.goes_on(hours=11)
    assert (await an.does("conversation.start", **wish))["dup"]
    assert await sent(an, first["conversation"]) == before
    other = await an.tries("conversation.start", **{**wish, "values": {"first_name": "Els"}})
    assert other.json()["error"]["code"] == "idempotency_conflict"
    again = await an.tries("conversation.start", **{**wish, "cid": start(1)["cid"]})
    assert (again.status_code, again.json()["error"]["code"]) == (404, "template_unknown")


@pytest.mark.spec("S1", "S20")
async def test_templates_are_for_staff_of_the_office(house: House, an: Actor) -> None:
    tom, lena = await house.actor("tom"), await house.actor("lena")
    made = await an.does("template.create", kind="vat", name="Eigen", texts={"nl": VAT})
    wish = start(house.world.bakery.id, template=6, values=GIVEN, **VAT)
    assert (await tom.tries("conversation.start", **wish)).json()["error"]["code"] == "forbidden"
    foreign = start(house.world.distant.id, template=made["template"], values=GIVEN, **VAT)
    random = {**foreign, "template": made["template"] ^ 1}
    answers = [await lena.tries("conversation.start", **one) for one in (foreign, random)]
    assert answers[0].content == answers[1].content and answers[0].status_code == 404


@pytest.mark.spec("S59")
async def test_what_grows_too_long_is_refused(house: House, an: Actor) -> None:
    words = {"subject": "%supplier% " * 3, "text": "Dag"}
    wish = start(house.world.bakery.id, template=1, values={"supplier": "x" * 200}, **words)
    assert (await an.tries("conversation.start", **wish)).status_code == 413
    long = {"subject": "Dag", "text": "%supplier%" * 1_500}
    wish = start(house.world.bakery.id, template=1, values={"supplier": "x" * 200}, **long)
    assert (await an.tries("conversation.start", **wish)).status_code == 413


@pytest.mark.spec("S55", "S56", "S57")
@pytest.mark.parametrize(
    "language, source, filled",
    [("fr", "fr", "TVA novembre 2026"), ("de", "nl", "Btw November 2026"), ("nl", "nl", "Btw november 2026")],
)
async def test_each_dossier_gets_its_language(
    house: House, an: Actor, language: str, source: str, filled: str
) -> None:
    await saves(
        an,
        6,
        {"nl": {"subject": "Btw %period%", "text": "Dag"}, "fr": {"subject": "TVA %period%", "text": "B"}},
    )
    await speaks(house, language)
    shown = await an.does("template.fill", template=6, dossier=house.world.bakery.id, values=GIVEN)
    assert shown["language"] == source
    assert "".join(piece["text"] for piece in shown["subject"]) == filled


@pytest.mark.spec("P8")
async def test_a_reply_is_prepared_for_the_conversation(house: House, an: Actor) -> None:
    private = await an.starts(house.world.bakery.id, "Dag", user=house.world.jan.person_id)
    shown = await an.does("template.fill", template=6, conversation=private, values={"period": "2026-Q4"})
    assert shown["missing"] == ["deadline"]
    assert shown["subject"][1] == {"text": "4e kwartaal 2026", "variable": "period"}
    assert {"text": "Jan", "variable": "first_name"} in shown["text"]
    assert {"text": "%deadline%", "variable": "deadline", "missing": True} in shown["text"]
    lena = await house.actor("lena")
    nowhere = await lena.tries("template.fill", template=6, conversation=private ^ 1)
    assert (await lena.tries("template.fill", template=6, conversation=private)).content == nowhere.content


@pytest.mark.spec("S59")
async def test_a_text_is_looked_at_before_it_is_saved(house: House, an: Actor) -> None:
    source = {"subject": "%supplier%", "text": "Bonjour %first_name%, %deadine% %today%"}
    shown = await an.does(
        "template.fill", kind="vat", source=source, dossier=house.world.bakery.id, language="fr"
    )
    assert shown["subject_faults"][0]["problem"] == "forbidden"
    assert shown["text_faults"] == [
        {"at": 22, "length": 9, "name": "deadine", "problem": "unknown", "nearest": "deadline"}
    ]
    assert (
        "".join(piece["text"] for piece in shown["text"]) == "Bonjour Els et Tom, %deadine% 18 novembre 2026"
    )
    wrong = await an.tries(
        "template.fill", template=6, dossier=house.world.bakery.id, values={"deadline": "morgen"}
    )
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (400, "deadline")


async def speaks(house: House, language: str) -> None:
    async with house.store.begin() as session:
        await session.execute(
            update(Dossier).where(col(Dossier.id) == house.world.bakery.id).values(language=language)
        )
