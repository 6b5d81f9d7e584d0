"""Delivered and read: monotone, honest, and told only to whom they concern."""

import pytest
from sqlmodel import select

from server.conversations.models import Seat
from tests.core.conftest import Office


async def seat(office: Office, conversation: int, person: int) -> Seat:
    async with office.world.store.session() as session:
        return (
            await session.execute(
                select(Seat).where(Seat.conversation_id == conversation, Seat.person_id == person)
            )
        ).scalar_one()


@pytest.mark.spec("S33", "S35", "P10", "P13")
async def test_marks_rise_for_staff_and_never_go_back(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    await office.has(world.els, question.conversation, delivered=1)
    await office.has(world.els, question.conversation, read=99)
    await office.has(world.els, question.conversation, delivered=0, read=0)

    told = [one["d"] for one in office.told(f"S:{world.office.id}") if one["t"] == "receipt"]
    assert [(one["delivered_upto"], one["read_upto"]) for one in told] == [(1, 0), (1, 1)]
    assert (await seat(office, question.conversation, world.els.person_id)).read_upto == 1


@pytest.mark.spec("S69")
async def test_what_staff_read_reaches_no_client(office: Office) -> None:
    world = office.world
    question = await office.starts(world.els)
    before = len(office.told(f"D:{world.bakery.id}"))
    await office.has(world.an, question.conversation, 1, 1)

    assert len(office.told(f"D:{world.bakery.id}")) == before
    assert not [one for one in office.news if one.stream.startswith("U:")]
    assert office.told(f"S:{world.office.id}")[-1]["d"]["person"] == world.an.person_id


@pytest.mark.spec("R7", "S6")
async def test_the_clock_runs_from_the_oldest_unread_message_of_the_office(office: Office) -> None:
    world = office.world
    question = await office.starts(world.an)
    started = office.clock.at
    office.clock.goes_on(minutes=30)
    await office.posts(world.tom, question.conversation, "Ik kijk het na")
    office.clock.goes_on(minutes=30)
    await office.posts(world.an, question.conversation, "Dank je")
    second = office.clock.at
    els = world.els.person_id
    assert (await seat(office, question.conversation, els)).unread_since == started

    await office.has(world.els, question.conversation, read=2)
    assert (await seat(office, question.conversation, els)).unread_since == second
    await office.has(world.els, question.conversation, read=3)
    assert (await seat(office, question.conversation, els)).unread_since is None
    assert (await seat(office, question.conversation, world.tom.person_id)).unread_since == started
