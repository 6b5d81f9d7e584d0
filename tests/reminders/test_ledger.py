"""What the office sees of its mails, and what is thrown away."""

import pytest
from sqlalchemy import func, select

from server.accounts.models import Session, Ticket
from server.pruning import prune, prune_news
from server.streams.models import Event, Stream
from tests.reminders.conftest import TWO_HOURS, Kantoor

DAY = 86_400_000


@pytest.mark.spec("R11")
async def test_it_shows_what_is_coming_before_any_tick(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.an, dossier=world.bakery.id)
    began = kantoor.clock()
    await kantoor.posts(world.els, conversation)
    entries = [(entry.name, entry.state, entry.due_at) for entry in await kantoor.ledger(conversation)]
    assert sorted(entries) == [
        ("", "planned", began + TWO_HOURS),
        ("Els Goossens", "planned", began + TWO_HOURS),
        ("Tom Goossens", "planned", began + TWO_HOURS),
    ]
    assert await kantoor.rows() == []


@pytest.mark.spec("R11")
async def test_it_is_right_between_two_ticks(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    await kantoor.works()
    await kantoor.reads(kantoor.world.filip, conversation, 1)
    assert await kantoor.states(conversation) == [("cancelled", "read")]
    assert [row.state for row in await kantoor.rows()] == ["planned"]


@pytest.mark.spec("R11", "R8")
async def test_each_run_has_its_line(kantoor: Kantoor) -> None:
    world = kantoor.world
    conversation = await kantoor.asks(world.an)
    await kantoor.works_after(hours=2)
    await kantoor.reads(world.filip, conversation, 1)
    await kantoor.posts(world.an, conversation)
    assert await kantoor.states(conversation) == [("sent", ""), ("planned", "")]
    await kantoor.works()
    assert await kantoor.states(conversation) == [("sent", ""), ("planned", "")]
    assert [entry.run for entry in await kantoor.ledger(conversation)] == [0, 1]


async def test_old_news_goes_and_the_floor_tells_how_far(kantoor: Kantoor) -> None:
    conversation = await kantoor.asks(kantoor.world.an)
    kantoor.clock.goes_on(hours=24)
    await kantoor.posts(kantoor.world.an, conversation)
    await prune_news(kantoor.store, kantoor.clock() - DAY // 2)
    async with kantoor.store.session() as session:
        streams = list(await session.scalars(select(Stream)))
        for stream in streams:
            left = await session.scalars(select(Event.seq).where(Event.stream_id == stream.id))
            assert sorted(left) == list(range(stream.floor + 1, stream.head + 1))
    assert streams and all(0 < stream.floor < stream.head for stream in streams)


async def test_expired_tickets_and_sessions_go(kantoor: Kantoor) -> None:
    now, world = kantoor.clock(), kantoor.world
    someone = {"person_id": world.an.person_id, "office_id": world.office.id, "created_at": 0, "seen_at": 0}
    async with kantoor.store.begin() as session:
        session.add(Session(digest="old", expires_at=now - 31 * DAY, **someone))
        session.add(Session(digest="new", expires_at=now + DAY, **someone))
        session.add(Ticket(digest="old", session_id=1, expires_at=now - 1))
    await prune(kantoor.store, kantoor.settings)
    async with kantoor.store.session() as session:
        assert list(await session.scalars(select(Session.digest))) == ["new"]
        assert await session.scalar(select(func.count()).select_from(Ticket)) == 0
