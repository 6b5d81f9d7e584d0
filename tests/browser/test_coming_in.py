"""A forgotten password, from the sign-in page to being in."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite

NEW = "vier woorden zonder verband"
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@on_sqlite
@pytest.mark.spec("T6")
async def test_by_a_link_in_a_mail(stage: Stage) -> None:
    stage.installation.needs_worker()
    els = await stage.browser("els")
    page = els.page
    await page.goto(els.url)
    await page.get_by_role("button", name="Wachtwoord vergeten, of eerste keer hier?").click()
    await page.get_by_label("E-mailadres").fill(els.email)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Kijk in je mailbox")).to_be_visible()
    (mail,) = await stage.installation.mails(els.email)
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"http\S+/wachtwoord#\S+", body.get_content())
    assert found
    await page.goto(found[0])
    await expect(page.get_by_text(f"Voor Els Goossens, {els.email}")).to_be_visible()
    assert "#" not in page.url
    password = page.get_by_label("Wachtwoord", exact=True)
    await password.fill("kort")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Neem minstens 12 tekens.")).to_be_visible()
    await password.fill(NEW)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Communicatie")).to_be_visible()
    els.network_may_fail = True  # the console tells of every refusal
    await page.goto(found[0])
    await expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()


@on_sqlite
@pytest.mark.spec("S47", "S71")
async def test_an_admin_invites_and_lets_go(stage: Stage) -> None:
    an = await stage.signed_in("an")
    page = an.page
    await page.goto(f"{an.url}/instellingen/medewerkers")
    await page.get_by_role("button", name="Medewerker uitnodigen").click()
    await page.get_by_label("E-mailadres").fill(f"karel@{stage.domain}")
    await page.get_by_label("Voornaam").fill("Karel")
    await page.get_by_label("Familienaam").fill("Kaas")
    await page.get_by_role("button", name="Uitnodigen", exact=True).click()
    karel = page.get_by_role("listitem").filter(has_text="Karel Kaas")
    await expect(karel.get_by_text("Uitgenodigd")).to_be_visible()
    await karel.get_by_role("button", name="Acties voor Karel Kaas").click()
    await page.get_by_role("menuitem", name="Toegang beëindigen").click()
    await page.get_by_role("button", name="Toegang beëindigen").click()
    await expect(page.get_by_role("heading", name="Werkt hier niet meer")).to_be_visible()
