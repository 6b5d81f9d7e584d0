"""The client monitor in a browser: counters that tick, the keyboard, a selection."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Stage, on_sqlite
from tests.browser.someone import Someone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), on_sqlite]


def row(who: Someone, name: str) -> Locator:
    return who.page.get_by_role("grid").get_by_role("row").filter(has_text=name)


@pytest.mark.spec("S12", "S27", "S28", "S29", "S30", "P5")
async def test_the_counter_ticks_in_place_and_leads_to_the_dossier(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await an.page.get_by_role("link", name="Klantenmonitor").click()
    await expect(row(an, "Bakkerij")).to_be_visible()
    await expect(an.page.get_by_role("grid")).to_have_attribute("aria-rowcount", "3")
    await els.starts(who="Alle collega", subject="Meubelhuis Aerts", text="Mag dit in de kosten?")
    counter = row(an, "Bakkerij").get_by_role("link", name=re.compile("1 conversatie wacht op kantoor"))
    await expect(counter).to_have_text("1")
    await expect(row(an, "Bakkerij")).to_have_attribute("aria-rowindex", "2")
    await counter.click()
    await an.sees_in_list("Meubelhuis Aerts")
    await expect(an.conversation.get_by_role("heading", name="Bakkerij")).to_be_visible()
    await expect(an.conversation.get_by_text("Els Goossens").first).to_be_visible()
    await an.opens("Meubelhuis Aerts")
    await an.posts("Ja, volledig.")
    await an.page.get_by_role("link", name="Klantenmonitor").click()
    await expect(counter).to_have_count(0)


@pytest.mark.spec("S13", "S14", "S15", "S16")
async def test_filters_keys_and_a_selection(stage: Stage) -> None:
    an = await stage.signed_in("an")
    await an.goes_to("/klanten")
    await row(an, "Bakkerij").get_by_role("link", name=re.compile("Bakkerij")).focus()
    await an.page.keyboard.press("Control+a")
    bar = an.page.get_by_role("region", name="Selectie")
    await expect(bar).to_contain_text("2 van 2 dossiers")
    await an.page.keyboard.press("ArrowDown")
    await an.page.keyboard.press(" ")
    await expect(bar).to_contain_text("1 van 2 dossiers")
    await expect(row(an, "Garage")).to_have_attribute("aria-selected", "false")
    await an.page.keyboard.press("Escape")
    await expect(bar).to_have_count(0)
    await an.page.keyboard.press("f")
    await an.page.keyboard.type("verstraete")
    await expect(row(an, "Bakkerij")).to_have_count(0)
    await expect(an.page).to_have_url(re.compile(r"q=verstraete"))
    await an.page.reload()
    await expect(row(an, "Garage")).to_be_visible()
    await row(an, "Garage").get_by_role("checkbox").click()
    await bar.get_by_role("link", name="Start een conversatie").click()
    await expect(an.dialog.get_by_role("combobox", name="Dossier")).to_have_value(
        re.compile("Garage Verstraete")
    )
