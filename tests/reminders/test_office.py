"""When a client's message stays unseen, somebody of the office gets the mail: the right one, and always somebody."""

import pytest

from server.conversations.actions import assign, dismiss
from server.dossiers.models import Dossier
from server.reminders.actions import deliver
from tests.reminders.conftest import Kantoor

AN, SOFIE = "an.peeters@example.test", "sofie.claes@example.test"
MAILBOX = "kantoor@example.test"


async def assigns(kantoor: Kantoor, conversation: int, person: int | None) -> None:
    await kantoor.writer.do(lambda work: assign(work, kantoor.world.an, conversation, person))


@pytest.mark.spec("R9", "S9")
async def test_the_assignee_before_the_starter_before_the_responsible_before_the_mailbox(
    kantoor: Kantoor,
) -> None:
    world = kantoor.world
    by_client = await kantoor.asks(world.filip, subject="Vraag")
    await kantoor.works_after(hours=2)
    assert kantoor.postbox.envelopes[-1] == [SOFIE], "the garage's responsible"

    by_staff = await kantoor.asks(world.an)
    await kantoor.reads(world.filip, by_staff, 1)
    await kantoor.posts(world.filip, by_staff)
    await kantoor.works_after(hours=2)
    assert kantoor.postbox.envelopes[-1] == [AN], "who started it"

    await assigns(kantoor, by_client, world.an.person_id)
    await kantoor.posts(world.filip, by_client)
    await kantoor.works_after(hours=2)
    assert kantoor.postbox.envelopes[-1] == [AN], "the assignee"

    await kantoor.change(Dossier, world.garage.id, responsible_id=None)
    await kantoor.asks(world.filip)
    await kantoor.works_after(hours=2)
    assert kantoor.postbox.envelopes[-1] == [MAILBOX]
    assert len(kantoor.postbox.envelopes) == 4


@pytest.mark.spec("R9", "S6")
async def test_to_the_second_and_once_per_run(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.filip)
    assert await kantoor.works_after(hours=1, minutes=59, seconds=59) == []
    [mail] = await kantoor.works_after(seconds=1)
    assert mail["Subject"] == "Ongezien bericht van Garage Verstraete BV"
    await kantoor.posts(kantoor.world.filip, conversation)
    assert await kantoor.works_after(hours=9) == []
    await kantoor.reads(kantoor.world.sofie, conversation, 2)
    await kantoor.posts(kantoor.world.filip, conversation)
    assert len(await kantoor.works_after(hours=2)) == 1


@pytest.mark.spec("R9")
async def test_his_own_reading_cancels_but_a_colleague_s_does_not(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    await kantoor.reads(world.an, conversation, 1)
    await kantoor.works_after(hours=2)
    assert kantoor.postbox.envelopes == [[SOFIE]]
    await kantoor.posts(world.filip, conversation)
    await kantoor.reads(world.sofie, conversation, 2)
    await kantoor.works_after(hours=5)
    assert len(kantoor.postbox.envelopes) == 1
    assert (await kantoor.conversation(conversation)).office_remind_from is None


@pytest.mark.spec("R9")
async def test_for_the_mailbox_any_staff_s_reading_cancels(kantoor: Kantoor) -> None:
    world = kantoor.world
    await kantoor.change(Dossier, world.garage.id, responsible_id=None)
    conversation = await kantoor.asks(world.filip)
    await kantoor.reads(world.an, conversation, 1)
    assert await kantoor.works_after(hours=5) == []


@pytest.mark.spec("R9", "R7")
async def test_who_read_a_part_is_reminded_of_the_rest_two_hours_after_it(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    await kantoor.works_after(hours=1)
    await kantoor.posts(world.filip, conversation)
    await kantoor.reads(world.sofie, conversation, 1)
    assert await kantoor.works_after(hours=1, minutes=59, seconds=59) == []
    [mail] = await kantoor.works_after(seconds=1)
    body = mail.get_body(("plain",))
    assert body and "#m2" in body.get_content()


@pytest.mark.spec("R9")
@pytest.mark.parametrize("how", ["answer", "dismiss", "close", "delete"])
@pytest.mark.parametrize("claimed", [False, True])
async def test_an_answer_dismissal_closing_or_deletion_cancels(
    kantoor: Kantoor, how: str, claimed: bool
) -> None:
    """Also when its mail is claimed already and waits for its turn."""
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    kantoor.clock.goes_on(hours=2 if claimed else 1)
    mails = await kantoor.ticker.tick()
    assert len(mails) == claimed
    if how == "answer":
        await kantoor.posts(world.an, conversation)
        await kantoor.reads(world.filip, conversation, 2)
    elif how == "dismiss":
        await kantoor.writer.do(lambda work: dismiss(work, world.an, conversation))
    elif how == "close":
        await kantoor.closes(world.an, conversation)
    else:
        await kantoor.deletes(conversation, 1)
    for mail in mails:
        assert await deliver(kantoor.store, kantoor.settings, mail) is None
    assert await kantoor.works_after(hours=5) == []
    if claimed:
        reasons = {"answer": "answered", "dismiss": "dismissed", "close": "closed", "delete": "deleted"}
        assert await kantoor.states(conversation) == [("cancelled", reasons[how])]


@pytest.mark.spec("R9")
async def test_an_answer_and_a_new_question_start_the_clock_anew(kantoor: Kantoor) -> None:
    """The responsible never read anything: his run is the same one, but what it rests on is new."""
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    kantoor.clock.goes_on(hours=2)
    [claimed] = await kantoor.ticker.tick()
    await kantoor.posts(world.an, conversation)
    await kantoor.reads(world.filip, conversation, 2)
    await kantoor.posts(world.filip, conversation)
    assert await deliver(kantoor.store, kantoor.settings, claimed) is None
    assert await kantoor.works_after(hours=1, minutes=59, seconds=59) == []
    assert len(await kantoor.works_after(seconds=1)) == 1
    assert kantoor.postbox.envelopes == [[SOFIE]]


@pytest.mark.spec("R9")
async def test_somebody_else_is_found_when_the_chosen_one_leaves_before_his_mail_does(
    kantoor: Kantoor,
) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    await assigns(kantoor, conversation, world.an.person_id)
    kantoor.clock.goes_on(hours=2)
    await kantoor.ticker.tick()
    await kantoor.deactivates(world.an)
    await kantoor.works_after(seconds=15)
    await kantoor.works_after(seconds=15)
    assert kantoor.postbox.envelopes == [[SOFIE]]
    assert ("cancelled", "deactivated") in await kantoor.states(conversation)


@pytest.mark.spec("R9")
async def test_never_nobody_when_everyone_named_has_left(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    await assigns(kantoor, conversation, world.an.person_id)
    await kantoor.deactivates(world.an)
    await kantoor.deactivates(world.sofie)
    [mail] = await kantoor.works_after(hours=2)
    assert mail["To"] == f"Kantoor Van Damme <{MAILBOX}>"
    body = mail.get_body(("plain",))
    assert body and "nog niemand van Kantoor Van Damme zag" in body.get_content()


@pytest.mark.spec("R9", "R8")
async def test_staff_s_runs_are_merged_too(kantoor: Kantoor) -> None:
    world = kantoor.world
    for subject in ("Een", "Twee", "Drie"):
        await kantoor.asks(world.filip, subject=subject)
    [mail] = await kantoor.works_after(hours=2)
    assert mail["Subject"] == "3 ongeziene berichten van klanten"


@pytest.mark.spec("S69")
async def test_no_client_learns_whether_the_office_was_mailed(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.filip)
    await kantoor.works_after(hours=2)
    assert [entry.side for entry in await kantoor.ledger(conversation)] == ["office"]
    assert kantoor.postbox.envelopes == [[SOFIE]]
