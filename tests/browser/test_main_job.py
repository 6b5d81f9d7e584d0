"""One question, from the keystroke to the tick."""

import pytest

from tests.browser.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
QUESTION = "Is deze uitgave beroepsmatig?"
ANSWER = "Ja, voor de verbruikszaal."
SUBJECT = "Meubelhuis Aerts"


@pytest.mark.spec("S2", "S14", "S33", "S34", "S35", "S72", "U1")
async def test_from_the_question_to_the_initials(stage: Stage) -> None:
    an = await stage.signed_in("an")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await an.sees_sent(QUESTION)

    els = await stage.signed_in("els")
    await els.sees_in_list(SUBJECT)
    await an.sees_delivered(QUESTION)

    await els.opens(SUBJECT)
    await els.sees(QUESTION)
    await an.sees_read_by("EG", QUESTION)

    await els.posts(ANSWER)
    await an.sees(ANSWER)
    await an.posts("Dank je, dan boek ik ze zo.")
    await els.sees("Dank je, dan boek ik ze zo.")
    await an.sees_read_by("EG", "Dank je, dan boek ik ze zo.")


@pytest.mark.spec("S35")
async def test_every_reader_gets_initials_of_his_own(stage: Stage) -> None:
    an = await stage.signed_in("an")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    els = await stage.signed_in("els")
    await els.opens(SUBJECT)
    await an.sees_read_by("EG", QUESTION)
    tom = await stage.signed_in("tom")
    await tom.opens(SUBJECT)
    await an.sees_read_by(r"EG\s*TG", QUESTION)

    await an.presses("Gelezen door Els Goossens en Tom Goossens")
    who = an.page.get_by_role("dialog", name="Gelezen door Els Goossens en Tom Goossens")
    assert "Els Goossens" in await who.inner_text() and "Tom Goossens" in await who.inner_text()


@pytest.mark.spec("S2", "S60", "S65", "S69")
async def test_a_client_asks_and_sees_no_more_than_that_it_arrived(stage: Stage) -> None:
    an = await stage.signed_in("an")
    els = await stage.signed_in("els")
    await els.starts(who="Alle collega’s", subject="Kassabon", text="Waar boek ik dit?")
    await els.sees_delivered("Waar boek ik dit?")
    await an.opens("Kassabon")
    await an.sees("Waar boek ik dit?")
    await an.posts("Bij kleine uitgaven.")
    await els.sees("Bij kleine uitgaven.")
    await els.sees_delivered("Waar boek ik dit?")
    assert "Gelezen" not in await els.picture()


@pytest.mark.spec("R5", "S10", "S11")
async def test_what_needs_an_answer_is_bold_until_any_colleague_answers(stage: Stage) -> None:
    an, sofie = await stage.signed_in("an"), await stage.signed_in("sofie")
    els = await stage.signed_in("els")
    await els.starts(who="Alle collega’s", subject="Kassabon", text="Waar boek ik dit?")
    await an.sees_bold("Kassabon")
    await sofie.sees_bold("Kassabon")
    await an.sees_counter(1)

    await an.opens("Kassabon")
    await an.sees("Waar boek ik dit?")
    await an.sees_bold("Kassabon")

    await an.posts("Bij kleine uitgaven.")
    await sofie.sees_not_bold("Kassabon")
    await sofie.sees_counter(0)
    await an.sees_not_bold("Kassabon")


@pytest.mark.spec("P7", "S61")
async def test_no_answer_needed_clears_it_for_all_and_for_the_client(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await els.starts(who="Alle collega’s", subject="Kassabon", text="Bedankt voor alles!")
    await an.opens("Kassabon")
    await an.sees_bold("Kassabon")
    await an.chooses("Geen antwoord nodig")
    await an.sees_not_bold("Kassabon")
    await an.sees_counter(0)
    await els.posts("O, en nog dit.")
    await an.sees_bold("Kassabon")


@pytest.mark.spec("S61")
async def test_the_portal_counts_what_waits_for_this_client(stage: Stage) -> None:
    an = await stage.signed_in("an")
    els, tom = await stage.signed_in("els"), await stage.signed_in("tom")
    await els.sees_counter(0)
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await els.sees_counter(1)
    await tom.sees_counter(1)
    await els.opens(SUBJECT)
    await els.posts(ANSWER)
    await els.sees_counter(0)
    await tom.sees_counter(1)
    await tom.opens(SUBJECT)
    await tom.sees(ANSWER)
    await tom.sees_counter(0)


@pytest.mark.spec("S35", "S39")
async def test_a_reload_shows_what_was_seen_live(stage: Stage) -> None:
    an, els = await stage.signed_in("an"), await stage.signed_in("els")
    await an.starts(dossier="Gouden Krol", who="Alle gebruikers", subject=SUBJECT, text=QUESTION)
    await els.opens(SUBJECT)
    await els.posts(ANSWER)
    await an.sees(ANSWER)
    await an.sees_read_by("EG", QUESTION)
    await els.sees_counter(0)
    for someone in (an, els):
        live = await someone.picture()
        await someone.reloads()
        await someone.sees(ANSWER)
        await someone.converges(live)
