"""One question to many dossiers, from the monitor to the client's screen."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("installation", ["sqlite"], indirect=True),
]


@pytest.mark.spec("S12", "S15", "S16", "S24", "P4")
async def test_from_the_monitor_to_every_client(stage: Stage) -> None:
    an, tom = await stage.signed_in("an"), await stage.signed_in("tom")
    page, dialog = an.page, an.dialog
    await page.get_by_role("link", name="Klantenmonitor").first.click()
    begin = page.locator("vinkje-monitor header").get_by_role("link", name="Start een conversatie")
    await begin.click()
    await expect(dialog.get_by_text("2 dossiers, elk een eigen conversatie")).to_be_visible()
    await dialog.get_by_role("radio", name="Alle gebruikers").check()
    await dialog.get_by_label("Onderwerp").fill("Jaarrekening")
    await dialog.get_by_label("Bericht", exact=True).fill("Dag %first_name%, wanneer past het?")
    await expect(dialog.locator(".preview .b .text")).to_have_text("Dag Els en Tom, wanneer past het?")
    await an.presses("Volgend dossier", dialog)
    await expect(dialog.locator(".preview .b .text")).to_have_text("Dag Filip, wanneer past het?")
    await an.presses("Annuleren", dialog)

    await begin.click()  # what was written is still there
    await expect(dialog.get_by_label("Onderwerp")).to_have_value("Jaarrekening")
    await an.presses("Verzenden naar 2 dossiers", dialog)
    await an.presses("Verzenden naar 2 dossiers", dialog)
    await an.presses("Ongedaan maken", dialog)
    await expect(dialog.get_by_text("Ongedaan gemaakt, er is niets verzonden")).to_be_visible()
    await expect(tom.page.get_by_text("Jaarrekening")).to_have_count(0)
