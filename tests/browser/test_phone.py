"""The portal in a hand: one pane at a time, big enough for a thumb."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), on_sqlite]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SUBJECT = "Meubelhuis Aerts"
QUESTION = "Is deze uitgave beroepsmatig?"


@pytest.mark.spec("S60", "S61", "S65", "S63")
async def test_a_client_answers_on_a_phone(stage: Stage) -> None:
    els = await stage.signed_in("els", **PHONE)
    an = await stage.signed_in("an")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await els.sees_counter(1)
    await els.opens(SUBJECT)
    await expect(els.row(SUBJECT)).to_be_hidden()
    await els.sees(QUESTION)
    await els.writes("Ja, voor de verbruikszaal.")
    await els.presses("Verzenden", els.conversation)
    await els.sees_delivered("Ja, voor de verbruikszaal.")
    await an.sees("Ja, voor de verbruikszaal.")
    await an.sees_read_by("EG", QUESTION)
    await els.page.get_by_role("link", name="Terug naar conversaties").click()
    await els.sees_in_list(SUBJECT)
    await els.sees_counter(0)
    wide = await els.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, "nothing sticks out"


@pytest.mark.spec("S24", "S63")
async def test_staff_start_and_close_on_a_phone(stage: Stage) -> None:
    an = await stage.signed_in("an", **PHONE)
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await an.sees_sent(QUESTION)
    await an.closes()
    await expect(an.history.get_by_text("Gesloten door An Peeters")).to_be_visible()


@pytest.mark.spec("S71")
async def test_a_person_with_two_offices_goes_from_one_to_the_other(stage: Stage) -> None:
    an, lena = await stage.signed_in("an"), await stage.signed_in("lena")
    els = await stage.signed_in("els")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await lena.starts(dossier="Smet", who="Alle gebruikers", subject="Oprichting", text="Welkom!")
    await els.sees_in_list(SUBJECT)
    await els.does_not_see_in_list("Oprichting")
    await els.page.get_by_role("button", name="Van dossier of kantoor wisselen").click()
    await els.page.get_by_role("menuitem", name="Smet & Zoon").click()
    await els.sees_in_list("Oprichting")
    await els.does_not_see_in_list(SUBJECT)
