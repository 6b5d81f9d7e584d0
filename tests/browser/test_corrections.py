"""Changing and taking back what one wrote: under the mouse, by the keyboard, with a thumb."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite
from tests.browser.someone import Someone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), on_sqlite]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SUBJECT = "Meubelhuis Aerts"
TEXT = "Is dit beroepsmatig?"
LONG_PRESS = """(article) => article.dispatchEvent(
    new PointerEvent("pointerdown", { bubbles: true, pointerType: "touch", clientX: 9, clientY: 9 }))"""


async def asks(an: Someone, els: Someone) -> None:
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=TEXT)
    await els.opens(SUBJECT)
    await els.sees(TEXT)


@pytest.mark.spec("S31", "S67", "S63")
async def test_an_edit_is_seen_live_and_only_staff_read_what_was_there(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await asks(an, els)
    await an.writes("half geschreven")
    await an.bubble(TEXT).hover()
    await an.presses("Bewerken", an.bubble(TEXT))
    await expect(an.composer).to_have_value(TEXT)
    await expect(an.composer).to_be_focused()
    await an.composer.press("Escape")
    await expect(an.composer).to_have_value("half geschreven")
    await an.writes("")
    await an.composer.press("ArrowUp")
    await an.writes("Is deze uitgave beroepsmatig?")
    await an.presses("Bewaren", an.conversation)
    for someone in (an, els):
        await someone.sees("Is deze uitgave beroepsmatig?")
        await expect(someone.bubble(TEXT)).to_have_count(0)
        await expect(someone.row(SUBJECT)).to_contain_text("Is deze uitgave beroepsmatig?")
        await someone.presses("bewerkt", someone.history)
        await expect(someone.dialog).to_contain_text(re.compile(r"Bewerkt: \d\d:\d\d"))
    await expect(an.dialog).to_contain_text(TEXT)
    await expect(els.dialog).not_to_contain_text(TEXT)
    await expect(els.bubble("Is deze").get_by_role("button", name="Bewerken")).to_have_count(0)


@pytest.mark.spec("S32", "S67", "R5")
async def test_a_client_takes_a_message_back_with_his_thumb(stage: Stage) -> None:
    els, an = await stage.signed_in("els", **PHONE), await stage.signed_in("an")
    await asks(an, els)
    await els.writes("Mijn rekening is BE12 3456")
    await els.presses("Verzenden", els.conversation)
    await els.sees_delivered("Mijn rekening is BE12 3456")
    await an.sees_bold(SUBJECT)
    await els.bubble("Mijn rekening").evaluate(LONG_PRESS)
    await els.presses("Verwijderen", els.dialog)
    await els.presses("Verwijderen", els.dialog)
    await els.sees("Je verwijderde dit bericht om")
    await an.sees("Els Goossens verwijderde dit bericht")
    await an.sees_not_bold(SUBJECT)
    await an.presses("Vroegere tekst", an.history)
    await expect(an.dialog).to_contain_text("BE12 3456")
    await els.page.reload()
    await els.sees("Je verwijderde dit bericht om")
    await expect(els.page.get_by_text("BE12 3456")).to_have_count(0)
