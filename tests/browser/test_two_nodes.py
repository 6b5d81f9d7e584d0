"""Two web processes on one database and one Redis; then the one Els is on dies in the middle of it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.asyncio(loop_scope="session")]
SUBJECT = "Meubelhuis Aerts"
QUESTION = "Is deze uitgave beroepsmatig?"


@pytest.mark.spec("S2", "S34", "S35", "T1", "T3", "T9", "U2", "U6")
async def test_a_node_is_killed_under_somebodys_hands(two_nodes: Stage) -> None:
    an, els = await two_nodes.signed_in("an", node=0), await two_nodes.signed_in("els", node=1)
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await els.opens(SUBJECT)
    await an.sees_read_by("EG", QUESTION)

    els.network_may_fail = True
    node = two_nodes.installation.webs[1]
    node.kill()
    await els.posts("Ja, voor de verbruikszaal.")
    await an.posts("Ben je er nog?")
    await expect(els.page.get_by_text("Geen verbinding.")).to_be_visible()
    node.start()
    await node.answers()

    await els.sees("Ben je er nog?", within_s=30)
    await els.sees_delivered("Ja, voor de verbruikszaal.")
    await an.sees("Ja, voor de verbruikszaal.")
    await an.sees_read_by("EG", "Ben je er nog?")
    for someone in (an, els):
        live = await someone.picture()
        await someone.reloads()
        await someone.converges(live)
