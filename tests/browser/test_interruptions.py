"""What comes in between: no network, an ended session, a reload in the middle of writing."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite
from tests.browser.someone import Someone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), on_sqlite]
SUBJECT = "Meubelhuis Aerts"
QUESTION = "Is deze uitgave beroepsmatig?"
OFFLINE = "Geen verbinding. Je kan blijven lezen en schrijven"


async def together(stage: Stage) -> tuple[Someone, Someone]:
    """An and Els, both in the same conversation."""
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await els.opens(SUBJECT)
    await els.sees(QUESTION)
    return an, els


@pytest.mark.spec("S2", "U1")
async def test_what_is_written_without_a_network_leaves_once_when_it_is_back(stage: Stage) -> None:
    an, els = await together(stage)
    await els.goes_offline()
    await els.posts("Ja, voor de verbruikszaal.")
    await expect(els.sign("Ja, voor de verbruikszaal.", "Wordt verzonden")).to_be_visible()
    await expect(els.page.get_by_text(OFFLINE)).to_be_visible()
    await an.posts("Ben je er nog?")

    await els.comes_online()
    await els.sees("Ben je er nog?")
    await els.sees_delivered("Ja, voor de verbruikszaal.")
    await an.sees("Ja, voor de verbruikszaal.")
    await els.posts("En nog iets.")
    await an.sees("En nog iets.")
    await expect(an.bubble("Ja, voor de verbruikszaal.")).to_have_count(1)
    await expect(els.bubble("Ja, voor de verbruikszaal.")).to_have_count(1)


@pytest.mark.spec("S2")
async def test_a_reload_without_a_network_loses_no_word(stage: Stage) -> None:
    an, els = await together(stage)
    await els.goes_offline()
    await els.posts("Ja, voor de verbruikszaal.")
    await expect(els.sign("Ja, voor de verbruikszaal.", "Wordt verzonden")).to_be_visible()
    await els.writes("Dit schrijf ik nog")
    address = els.page.url
    await els.page.goto("about:blank")

    await els.comes_online()
    await els.goes_to(address)
    await els.sees_delivered("Ja, voor de verbruikszaal.")
    await an.sees("Ja, voor de verbruikszaal.")
    await expect(els.composer).to_have_value("Dit schrijf ik nog")


@pytest.mark.spec("S2")
async def test_an_ended_session_asks_to_sign_in_again_and_keeps_the_draft(stage: Stage) -> None:
    an, els = await together(stage)
    els.network_may_fail = True
    await els.writes("Ja, voor de verb")
    elsewhere = await els.context.new_page()
    await elsewhere.goto(f"{els.url}/communicatie")
    await elsewhere.get_by_role("button", name=re.compile("Mijn menu")).click()
    await elsewhere.get_by_role("menuitem", name="Afmelden").click()

    await expect(els.dialog.get_by_role("heading", name="Opnieuw aanmelden")).to_be_visible()
    await els.dialog.get_by_label("Wachtwoord", exact=True).fill(els.password)
    await els.presses("Aanmelden", els.dialog)
    await expect(els.dialog).to_have_count(0)
    await expect(els.composer).to_have_value("Ja, voor de verb")
    await els.posts("Ja, voor de verbruikszaal.")
    await an.sees("Ja, voor de verbruikszaal.")
    await an.posts("Dank je.")
    await els.sees("Dank je.")


@pytest.mark.spec("S2")
async def test_signing_out_leaves_nothing_to_see(stage: Stage) -> None:
    _, els = await together(stage)
    address = els.page.url
    await els.signs_out()
    await els.goes_to(address)
    await expect(els.page.get_by_role("button", name="Aanmelden")).to_be_visible()
    assert SUBJECT not in await els.page.content()


@pytest.mark.spec("S1")
async def test_a_wrong_password_says_nothing_about_who_exists(stage: Stage) -> None:
    els = await stage.browser("els")
    await els.goes_to("/")
    for email in (els.email, "nobody@example.test"):
        await els.page.get_by_label("E-mailadres").fill(email)
        await els.page.get_by_label("Wachtwoord", exact=True).fill("iets anders")
        await els.presses("Aanmelden")
        refused = els.page.get_by_role("alert").filter(has_text="E-mailadres of wachtwoord klopt niet.")
        await expect(refused).to_be_visible()
    await els.fills_in_the_door()


@pytest.mark.spec("S2")
async def test_a_draft_is_kept_per_conversation(stage: Stage) -> None:
    an, els = await together(stage)
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject="Kassabon", text="Waar is die?")
    await els.writes("Ja, voor de verb")
    await els.opens("Kassabon")
    await expect(els.composer).to_have_value("")
    await expect(els.row(SUBJECT)).to_contain_text("Concept: Ja, voor de verb")
    await els.opens(SUBJECT)
    await expect(els.composer).to_have_value("Ja, voor de verb")
