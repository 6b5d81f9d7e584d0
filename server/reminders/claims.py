"""Claiming what is due: one mail per recipient and office, with all of his runs that are due now, none that is not."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, Row, and_, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.clock import Instant
from server.config import Reminders
from server.reminders import hold
from server.reminders.models import Reminder
from server.reminders.rules import backoff, message_id
from server.store import Store

AT_ONCE = 200
ROWS_EACH = 20
LOCK = "SELECT pg_try_advisory_xact_lock(84808481)"

DueRun = Row[int, int, int, int, int]


async def claim(store: Store, domain: str) -> list[str]:
    """Claim due runs (planned → sending); returns their mails' Message-IDs.

    No more than `AT_ONCE` mails are claimed and not yet handed over: the others are merged when their turn comes.
    """
    async with store.begin() as session:
        if not await _alone(session, store):
            return []
        now = store.clock()
        room = AT_ONCE - await _outstanding(session)
        recipients = await _recipients(session, now, room) if room > 0 else []
        recipients = await _not_held(session, now, recipients)
        return [
            await _one_mail(session, now, list(runs), domain)
            for _, runs in groupby(await _due(session, now, recipients), key=lambda run: (run[0], run[1]))
        ]


def _not_waiting(now: Instant) -> ColumnElement[bool]:
    held = col(Reminder.held_until)
    return or_(held.is_(None), held <= now)


async def _alone(session: AsyncSession, store: Store) -> bool:
    """Two claiming at once could split one recipient's runs over two mails."""
    if store.sqlite:
        return True
    return bool((await session.execute(text(LOCK))).scalar_one())


async def _outstanding(session: AsyncSession) -> int:
    fresh = and_(col(Reminder.state) == "sending", col(Reminder.attempts) == 0)
    return len(set(await session.scalars(select(col(Reminder.mail)).where(fresh))))


async def _recipients(session: AsyncSession, now: Instant, room: int) -> list[tuple[int, int]]:
    """Whose turn it is, who waited longest first. Grouped here: a database would scan the whole ledger for it."""
    rows = await session.execute(
        select(col(Reminder.office_id), col(Reminder.recipient_id))
        .where(col(Reminder.state) == "planned", col(Reminder.due_at) <= now, _not_waiting(now))
        .order_by(col(Reminder.due_at))
        .limit(room * ROWS_EACH)
    )
    return list(dict.fromkeys((office, recipient) for office, recipient in rows))[:room]


async def _not_held(
    session: AsyncSession, now: Instant, recipients: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Those who may get a mail now. What the others have to get waits for their hours, or for the office's."""
    until = await hold.until(session, now, recipients)
    for (office, recipient), opens in until.items():
        if opens > now:
            await session.execute(
                update(Reminder)
                .where(
                    col(Reminder.office_id) == office,
                    col(Reminder.recipient_id) == recipient,
                    col(Reminder.state) == "planned",
                    col(Reminder.due_at) <= now,
                )
                .values(held_until=opens)
            )
    return [one for one in recipients if until[one] <= now]


async def _due(
    session: AsyncSession, now: Instant, recipients: Sequence[tuple[int, int]]
) -> Sequence[DueRun]:
    office_and_recipient = (col(Reminder.office_id), col(Reminder.recipient_id))
    rows = await session.execute(
        select(*office_and_recipient, col(Reminder.conversation_id), col(Reminder.run), col(Reminder.id))
        .where(
            tuple_(*office_and_recipient).in_(recipients),
            col(Reminder.state) == "planned",
            col(Reminder.due_at) <= now,
            _not_waiting(now),
        )
        .order_by(*office_and_recipient, col(Reminder.id))
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def _one_mail(session: AsyncSession, now: Instant, runs: Sequence[DueRun], domain: str) -> str:
    mail = message_id(((conversation, recipient, run) for _, recipient, conversation, run, _ in runs), domain)
    await session.execute(
        update(Reminder)
        .where(col(Reminder.id).in_([run[4] for run in runs]))
        .values(state="sending", mail=mail, attempts=0, reason="", changed_at=now)
    )
    return mail


async def left_behind(store: Store, reminders: Reminders, patience: int, lease: int) -> list[str]:
    """Mails that somebody should take: claimed but never taken, due for another attempt, or in a dead one's hands."""
    now = store.clock()
    state, changed_at = col(Reminder.state), col(Reminder.changed_at)
    held = and_(state == "handing", changed_at <= now - lease)
    async with store.session() as session:
        rows = await session.execute(
            select(col(Reminder.mail), state, col(Reminder.attempts), changed_at).where(
                or_(state == "sending", held)
            )
        )
    return sorted(
        {
            mail
            for mail, stands, attempts, changed in rows
            if mail is not None
            and (
                stands == "handing" or changed <= now - (backoff(attempts, reminders.retry_after) or patience)
            )
        }
    )
