"""Entering new runs in the ledger, and those that go on."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person
from server.clock import Instant
from server.conversations.models import Conversation, Seat
from server.ids import new_id
from server.messages.models import Message
from server.reminders.facts import beside, delay, unread
from server.reminders.models import Reminder
from server.store import Store

CHUNK = 1_000
Row = dict[str, Any]


async def plan(store: Store, default_delay: int, moved_since: Instant) -> int:
    """Enter the runs of clients whose clock was set, or who read a part, since then. Returns how many."""
    # Two conditions, two indexes.
    moved = (col(Seat.unread_since) >= moved_since, col(Seat.read_at) >= moved_since)
    return sum([await _plan(store, default_delay, since) for since in moved])


async def plan_between(store: Store, default_delay: int, after: Instant, upto: Instant | None) -> int:
    """The same for the clocks set between these two instants; without the second, all later ones."""
    last = true() if upto is None else col(Seat.unread_since) <= upto
    return await _plan(store, default_delay, and_(col(Seat.unread_since) > after, last))


async def _plan(store: Store, default_delay: int, which: ColumnElement[bool]) -> int:
    planned = 0
    async for rows in _unplanned(store, default_delay, which):
        async with store.begin() as session:
            await enter(session, store.clock(), rows)
        planned += len(rows)
    return planned


async def _unplanned(
    store: Store, default_delay: int, since: ColumnElement[bool]
) -> AsyncIterator[list[Row]]:
    """Chunks of client seats with a clock but no row for their run; whoever gets one enters it before the next."""
    while True:
        async with store.session() as session:
            found = await session.execute(_runs(default_delay, since))
        rows = [dict(row) for row in found.mappings()]
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return


def _runs(default_delay: int, since: ColumnElement[bool]) -> Any:
    known = exists().where(
        col(Reminder.conversation_id) == col(Seat.conversation_id),
        col(Reminder.recipient_id) == col(Seat.person_id),
        col(Reminder.run) == col(Seat.read_upto),
        or_(col(Reminder.state) != "cancelled", col(Reminder.unread_since) >= col(Seat.unread_since)),
    )
    return (
        select(
            col(Conversation.office_id),
            col(Seat.conversation_id),
            col(Seat.person_id).label("recipient_id"),
            col(Seat.side),
            col(Seat.read_upto).label("run"),
            col(Seat.unread_since),
            (col(Seat.unread_since) + delay(default_delay)).label("due_at"),
        )
        .join(Conversation, col(Conversation.id) == col(Seat.conversation_id))
        .join(Office, col(Office.id) == col(Conversation.office_id))
        .where(
            col(Seat.unread_since).is_not(None),
            col(Seat.side) == "client",
            col(Seat.active),
            since,
            not_(known),
        )
        .limit(CHUNK)
    )


async def enter(session: AsyncSession, now: Instant, runs: Sequence[Row]) -> None:
    """Enter runs as planned. One that was cancelled starts anew if its clock did: it has had no mail yet (R8)."""
    if not runs:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = [
        {"id": new_id(), "state": "planned", "reason": "", "attempts": 0, "changed_at": now, **run}
        for run in runs
    ]
    entered = insert(Reminder).values(new)
    fresh = {
        name: entered.excluded[name] for name in ("unread_since", "due_at", "state", "reason", "changed_at")
    }
    again = entered.on_conflict_do_update(
        index_elements=["conversation_id", "recipient_id", "run"],
        set_={**fresh, "attempts": 0, "mail": None},
        where=and_(
            col(Reminder.state) == "cancelled", col(Reminder.unread_since) < entered.excluded.unread_since
        ),
    )
    await session.execute(again)


async def resume(store: Store, default_delay: int, suspended: Sequence[int]) -> None:
    """Plan those again that were cancelled because he closed it himself or was away, once he is back and more is
    written.

    He read nothing since, so it is the same run and his seat's clock never moved: it counts from that new message.
    """
    async with store.session() as session:
        resumed = (await session.execute(_resumed(default_delay, suspended))).all()
    if not resumed:
        return
    async with store.begin() as session:
        again = {"state": "planned", "reason": "", "mail": None, "attempts": 0, "changed_at": store.clock()}
        for id, unread_since, due_at in resumed:
            await session.execute(
                update(Reminder)
                .where(col(Reminder.id) == id, col(Reminder.state) == "cancelled")
                .values(unread_since=unread_since, due_at=due_at, **again)
            )


def _resumed(default_delay: int, suspended: Sequence[int]) -> Any:
    since = func.min(Message.at)
    return (
        beside(select(col(Reminder.id), since, since + delay(default_delay)))
        .join(Message, unread)
        .where(
            col(Reminder.id).in_(suspended),
            col(Reminder.side) == "client",
            col(Person.active),
            col(Seat.active),
            col(Seat.unread_since).is_not(None),
            col(Seat.read_upto) == col(Reminder.run),
            func.coalesce(col(Conversation.closed_by) != col(Reminder.recipient_id), True),
            col(Message.at) >= col(Reminder.changed_at),
        )
        .group_by(col(Reminder.id), col(Office.remind_after_ms))
    )
