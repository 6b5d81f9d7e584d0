"""Keeping the ledger in step with the seats: runs that ended are cancelled, others move with their clock."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person
from server.clock import Instant
from server.conversations import access
from server.conversations.models import Conversation, Seat
from server.reminders.facts import beside, delay, facts_of
from server.reminders.models import Reminder
from server.reminders.rules import Facts, Over, judge
from server.store import Store

LOCKED_AT_ONCE = 100
OPEN_STATES = ("planned", "sending")


async def due(store: Store, default_delay: int) -> None:
    """Cancel what is due and no longer owed, and move what is owed at another time now."""
    is_open = col(Reminder.state).in_(OPEN_STATES)
    await _follow(store, default_delay, is_open & (col(Reminder.due_at) <= store.clock()))


async def these(store: Store, default_delay: int, reminders: Sequence[int]) -> None:
    """The same for these rows, due or not."""
    await _follow(store, default_delay, col(Reminder.id).in_(reminders))


async def _follow(store: Store, default_delay: int, which: ColumnElement[bool]) -> None:
    async with store.session() as session:
        ids = sorted(await session.scalars(_out_of_step(default_delay, which)))
    for begin in range(0, len(ids), LOCKED_AT_ONCE):
        some = col(Reminder.id).in_(ids[begin : begin + LOCKED_AT_ONCE])
        async with store.begin() as session:
            for facts in await locked(session, default_delay, some):
                if facts.state in OPEN_STATES:
                    await settle(session, store.clock(), facts)


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


def _out_of_step(default_delay: int, which: ColumnElement[bool]) -> Any:
    """Those rows that may have to change; a client's that is in step with his seat is left alone in the database."""
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
    return beside(select(col(Reminder.id))).where(
        which,
        or_(col(Reminder.side) == "office", func.coalesce(in_step, False).is_(False)),
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
