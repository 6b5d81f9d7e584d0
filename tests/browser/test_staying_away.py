"""Two hours in seconds: who stays away gets one mail, and its link lands on the message."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, on_sqlite
from tests.browser.someone import Someone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SUBJECT = "Meubelhuis Aerts"
QUESTION = "Is deze uitgave beroepsmatig?"
LINK = re.compile(r"https?://\S+/communicatie/c/\d+#m(\d+)\S*")


async def asks_els(an: Someone, subject: str, *texts: str) -> None:
    await an.starts(
        dossier="Gouden Krol", who="Eén gebruiker (privé)", user="Els", subject=subject, text=texts[0]
    )
    for text in texts[1:]:
        await an.posts(text)


@pytest.mark.spec("S6", "S7", "S8", "S62", "R8", "U3")
async def test_one_mail_whose_link_lands_on_the_first_unread_message(stage: Stage) -> None:
    await stage.reminds_after(seconds=3)
    an = await stage.signed_in("an")
    await asks_els(an, SUBJECT, QUESTION, "En is er een bonnetje van?")
    mail = (await stage.installation.mails(stage.email("els")))[0]
    text = mail.get_body(("plain",))
    assert text and mail["Subject"] == "2 ongelezen berichten van Kantoor Van Damme"
    said = text.get_content()
    assert SUBJECT in said and QUESTION not in said
    link = LINK.search(said)
    assert link and link[1] == "1"

    # The same run of unread messages: no second mail, though Filip's comes later.
    await an.posts("Ik hoor het graag.")
    await an.starts(
        dossier="Garage", who="Alle gebruikers", subject="Leasing", text="Stuur je het contract door?"
    )
    await stage.installation.mails(stage.email("filip"))
    assert len(stage.installation.delivered(stage.email("els"))) == 1

    els = await stage.browser("els")
    await els.signs_in(link[0])
    await expect(els.conversation.get_by_role("heading", name=SUBJECT)).to_be_visible()
    await expect(els.bubble(QUESTION)).to_be_in_viewport()
    await els.sees("Ik hoor het graag.")
    await els.posts("Ja, en het bonnetje volgt.")
    await an.opens(SUBJECT)
    await an.sees("Ja, en het bonnetje volgt.")


@on_sqlite
@pytest.mark.spec("S8", "S71")
async def test_the_link_leads_to_the_right_one_of_two_offices(stage: Stage) -> None:
    await stage.reminds_after(seconds=0.5, of="elsewhere")
    lena = await stage.signed_in("lena")
    await lena.starts(dossier="Smet", who="Alle gebruikers", subject="Oprichting", text="Welkom!")
    mail = (await stage.installation.mails(stage.email("els")))[0]
    text = mail.get_body(("plain",))
    link = text and LINK.search(text.get_content())
    assert link
    els = await stage.browser("els")
    await els.signs_in(link[0])
    await els.sees("Welkom!")
    await lena.sees_read_by("EG", "Welkom!")


@on_sqlite
@pytest.mark.spec("S8")
async def test_the_link_of_an_older_message_among_many(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await asks_els(an, SUBJECT, QUESTION)
    await els.opens(SUBJECT)
    await an.sees_read_by("EG", QUESTION)
    address = els.page.url
    await els.page.close()
    for number in range(30):
        await an.posts(f"Opmerking {number}: " + "bekijk ook de bijlage van vorige maand. " * 3)

    els = await stage.browser("els")
    await els.signs_in(address.partition("#")[0] + "#m2")
    await expect(els.bubble("Opmerking 0:")).to_be_in_viewport()
    await expect(els.bubble("Opmerking 29:")).not_to_be_in_viewport()
    await els.presses("Naar het laatste bericht")
    await expect(els.bubble("Opmerking 29:")).to_be_in_viewport()


@on_sqlite
@pytest.mark.spec("S6", "S62")
async def test_who_read_it_in_time_gets_no_mail(stage: Stage) -> None:
    await stage.reminds_after(seconds=4)
    els = await stage.signed_in("els")
    an = await stage.signed_in("an")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await els.opens(SUBJECT)
    await an.sees_read_by("EG", QUESTION)
    await stage.installation.mails(stage.email("tom"))
    assert not stage.installation.delivered(stage.email("els"))


@pytest.mark.spec("S9", "R9")
async def test_the_office_gets_a_mail_when_nobody_saw_the_client(stage: Stage) -> None:
    await stage.reminds_after(seconds=2)
    els = await stage.signed_in("els")
    await els.starts(who="Alle collega’s", subject="Kassabon", text="Waar boek ik dit?")
    await els.sees_delivered("Waar boek ik dit?")
    mail = (await stage.installation.mails(stage.email("an")))[0]
    text = mail.get_body(("plain",))
    link = text and LINK.search(text.get_content())
    assert link
    an = await stage.browser("an")
    await an.signs_in(link[0])
    await an.sees("Waar boek ik dit?")
    await an.sees_bold("Kassabon")
