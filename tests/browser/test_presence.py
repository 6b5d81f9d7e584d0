"""Who is there, who types along: as people see each other at work."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.spec("U5")]
SUBJECT = "Meubelhuis Aerts"


@on_sqlite
async def test_a_colleague_is_seen_coming_typing_and_going(stage: Stage) -> None:
    an, sofie, els = [await stage.signed_in(name) for name in ("an", "sofie", "els")]
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text="Is ze beroepsmatig?")
    await sofie.opens(SUBJECT)
    await expect(an.page.get_by_role("img", name="Sofie Claes kijkt mee")).to_be_visible()
    await sofie.composer.press_sequentially("Ik vraag het")
    await expect(an.page.get_by_text("Sofie Claes schrijft ook een antwoord")).to_be_visible()
    await expect(an.page.get_by_role("img", name=re.compile("^Online sinds"))).to_have_count(1)
    await sofie.composer.fill("")
    await expect(an.page.get_by_text("Sofie Claes schrijft ook een antwoord")).to_have_count(0)
    await expect(els.page.get_by_text(re.compile("schrijft|aan het typen|Online|kijkt mee"))).to_have_count(0)
    await an.page.get_by_role("link", name="Aanwezigheid").click()
    row = an.page.get_by_role("row").filter(has_text="Sofie Claes")
    await expect(row).to_contain_text("Online sinds")
    await expect(an.page.get_by_role("row").filter(has_text="Els Goossens")).to_contain_text(
        "Bakkerij De Gouden Krol"
    )
    await sofie.page.close()
    await expect(row).to_contain_text("gezien")
