"""The demo office is an office like any other, and worth looking at."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from server import demo
from server.app import create_app
from server.audit.queries import verify
from server.config import Database, Settings
from server.conversations.models import Conversation
from server.demo.load import load
from server.fanout.local import LocalBus, LocalFanout
from server.reminders.models import Reminder
from server.store import Store
from tests.contract import check_response
from tests.invariants import check, read
from tests.world import FakeClock

HOOKS: Any = {"response": [check_response]}


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database=Database(url=database_url))


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    opened = Store(settings.database_url, clock=FakeClock())
    try:
        assert await load(opened, settings)
        yield opened
    finally:
        await opened.close()


async def test_its_rows_are_what_the_core_would_have_written(store: Store) -> None:
    await check(store)


@pytest.mark.spec("T13")
async def test_what_was_edited_is_on_record(store: Store) -> None:
    assert [(one.entries, one.broken_at) async for one in verify(store)] == [(1, None)]


async def test_loading_again_changes_nothing(store: Store, settings: Settings) -> None:
    assert not await load(store, settings)


async def test_production_never_loads_it(settings: Settings) -> None:
    store = Store(settings.database_url)
    with pytest.raises(demo.NotForProduction):
        await load(store, settings.model_copy(update={"environment": "production"}))
    await store.close()


async def test_nothing_is_in_the_future_or_overdue(store: Store, settings: Settings) -> None:
    """A first start sends no flood of mails: what is older than the delay has had its mail."""
    now, delay = store.clock(), settings.reminders.unread_after
    rows = await read(store)
    async with store.session() as session:
        mailed = {
            (one.conversation_id, one.recipient_id, one.run)
            for one in await session.scalars(select(Reminder))
        }
    assert all(message.at <= now for group in rows.messages.values() for message in group)
    assert all(mark.at <= now for group in rows.marks.values() for mark in group)
    for seat in (seat for group in rows.seats.values() for seat in group):
        if seat.unread_since is not None and seat.unread_since + delay <= now:
            assert (seat.conversation_id, seat.person_id, seat.read_upto) in mailed
    for kept in rows.conversations:
        assert kept.office_remind_from is None or kept.office_remind_from + delay > now


async def test_a_short_delay_finds_nothing_overdue_either(database_url: str) -> None:
    hasty = Settings(database=Database(url=database_url), reminders={"unread_after": "5s"})
    store = Store(database_url, clock=FakeClock())
    await load(store, hasty)
    await check(store)
    async with store.session() as session:
        running = select(func.count()).where(Conversation.office_remind_from.is_not(None))  # type: ignore[union-attr]
        assert await session.scalar(running) == 0
    await store.close()


async def test_sixty_dossiers_in_three_languages(store: Store) -> None:
    rows = await read(store)
    offices = Counter(dossier.office_id for dossier in rows.dossiers.values())
    office, dossiers = offices.most_common(1)[0]
    languages = {dossier.language for dossier in rows.dossiers.values() if dossier.office_id == office}
    assert dossiers == 60 and languages == {"nl", "fr", "de"}
    open_ones = [one for one in rows.conversations if one.office_id == office and one.closed_at is None]
    assert len(open_ones) == 48
    assert sum(one.needs_answer_since is not None for one in open_ones) == 6
    assert sum(one.private_to is not None for one in open_ones) >= 3


async def test_everybody_it_names_can_sign_in(store: Store, settings: Settings) -> None:
    app = create_app(settings, clock=store.clock, fanout=LocalFanout(LocalBus()))
    described = demo.describe(settings)
    wanted = ("An Peeters", "Els Goossens", "Jan Verlinden", "Lotte Vermeulen", "Bart Pauwels")
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        for name in wanted:
            person = next(one for one in described if one["name"] == name)
            async with httpx.AsyncClient(
                transport=transport, base_url=settings.public_url, event_hooks=HOOKS
            ) as http:
                signed = await _sign_in(http, person["email"])
                assert signed.json()["me"]["person"]["name"] == name
                listed = (await http.get("/api/v1/conversations")).json()
                assert listed["conversations"], name


async def test_els_sees_what_the_design_shows(store: Store, settings: Settings) -> None:
    app = create_app(settings, clock=store.clock, fanout=LocalFanout(LocalBus()))
    async with app.router.lifespan_context(app):
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=settings.public_url, event_hooks=HOOKS
        )
        async with http:
            await _sign_in(http, "els@goudenkrol.example")
            listed = (await http.get("/api/v1/conversations")).json()
    assert [row["subject"] for row in listed["conversations"]] == [
        "Meubelhuis Aerts: beroepsmatige uitgave?",
        "BTW-aangifte november: documenten",
        "Dimona voor jobstudent december",
        "Vraag over de nieuwe oven",
        "Bankuittreksels oktober",
    ]
    assert [row["unread"] for row in listed["conversations"]] == [1, 1, 0, 0, 0]
    assert listed["counters"] == {"open": 5, "closed": 2, "unread": 2, "waiting": 2}


async def test_it_is_described(store: Store, settings: Settings) -> None:
    described = demo.describe(settings)
    els = next(one for one in described if one["name"] == "Els Goossens")
    assert els["email"] == els["address"] == "els@goudenkrol.example"
    assert {one["name"] for one in els["dossiers"]} == {
        "Bakkerij De Gouden Krol BV",
        "Goossens Patrimonium BV",
    }
    jan = next(one for one in described if one["name"] == "Jan Verlinden")
    assert {one["profile"] for one in jan["dossiers"]} == {"full", "limited"}
    assert len({one["office"] for one in described if one["name"] == "Bart Pauwels"}) == 2
    staff = [one for one in described if one["office"] == "Kantoor Van Damme" and one["role"] != "client"]
    assert len(staff) == 6


async def _sign_in(http: httpx.AsyncClient, email: str) -> Any:
    answer = await http.post("/api/v1/session", json={"email": email, "password": demo.PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer
