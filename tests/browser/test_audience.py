"""Who reads along: everybody with full access, or one named person and the office."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SUBJECT = "Loon van de zaakvoerder"
TEXT = "Dit blijft tussen ons."


@pytest.mark.spec("S17", "S18", "S19", "S1")
async def test_nobody_else_sees_a_trace_of_a_private_conversation(stage: Stage) -> None:
    els, tom, an = await stage.signed_in("els"), await stage.signed_in("tom"), await stage.signed_in("an")
    await an.starts(
        dossier="Gouden Krol", who="Eén gebruiker (privé)", user="Els", subject=SUBJECT, text=TEXT
    )
    await expect(an.conversation.get_by_text("Privé met Els Goossens")).to_be_visible()
    await els.sees_in_list(SUBJECT)
    await els.sees_counter(1)

    # Something that everybody gets comes after it: what Tom was to hear by now, he heard.
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject="Kassabon", text="Waar is die?")
    await tom.sees_in_list("Kassabon")
    await tom.sees_counter(1)
    await tom.does_not_see_in_list(SUBJECT)
    for tab in ("Alle", "Gesloten"):
        await tom.looks_at(tab)
        await tom.does_not_see_in_list(SUBJECT)
    await tom.looks_at("Alle")
    await tom.searches("zaakvoerder")
    await expect(tom.list.get_by_text("Niets gevonden voor “zaakvoerder”")).to_be_visible()

    await tom.goes_to(an.page.url.replace(an.url, tom.url).partition("#")[0])
    await tom.reloads()
    await tom.sees_in_list("Kassabon")
    await tom.does_not_see_in_list(SUBJECT)
    assert TEXT not in await tom.page.content()


@pytest.mark.spec("S1", "S19")
async def test_the_address_of_anothers_conversation_leads_nowhere(stage: Stage) -> None:
    els, tom = await stage.signed_in("els"), await stage.signed_in("tom")
    await els.starts(who="Alleen ik", subject=SUBJECT, text=TEXT)
    await els.sees_delivered(TEXT)
    tom.network_may_fail = True
    for address in (els.page.url, f"{tom.url}/communicatie/c/4711"):
        await tom.goes_to(address)
        await expect(tom.conversation.get_by_text("Deze conversatie is er niet")).to_be_visible()


@on_sqlite
@pytest.mark.spec("R1", "S19")
async def test_the_whole_office_reads_what_is_private_with_a_client(stage: Stage) -> None:
    els, sofie = await stage.signed_in("els"), await stage.signed_in("sofie")
    await els.starts(who="Alleen ik", subject=SUBJECT, text=TEXT)
    await sofie.opens(SUBJECT)
    await sofie.sees(TEXT)
    await sofie.posts("Begrepen.")
    await els.sees("Begrepen.")


@on_sqlite
@pytest.mark.spec("R3", "S64", "R4")
async def test_a_limited_user_only_starts_for_himself_and_sees_only_that(stage: Stage) -> None:
    an, jan = await stage.signed_in("an"), await stage.signed_in("jan")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject="Kassabon", text="Waar is die?")
    await jan.page.get_by_role("link", name="Start een conversatie").click()
    await expect(jan.dialog.get_by_role("radio")).to_have_count(1)
    await jan.presses("Sluiten", jan.dialog)
    await jan.starts(who="Alleen ik", subject=SUBJECT, text=TEXT)
    await an.sees_in_list(SUBJECT)
    await jan.does_not_see_in_list("Kassabon")


@on_sqlite
@pytest.mark.spec("S17", "S21")
async def test_nothing_leaves_without_an_audience_a_subject_and_a_message(stage: Stage) -> None:
    an = await stage.signed_in("an")
    await an.page.get_by_role("link", name="Start een conversatie").first.click()
    await an.presses("Verzenden", an.dialog)
    for words in ("Kies een dossier.", "Kies wie meeleest.", "Vul een onderwerp in.", "Schrijf een bericht."):
        await expect(an.dialog.get_by_text(words, exact=True)).to_be_visible()


@on_sqlite
@pytest.mark.spec("S24", "P1")
@pytest.mark.parametrize("name", ["an", "els"])
async def test_verzenden_is_in_sight_on_the_smallest_screen(stage: Stage, name: str) -> None:
    someone = await stage.signed_in(name, viewport={"width": 320, "height": 480})
    await someone.page.get_by_role("link", name="Start een conversatie").first.click()
    button = someone.dialog.get_by_role("button", name="Verzenden")
    await expect(button).to_be_in_viewport(ratio=1)
    await someone.dialog.get_by_label("Bericht").fill("regel\n" * 40)
    await expect(button).to_be_in_viewport(ratio=1)
    box = await button.bounding_box()
    assert box and box["x"] < 40 and box["y"] > 360, "bottom left"
