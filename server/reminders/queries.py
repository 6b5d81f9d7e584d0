"""The ledger of one conversation, as the office sees it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person
from server.clock import Instant
from server.conversations import access
from server.conversations.models import Conversation, Seat
from server.reminders.facts import delay, facts_of
from server.reminders.models import Reminder
from server.reminders.rules import Over, Owed, Verdict, judge


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
    known = {(entry.person_id, entry.run): entry for entry in entries}
    coming = [
        entry
        for entry in await _coming(session, conversation, default_delay)
        if _is_new(entry, known.get((entry.person_id, entry.run)))
    ]
    return sorted([*entries, *coming], key=lambda entry: (entry.due_at, entry.person_id or 0, entry.run))


def _is_new(entry: Entry, known: Entry | None) -> bool:
    return known is None or (known.state == "cancelled" and known.due_at < entry.due_at)


async def _entered(session: AsyncSession, conversation: int, default_delay: int) -> list[Entry]:
    here = col(Reminder.conversation_id) == conversation
    unsettled = (here, col(Reminder.state).in_(("planned", "sending")))
    verdicts = {facts.id: judge(facts) for facts in await facts_of(session, default_delay, *unsettled)}
    rows = await session.execute(
        select(Reminder, Person).outerjoin(Person, col(Person.id) == col(Reminder.recipient_id)).where(here)
    )
    return [_entry(row, person, verdicts.get(row.id)) for row, person in rows]


def _entry(row: Reminder, person: Person | None, verdict: Verdict | None) -> Entry:
    state, reason, due_at = row.state, row.reason, row.due_at
    if isinstance(verdict, Over):
        state, reason = "cancelled", verdict.reason
    elif isinstance(verdict, Owed):
        due_at += verdict.unread_since - row.unread_since
    id, name = (person.id, person.name) if person else (None, "")
    return Entry(id, name, row.side, row.run, due_at, state, reason, row.changed_at)


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
            access.visible_to("client", col(Conversation.office_id), col(Seat.person_id)),
            col(Seat.unread_since).is_not(None),
        )
    )
    coming = [
        _planned(person.id, person.name, "client", seat.read_upto, seat.unread_since or 0, after)
        for seat, person, after in seats
    ]
    office = await session.execute(
        select(col(Conversation.office_remind_from), wait)
        .join(Office, col(Office.id) == col(Conversation.office_id))
        .where(col(Conversation.id) == conversation, col(Conversation.office_remind_from).is_not(None))
    )
    coming += [_planned(None, "", "office", -1, since or 0, after) for since, after in office]
    return coming


def _planned(person: int | None, name: str, side: str, run: int, since: Instant, after: int) -> Entry:
    return Entry(person, name, side, run, since + after, "planned", "", since)
