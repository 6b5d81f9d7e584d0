"""A question that was prepared: written in the settings, sent for a dossier, and used in a reply."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("installation", ["sqlite"], indirect=True),
]
MARKUP = "<img src=x onerror=alert(1)> شركة 🧾"


@pytest.mark.spec("S20", "S21", "S22", "S47", "S49", "S51", "S58", "P8", "P12")
async def test_from_the_settings_to_the_client(stage: Stage) -> None:
    an, tom = await stage.signed_in("an"), await stage.signed_in("tom")
    page = an.page
    await page.get_by_role("link", name="Kantoorinstellingen").first.click()
    await page.get_by_role("link", name="Btw-aangifte: documenten bezorgen").click()
    await page.get_by_label("Eerste bericht").fill("Dag %first_name%, graag voor %deadine%.")
    await page.get_by_label("Onderwerp").focus()
    await an.presses("Bedoelde je %deadline%?")
    await expect(page.get_by_label("Eerste bericht")).to_have_value(
        "Dag %first_name%, graag voor %deadline%."
    )
    await expect(page.locator("vinkje-template-preview .filled").first).to_have_text("Els en Tom")

    await page.get_by_role(
        "link", name="Te betalen btw-saldo"
    ).click()  # what is not saved is not left unasked
    await an.presses("Annuleren", an.dialog)
    await page.keyboard.press("Control+s")
    await expect(page.get_by_text("Aangepast", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Reset")).to_be_visible()

    await an.goes_to("/communicatie/start")
    dialog = an.dialog
    await dialog.get_by_role("combobox", name="Dossier").fill("Gouden Krol")
    await dialog.get_by_role("option", name=re.compile("Gouden Krol")).click()
    await dialog.get_by_role("radio", name="Alle gebruikers").check()
    await dialog.get_by_label("Type").select_option(label="Btw-aangifte: documenten bezorgen (Aangepast)")
    await an.presses("Verzenden", dialog)
    await expect(dialog.get_by_text("Vul dit in.")).to_have_count(2)
    await dialog.get_by_label("Aangifteperiode").select_option(index=3)
    await dialog.get_by_label("Uiterste datum").fill("2026-12-10")
    said = "Dag Els en Tom, graag voor 10 december 2026."
    await expect(dialog.locator("vinkje-preview .b .text")).to_have_text(said)
    await an.presses("Verzenden", dialog)
    await an.sees(said)
    await tom.page.get_by_role("link", name="Btw-aangifte").first.click()
    await tom.sees(said)

    await an.composer.press("/")
    await an.dialog.get_by_role("button", name="Wat werd hiermee gekocht?").click()
    insert = an.dialog.get_by_role("button", name="Template invoegen")
    await expect(insert).to_be_disabled()
    await an.dialog.get_by_label("Tegenpartij").fill(MARKUP)
    await an.dialog.get_by_label("Bedrag").fill("1250.5")
    await an.dialog.get_by_label("Betaaldatum").fill("2026-11-20")
    await insert.click()
    await expect(an.composer).to_have_value(re.compile(r"1\.250,50"))
    await an.composer.press("Enter")
    await tom.sees(MARKUP)
