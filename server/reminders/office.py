"""Who of the office gets the mail, decided when it is due (R9): somebody, always."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person, Staff
from server.clock import Instant
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Dossier
from server.messages.models import Message
from server.reminders.facts import delay
from server.reminders.models import MAILBOX
from server.reminders.planning import enter
from server.store import Store

CHUNK = 200
Candidates = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation whose clock ran out. Candidates in the order of R9."""

    conversation_id: int
    office_id: int
    remind_from: Instant
    delay: int
    candidates: Candidates


async def choose(store: Store, default_delay: int) -> None:
    """Enter the runs of staff that are due by now, and stop or move the clocks of their conversations."""
    while True:
        async with store.begin() as session:
            now = store.clock()
            waiting = await _waiting(session, default_delay, now)
            active = await _active(session, waiting)
            for one in waiting:
                await _choose(session, now, one, active)
        if len(waiting) < CHUNK:
            return


async def _waiting(session: AsyncSession, default_delay: int, now: Instant) -> list[Waiting]:
    starter = func.nullif(Conversation.starter_side, "client")
    soonest = await session.scalar(select(func.min(Office.remind_after_ms)))
    least = default_delay if soonest is None else min(default_delay, soonest)
    rows = await session.execute(
        select(
            col(Conversation.id),
            col(Conversation.office_id),
            col(Conversation.office_remind_from),
            delay(default_delay),
            col(Conversation.assignee_id),
            starter,
            col(Conversation.starter_id),
            col(Dossier.responsible_id),
        )
        .join(Office, col(Office.id) == col(Conversation.office_id))
        .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
        .where(
            col(Conversation.office_remind_from) <= now - least,
            col(Conversation.office_remind_from) <= now - delay(default_delay),
        )
        .order_by(col(Conversation.office_remind_from))
        .limit(CHUNK)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    return [
        Waiting(id, office, since, wait, (assignee, starter if by_staff else None, responsible))
        for id, office, since, wait, assignee, by_staff, starter, responsible in rows
    ]


async def _active(session: AsyncSession, waiting: Sequence[Waiting]) -> set[tuple[int, int]]:
    """The (office, person) pairs among the candidates who work there now."""
    named = {person for one in waiting for person in one.candidates if person is not None}
    rows = await session.execute(
        select(col(Staff.office_id), col(Staff.person_id))
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(col(Staff.person_id).in_(named), col(Staff.active), col(Person.active))
    )
    return {(office, person) for office, person in rows}


async def _choose(session: AsyncSession, now: Instant, one: Waiting, active: set[tuple[int, int]]) -> None:
    chosen = (person for person in one.candidates if person is not None and (one.office_id, person) in active)
    recipient = next(chosen, MAILBOX)
    run, unread_at = await _unread(session, one, recipient)
    since = None if unread_at is None else max(one.remind_from, unread_at)
    if since is None or since + one.delay > now:
        return await _set_clock(session, one, since)
    await _set_clock(session, one, None)
    found: dict[str, object] = {
        "office_id": one.office_id,
        "conversation_id": one.conversation_id,
        "recipient_id": recipient,
        "side": "office",
        "run": run,
        "unread_since": since,
        "due_at": since + one.delay,
    }
    await enter(session, now, [found])


async def _set_clock(session: AsyncSession, one: Waiting, since: Instant | None) -> None:
    await session.execute(
        update(Conversation)
        .where(col(Conversation.id) == one.conversation_id)
        .values(office_remind_from=since)
    )


async def _unread(session: AsyncSession, one: Waiting, recipient: int) -> tuple[int, Instant | None]:
    """How far he read, and the time of the oldest client message above that. For the mailbox: anybody's reading."""
    his = true() if recipient == MAILBOX else col(Seat.person_id) == recipient
    reading = select(func.coalesce(func.max(Seat.read_upto), 0)).where(
        col(Seat.conversation_id) == one.conversation_id, col(Seat.side) == "office", his
    )
    read_upto = (await session.execute(reading)).scalar_one()
    oldest = select(func.min(Message.at)).where(
        and_(
            col(Message.conversation_id) == one.conversation_id,
            col(Message.seq) > read_upto,
            col(Message.side) == "client",
            col(Message.deleted_at).is_(None),
        )
    )
    return read_upto, (await session.execute(oldest)).scalar_one()
