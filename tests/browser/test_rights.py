"""Rights that change while somebody looks, and reading that is really reading."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite
from tests.browser.someone import Someone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), on_sqlite]
SUBJECT = "Meubelhuis Aerts"
QUESTION = "Is deze uitgave beroepsmatig?"


async def gives(stage: Stage, an: Someone, name: str, profile: str | None) -> None:
    """There is no button for it yet: An gives or takes access as an app would."""
    assert stage.world
    wish = {
        "dossier": stage.world.bakery.id,
        "person": stage.world.people[name].person_id,
        "profile": profile,
    }
    answer = await an.page.request.post(
        f"{an.url}/api/v1/commands/access.set", data=wish, headers={"Origin": an.url}
    )
    assert answer.ok, await answer.text()


@pytest.mark.spec("R2", "T6", "T5")
async def test_who_loses_access_sees_nothing_from_that_second(stage: Stage) -> None:
    an, tom = await stage.signed_in("an"), await stage.signed_in("tom")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await tom.opens(SUBJECT)
    await an.sees_read_by("TG", QUESTION)
    tom.network_may_fail = True
    await gives(stage, an, "tom", None)
    await expect(tom.bubble(QUESTION)).to_have_count(0)
    await expect(tom.row(SUBJECT)).to_have_count(0)
    await an.posts("Dit is niet voor Tom.")
    await an.sees_sent("Dit is niet voor Tom.")
    assert "Dit is niet voor Tom." not in await tom.page.content()


@pytest.mark.spec("R2")
async def test_who_gets_access_later_sees_the_history_as_read(stage: Stage) -> None:
    an, jan = await stage.signed_in("an"), await stage.signed_in("jan")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await jan.does_not_see_in_list(SUBJECT)
    await gives(stage, an, "jan", "full")
    await jan.sees_in_list(SUBJECT)
    await expect(jan.row(SUBJECT)).not_to_have_accessible_name(re.compile("nieuw"))
    await jan.opens(SUBJECT)
    await jan.sees(QUESTION)
    await an.posts("Welkom, Jan.")
    await an.sees_read_by("JJ", "Welkom, Jan.")
    await an.sees_sent(QUESTION)


@pytest.mark.spec("P9", "P10")
async def test_what_is_out_of_view_is_not_read(stage: Stage) -> None:
    an, els = (
        await stage.signed_in("an"),
        await stage.signed_in("els", viewport={"width": 390, "height": 600}),
    )
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    for number in range(6):
        await an.posts(f"Punt {number}: " + "kijk dit even na in de bijlage van vorige maand. " * 6)
    await els.opens(SUBJECT)
    await an.sees_read_by("EG", QUESTION)
    await an.sees_delivered("Punt 5:")
    for number in range(6):
        await els.bubble(f"Punt {number}:").scroll_into_view_if_needed()
        await an.sees_read_by("EG", f"Punt {number}:")
