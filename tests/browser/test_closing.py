"""Closing, the archive, and coming back from it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite
from tests.browser.someone import Someone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SUBJECT = "Meubelhuis Aerts"
TEXT = "Is deze uitgave beroepsmatig?"


async def asks(an: Someone) -> None:
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=TEXT)


@pytest.mark.spec("S36", "S37", "S38", "S39", "S40", "S41")
async def test_staff_close_and_both_sides_see_it_go_to_gesloten(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await asks(an)
    await els.opens(SUBJECT)
    await els.sees(TEXT)
    await an.closes()
    when = re.compile(r"Gesloten door An Peeters op \w+ \d{1,2} \w+ \d{4} om \d\d:\d\d")
    for someone in (an, els):
        await someone.does_not_see_in_list(SUBJECT)
        await expect(someone.history.get_by_role("note").get_by_text(when)).to_be_visible()
        await someone.looks_at("Gesloten")
        subject = someone.row(SUBJECT).get_by_text(SUBJECT, exact=True)
        await expect(subject).to_have_css("font-style", "italic")
        await expect(someone.row(SUBJECT)).to_have_accessible_name(re.compile("Gesloten"))
        await someone.looks_at("Alle")
        await someone.sees_in_list(SUBJECT)
        await someone.looks_at("Open")
        await someone.does_not_see_in_list(SUBJECT)


@on_sqlite
@pytest.mark.spec("R6", "R5")
async def test_staff_cannot_write_in_a_closed_one_but_can_reopen_it(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await asks(an)
    await els.sees_in_list(SUBJECT)
    await an.closes()
    await expect(an.composer).to_have_count(0)
    await els.does_not_see_in_list(SUBJECT)
    await an.presses("Heropen", an.conversation)
    await els.sees_in_list(SUBJECT)
    await an.posts("Toch nog iets.")


@pytest.mark.spec("R6", "R5", "S10")
async def test_a_clients_words_reopen_it(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await asks(an)
    await els.opens(SUBJECT)
    await an.closes()
    await expect(els.conversation.get_by_text("Je antwoord heropent deze conversatie.")).to_be_visible()
    await an.does_not_see_in_list(SUBJECT)
    await els.posts("Ja, voor de verbruikszaal.")
    await an.sees_in_list(SUBJECT)
    await an.sees_bold(SUBJECT)
    await an.sees("Ja, voor de verbruikszaal.")
    await els.sees_in_list(SUBJECT)
    await expect(an.history.get_by_text("Gesloten door")).to_have_count(0)
    await an.posts("Dank je.")


@on_sqlite
@pytest.mark.spec("S42", "S43", "S68", "S70", "P11")
async def test_a_client_closes_only_what_he_started(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await asks(an)
    await els.opens(SUBJECT)
    await els.presses("Meer acties", els.conversation)
    await expect(els.page.get_by_role("menuitem", name="Beëindig conversatie")).to_have_count(0)
    why = "Alleen het kantoor kan deze conversatie beëindigen."
    await expect(els.conversation.get_by_text(why)).to_be_visible()
    await els.page.keyboard.press("Escape")

    await els.starts(who="Alle collega’s", subject="Kassabon", text="Waar boek ik dit?")
    await an.sees_in_list("Kassabon")
    await els.closes()
    await an.does_not_see_in_list("Kassabon")
    await els.does_not_see_in_list("Kassabon")
