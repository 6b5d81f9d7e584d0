"""A client who does not read gets one mail after two hours, and none if he does."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update
from sqlmodel import col

from server.accounts.models import Office
from server.conversations.models import Seat
from server.conversations.readers import set_profile
from server.dossiers.models import Client
from tests.reminders.conftest import Kantoor


@pytest.mark.spec("S6", "S62", "S7", "R11")
async def test_one_mail_at_two_hours_and_not_a_second_before(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    assert await kantoor.works() == []
    assert await kantoor.states(conversation) == [("planned", "")]
    assert await kantoor.works_after(hours=1, minutes=59, seconds=59) == []
    [mail] = await kantoor.works_after(seconds=1)
    assert mail["To"] == "Filip Verstraete <filip.verstraete@example.test>"
    assert await kantoor.states(conversation) == [("sent", "")]
    assert await kantoor.works_after(hours=48) == []


@pytest.mark.spec("S7")
async def test_a_worker_that_was_away_for_days_still_sends_it_once(kantoor: Kantoor) -> None:
    await kantoor.asks(kantoor.world.an)
    assert len(await kantoor.works_after(hours=72)) == 1
    assert await kantoor.works_after(hours=2) == []


@pytest.mark.spec("S6")
async def test_whoever_read_it_on_any_device_gets_none(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=1)
    await kantoor.reads(kantoor.world.filip, conversation, 1)
    assert await kantoor.works_after(hours=5) == []
    assert await kantoor.states(conversation) == [("cancelled", "read")]


async def _lose_access(kantoor: Kantoor) -> None:
    an, garage, filip = kantoor.world.an, kantoor.world.garage.id, kantoor.world.filip.person_id
    await kantoor.writer.do(lambda work: set_profile(work, an, garage, filip, "limited"))


async def _lose_access_in_rows_alone(kantoor: Kantoor) -> None:
    async with kantoor.store.begin() as session:
        await session.execute(
            update(Client)
            .where(col(Client.person_id) == kantoor.world.filip.person_id)
            .values(profile="limited")
        )


async def _deactivate(kantoor: Kantoor) -> None:
    await kantoor.deactivates(kantoor.world.filip)


@pytest.mark.spec("S6", "T4")
@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_lose_access, "access_lost"),
        (_lose_access_in_rows_alone, "access_lost"),
        (_deactivate, "deactivated"),
    ],
)
async def test_whoever_lost_access_or_left_gets_none(
    kantoor: Kantoor, happens: Callable[[Kantoor], Awaitable[None]], reason: str
) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=1)
    await happens(kantoor)
    assert await kantoor.works_after(hours=5) == []
    assert await kantoor.states(conversation) == [("cancelled", reason)]


@pytest.mark.spec("S6", "S32", "R8")
async def test_deleting_the_only_message_cancels_and_a_later_one_starts_anew(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=1)
    await kantoor.deletes(conversation, 1)
    assert await kantoor.works_after(hours=5) == []
    assert await kantoor.states(conversation) == [("cancelled", "deleted")]
    await kantoor.posts(kantoor.world.an, conversation)
    assert await kantoor.works_after(hours=1, minutes=59, seconds=59) == []
    [mail] = await kantoor.works_after(seconds=1)
    assert f"/communicatie/c/{conversation}#m2" in _text(mail)


@pytest.mark.spec("R8")
async def test_deleting_the_oldest_moves_the_clock(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=1)
    await kantoor.posts(kantoor.world.sofie, conversation)
    await kantoor.deletes(conversation, 1)
    assert await kantoor.works_after(hours=1) == []
    assert await kantoor.works_after(minutes=59, seconds=59) == []
    assert len(await kantoor.works_after(seconds=1)) == 1


@pytest.mark.spec("R8")
async def test_one_mail_per_run_whatever_follows_and_a_new_one_after_reading(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=2)
    await kantoor.posts(kantoor.world.an, conversation)
    assert await kantoor.works_after(hours=9) == []
    await kantoor.reads(kantoor.world.filip, conversation, 2)
    await kantoor.posts(kantoor.world.sofie, conversation)
    assert await kantoor.works_after(hours=1, minutes=59) == []
    assert len(await kantoor.works_after(minutes=1)) == 1


@pytest.mark.spec("R8", "P9")
async def test_reading_a_part_begins_a_run_with_the_time_of_the_rest(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=1)
    await kantoor.posts(kantoor.world.an, conversation)
    await kantoor.works_after(minutes=30)
    await kantoor.reads(kantoor.world.filip, conversation, 1)
    assert await kantoor.works_after(minutes=89, seconds=59) == []
    [mail] = await kantoor.works_after(seconds=1)
    assert f"/communicatie/c/{conversation}#m2" in _text(mail)


@pytest.mark.spec("S6", "R8")
async def test_a_rest_that_is_overdue_is_found_at_the_next_tick(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.posts(kantoor.world.an, conversation)
    assert len(await kantoor.works_after(hours=6)) == 1
    await kantoor.works_after(minutes=10)
    await kantoor.reads(kantoor.world.filip, conversation, 1)
    assert len(await kantoor.works_after(seconds=15)) == 1


@pytest.mark.spec("R8")
async def test_due_runs_are_merged_and_those_not_yet_due_are_not(kantoor: Kantoor) -> None:
    an = kantoor.world.an
    first = await kantoor.asks(an, subject="Factuur 1")
    kantoor.clock.goes_on(minutes=10)
    second = await kantoor.asks(an, subject="Factuur 2")
    kantoor.clock.goes_on(minutes=10)
    third = await kantoor.asks(an, subject="Factuur 3")
    [mail] = await kantoor.works_after(hours=1, minutes=50)
    text = _text(mail)
    assert f"/c/{first}#m1" in text and f"/c/{second}#m1" in text and "Factuur 3" not in text
    [later] = await kantoor.works_after(minutes=10)
    assert f"/c/{third}#m1" in _text(later) and "Factuur 1" not in _text(later)
    assert later["Message-ID"] != mail["Message-ID"]


@pytest.mark.spec("R8", "S1")
async def test_mails_of_two_offices_are_two_mails(kantoor: Kantoor) -> None:
    world = kantoor.world
    await kantoor.asks(world.an, dossier=world.bakery.id, with_=world.els)
    await kantoor.asks(world.lena, dossier=world.distant.id, with_=world.els_elsewhere)
    mails = await kantoor.works_after(hours=2)
    assert sorted(mail["From"] for mail in mails) == [
        "Kantoor Janssens <berichten@vinkje.example>",
        "Kantoor Van Damme <berichten@vinkje.example>",
    ]
    assert {mail["To"] for mail in mails} == {"Els Goossens <els.goossens@example.test>"}


@pytest.mark.spec("S17", "S19", "R3")
async def test_a_private_conversation_mails_only_the_one_it_names(kantoor: Kantoor) -> None:
    world = kantoor.world
    await kantoor.asks(world.an, dossier=world.bakery.id, with_=world.jan)
    await kantoor.works_after(hours=2)
    assert kantoor.postbox.envelopes == [["jan.jacobs@example.test"]]


@pytest.mark.spec("R7")
async def test_colleagues_never_cause_each_other_mail(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.an, dossier=world.bakery.id)
    await kantoor.reads(world.els, conversation, 1)
    await kantoor.reads(world.tom, conversation, 1)
    await kantoor.posts(world.tom, conversation)
    await kantoor.works_after(hours=3)
    assert kantoor.postbox.envelopes == [["an.peeters@example.test"]]


@pytest.mark.spec("R10")
async def test_closing_by_the_office_does_not_cancel_a_client_s_mail(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=1)
    await kantoor.closes(kantoor.world.an, conversation)
    assert len(await kantoor.works_after(hours=1)) == 1


@pytest.mark.spec("R10")
async def test_closing_it_himself_does(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    await kantoor.posts(world.an, conversation)
    await kantoor.works_after(hours=1)
    await kantoor.closes(world.filip, conversation)
    assert await kantoor.works_after(hours=5) == []
    assert ("cancelled", "closed") in await kantoor.states(conversation)


@pytest.mark.spec("R10", "S6")
@pytest.mark.parametrize("closes", [True, False])
async def test_what_the_office_writes_after_a_cancelled_run_is_owed_all_the_same(
    kantoor: Kantoor, closes: bool
) -> None:
    """He closed it unread, or was away for a while: his mark never moved, so it is still the same run."""
    world = kantoor.world
    conversation = await kantoor.asks(world.filip)
    await kantoor.posts(world.an, conversation)
    await (kantoor.closes(world.filip, conversation) if closes else kantoor.deactivates(world.filip))
    assert await kantoor.works_after(hours=5) == []
    if closes:
        await kantoor.reopens(world.an, conversation)
    await kantoor.change_person(world.filip, active=True)
    await kantoor.posts(world.an, conversation)
    assert await kantoor.works_after(hours=1, minutes=59, seconds=59) == []
    assert len(await kantoor.works_after(seconds=1)) == 1


@pytest.mark.spec("P6")
async def test_an_office_may_choose_another_delay_also_for_what_is_planned(kantoor: Kantoor) -> None:
    await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(minutes=20)
    await kantoor.change(Office, kantoor.world.office.id, remind_after_ms=30 * 60_000)
    assert await kantoor.works_after(minutes=9, seconds=59) == []
    assert len(await kantoor.works_after(seconds=1)) == 1


async def test_a_seat_is_never_written_by_the_ledger(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works_after(hours=2)
    async with kantoor.store.session() as session:
        seat = await session.get(Seat, (conversation, kantoor.world.filip.person_id))
    assert seat and seat.unread_since == kantoor.clock.at - 7_200_000 and seat.read_upto == 0


def _text(mail: object) -> str:
    part = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())
