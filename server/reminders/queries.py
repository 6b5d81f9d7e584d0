"""The ledger of one conversation, as the office sees it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person
from server.clock import Instant
from server.conversations.models import Conversation, Seat
from server.reminders.facts import delay, facts_of
from server.reminders.models import Reminder
from server.reminders.rules import Owed, judge


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail, planned or past. `person_id` is empty for the office's mailbox, or where it is chosen when due.

    `reason` says why it was cancelled, or holds the mail server's words.
    """

    person_id: int | None
    name: str
    side: str
    run: int
    due_at: Instant
    state: str
    reason: str
    changed_at: Instant


async def ledger_of(session: AsyncSession, conversation: int, default_delay: int) -> list[Entry]:
    """By the time each is or was due. What the seats say counts, also where the ledger does not follow yet."""
    entries = await _entered(session, conversation, default_delay)
    known = {(entry.person_id, entry.run) for entry in entries if entry.state != "cancelled"}
    coming = [
        entry
        for entry in await _coming(session, conversation, default_delay)
        if (entry.person_id, entry.run) not in known
    ]
    return sorted([*entries, *coming], key=lambda entry: (entry.due_at, entry.person_id or 0, entry.run))


async def _entered(session: AsyncSession, conversation: int, default_delay: int) -> list[Entry]:
    here = col(Reminder.conversation_id) == conversation
    unsettled = (here, col(Reminder.state).in_(("planned", "sending")))
    verdicts = {facts.id: judge(facts) for facts in await facts_of(session, default_delay, *unsettled)}
    rows = await session.execute(
        select(Reminder, Person).outerjoin(Person, col(Person.id) == col(Reminder.recipient_id)).where(here)
    )
    entries = []
    for row, person in rows.tuples():
        verdict = verdicts.get(row.id)
        over = verdict is not None and not isinstance(verdict, Owed)
        entries.append(
            Entry(
                person_id=person.id if person else None,
                name=person.name if person else "",
                side=row.side,
                run=row.run,
                due_at=verdict.unread_since + row.due_at - row.unread_since
                if isinstance(verdict, Owed)
                else row.due_at,
                state="cancelled" if over else row.state,
                reason=verdict.reason
                if verdict is not None and not isinstance(verdict, Owed)
                else row.reason,
                changed_at=row.changed_at,
            )
        )
    return entries


async def _coming(session: AsyncSession, conversation: int, default_delay: int) -> list[Entry]:
    """From the clocks themselves: client seats, and the office's."""
    wait = delay(default_delay)
    seats = await session.execute(
        select(Seat, Person, wait)
        .join(Person, col(Person.id) == col(Seat.person_id))
        .join(Conversation, col(Conversation.id) == col(Seat.conversation_id))
        .join(Office, col(Office.id) == col(Conversation.office_id))
        .where(
            col(Seat.conversation_id) == conversation,
            col(Seat.side) == "client",
            col(Seat.active),
            col(Person.active),
            col(Seat.unread_since).is_not(None),
        )
    )
    coming = [
        _planned(person.id, person.name, "client", seat.read_upto, seat.unread_since or 0, after)
        for seat, person, after in seats.tuples()
    ]
    office = await session.execute(
        select(col(Conversation.office_remind_from), wait)
        .join(Office, col(Office.id) == col(Conversation.office_id))
        .where(col(Conversation.id) == conversation, col(Conversation.office_remind_from).is_not(None))
    )
    coming += [_planned(None, "", "office", -1, since or 0, after) for since, after in office.tuples()]
    return coming


def _planned(person: int | None, name: str, side: str, run: int, since: Instant, after: int) -> Entry:
    return Entry(person, name, side, run, since + after, "planned", "", since)
