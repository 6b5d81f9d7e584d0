"""Keeping the ledger in step with the seats: new runs are planned, ended ones cancelled."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person
from server.clock import Instant
from server.conversations import access
from server.conversations.models import Conversation, Seat
from server.ids import new_id
from server.messages.models import Message
from server.reminders.facts import beside, delay, facts_of, unread
from server.reminders.models import SUSPENDED, Reminder
from server.reminders.rules import Facts, Over, judge
from server.store import Store

CHUNK = 1_000
LOCKED_AT_ONCE = 100
OPEN_STATES = ("planned", "sending")
Row = dict[str, Any]


async def plan(store: Store, default_delay: int, moved_since: Instant) -> int:
    """Enter the runs of clients whose clock was set, or who read a part, since then. Returns how many."""
    planned = 0
    # Two conditions, two indexes.
    for since in (col(Seat.unread_since) >= moved_since, col(Seat.read_at) >= moved_since):
        async for rows in _unplanned(store, default_delay, since):
            async with store.begin() as session:
                await enter(session, store.clock(), rows)
            planned += len(rows)
    return planned


async def _unplanned(
    store: Store, default_delay: int, since: ColumnElement[bool]
) -> AsyncIterator[list[Row]]:
    """Chunks of client seats with a clock but no row for their run, along the index on the clock."""
    reached: Instant = 0
    while True:
        async with store.session() as session:
            found = await session.execute(_runs(default_delay, since, reached))
        rows = [dict(row) for row in found.mappings()]
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        reached = rows[-1]["unread_since"]


def _runs(default_delay: int, since: ColumnElement[bool], reached: Instant) -> Any:
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
            col(Seat.unread_since) >= reached,
            col(Seat.side) == "client",
            col(Seat.active),
            since,
            not_(known),
        )
        .order_by(col(Seat.unread_since))
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


async def resume(store: Store, default_delay: int, moved_since: Instant) -> None:
    """Plan again what was cancelled because he closed it himself or was away, once he is back and more is written.

    He read nothing since, so it is the same run and his seat's clock never moved: it counts from that new message.
    Looks at conversations with a message since then.
    """
    async with store.session() as session:
        resumed = (await session.execute(_resumed(default_delay, moved_since))).all()
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


def _resumed(default_delay: int, moved_since: Instant) -> Any:
    since = func.min(Message.at)
    return (
        beside(select(col(Reminder.id), since, since + delay(default_delay)))
        .join(Message, unread)
        .where(
            text(SUSPENDED),
            col(Reminder.side) == "client",
            col(Conversation.last_at) >= moved_since,
            col(Person.active),
            col(Seat.active),
            col(Seat.unread_since).is_not(None),
            col(Seat.read_upto) == col(Reminder.run),
            func.coalesce(col(Conversation.closed_by) != col(Reminder.recipient_id), True),
            col(Message.at) >= col(Reminder.changed_at),
        )
        .group_by(col(Reminder.id), col(Office.remind_after_ms))
    )


async def follow(store: Store, default_delay: int) -> None:
    """Cancel what is no longer owed, and move what is owed at another time now."""
    reached = 0
    while True:
        async with store.session() as session:
            moved = await session.execute(_out_of_step(default_delay, reached))
        ids = list(moved.scalars())
        if not ids:
            return
        async with store.begin() as session:
            for facts in await locked(session, default_delay, col(Reminder.id).in_(ids)):
                if facts.state in OPEN_STATES:
                    await settle(session, store.clock(), facts)
        reached = ids[-1]


async def locked(session: AsyncSession, default_delay: int, which: ColumnElement[bool]) -> list[Facts]:
    """Those rows with their conversations, locked in the one order: nobody reads, answers or deletes meanwhile."""
    found = await session.execute(select(col(Reminder.id), col(Reminder.conversation_id)).where(which))
    pairs = [(reminder, conversation) for reminder, conversation in found]
    conversations = (col(Conversation.id), {conversation for _, conversation in pairs})
    reminders = (col(Reminder.id), {reminder for reminder, _ in pairs})
    for key, ids in (conversations, reminders):
        await session.execute(
            select(key).where(key.in_(sorted(ids))).order_by(key).with_for_update(key_share=True)
        )
    return await facts_of(session, default_delay, col(Reminder.id).in_([pair[0] for pair in pairs]))


def _out_of_step(default_delay: int, reached: int) -> Any:
    """The open rows that may have to change; a client's that is in step with his seat is left alone in the database."""
    reaches = access.visible_to("client", col(Reminder.office_id), col(Reminder.recipient_id))
    in_step = and_(
        col(Seat.unread_since) <= col(Reminder.unread_since),
        col(Seat.read_upto) == col(Reminder.run),
        col(Seat.active),
        col(Person.active),
        or_(col(Conversation.closed_by).is_(None), col(Conversation.closed_by) != col(Reminder.recipient_id)),
        col(Reminder.due_at) == col(Reminder.unread_since) + delay(default_delay),
        reaches,
    )
    return (
        beside(select(col(Reminder.id)))
        .where(
            col(Reminder.id) > reached,
            col(Reminder.state).in_(OPEN_STATES),
            or_(col(Reminder.side) == "office", func.coalesce(in_step, False).is_(False)),
        )
        .order_by(col(Reminder.id))
        .limit(LOCKED_AT_ONCE)
    )


async def settle(session: AsyncSession, now: Instant, facts: Facts) -> bool:
    """Write down what the row is now; true if its mail is owed and due."""
    verdict = judge(facts)
    if isinstance(verdict, Over):
        await _cancel(session, now, facts, verdict)
        return False
    due_at = verdict.unread_since + facts.delay
    if (due_at, verdict.unread_since) != (facts.due_at, facts.unread_since):
        moved: dict[str, Any] = {"unread_since": verdict.unread_since, "due_at": due_at}
        if due_at > now:
            moved |= {"state": "planned", "mail": None, "attempts": 0, "changed_at": now}
        await session.execute(update(Reminder).where(col(Reminder.id) == facts.id).values(moved))
    return due_at <= now


async def _cancel(session: AsyncSession, now: Instant, facts: Facts, over: Over) -> None:
    cancelled = {"state": "cancelled", "reason": over.reason, "changed_at": now}
    await session.execute(update(Reminder).where(col(Reminder.id) == facts.id).values(cancelled))
    if over.restart:
        clock = func.coalesce(Conversation.office_remind_from, Conversation.needs_answer_since)
        await session.execute(
            update(Conversation)
            .where(col(Conversation.id) == facts.conversation_id)
            .values(office_remind_from=clock)
        )
