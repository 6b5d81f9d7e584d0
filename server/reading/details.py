"""One conversation with who reads it, its dossier and, for staff, its mails."""

from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person
from server.accounts.principal import Principal
from server.clock import Instant, iso
from server.conversations import access, frames
from server.conversations.models import Conversation, Seat
from server.dossiers.frames import DossierClient, DossierFrame
from server.dossiers.me import own_streams
from server.dossiers.queries import clients_of, one
from server.errors import NotFound
from server.reading.rows import found, rows_of
from server.reminders.models import MAILBOX, Reminder
from server.store import Store
from server.streams.queries import heads


class ReminderFrame(Struct):
    """A two-hour mail: planned, on its way, sent, or why not. No person: the office's mailbox."""

    person: frames.Person | None
    due_at: str
    state: str
    reason: str
    changed_at: str


class ClientDetails(Struct):
    conversation: frames.ClientRow
    readers: list[frames.Reader]
    dossier: DossierFrame
    cursor: dict[str, int]


class OfficeDetails(Struct):
    conversation: frames.OfficeRow
    readers: list[frames.Reader]
    dossier: DossierFrame
    reminders: list[ReminderFrame]
    cursor: dict[str, int]


async def details(
    store: Store, by: Principal, conversation: int, remind_after: Instant
) -> OfficeDetails | ClientDetails:
    """In one snapshot. Raises `NotFound` for what is out of reach."""
    wanted = found(by).where(access.visible(by), col(Conversation.id) == conversation)
    async with store.snapshot() as session:
        row = (await session.execute(wanted)).one_or_none()
        if row is None:
            raise NotFound
        cursor = await heads(session, await own_streams(session, by))
        shown: Any = (await rows_of(session, by, [row]))[0]
        dossier = await one(session, by, row[0].dossier_id)
        readers = _readers(shown, await clients_of(session, by, dossier.id))
        if by.side == "client":
            return ClientDetails(shown, readers, dossier, cursor)
        mails = await _reminders(session, row[0], remind_after)
        return OfficeDetails(shown, readers, dossier, mails, cursor)


def _readers(row: frames.OfficeRow | frames.ClientRow, clients: list[DossierClient]) -> list[frames.Reader]:
    readers = [
        frames.Reader(client.id, client.name, "client", client.title, client.profile)
        for client in clients
        if (client.profile == "full" if row.private_to is None else client.id == row.private_to.id)
    ]
    if isinstance(row, frames.OfficeRow) and row.assignee:
        readers.append(frames.Reader(row.assignee.id, row.assignee.name, "office", ""))
    return readers


async def _reminders(
    session: AsyncSession, conversation: Conversation, remind_after: Instant
) -> list[ReminderFrame]:
    """The ledger, oldest first, and what the clock of a seat will enter in it next."""
    ledger = await session.execute(
        select(Reminder, Person)
        .outerjoin(Person, col(Person.id) == col(Reminder.recipient_id))
        .where(col(Reminder.conversation_id) == conversation.id)
        .order_by(col(Reminder.due_at), col(Reminder.id))
    )
    rows = [(reminder, person) for reminder, person in ledger]
    entered = {(reminder.recipient_id, reminder.run) for reminder, _ in rows}
    clocks = await session.execute(
        select(Seat, Person, col(Office.remind_after_ms))
        .join(Person, col(Person.id) == col(Seat.person_id))
        .join(Office, col(Office.id) == conversation.office_id)
        .where(
            col(Seat.conversation_id) == conversation.id,
            col(Seat.side) == "client",
            col(Seat.active),
            col(Seat.unread_since).is_not(None),
        )
        .order_by(col(Seat.unread_since), col(Seat.person_id))
    )
    coming = [
        _planned(seat, person, remind_after if delay is None else delay)
        for seat, person, delay in clocks
        if (seat.person_id, seat.read_upto) not in entered
    ]
    return [*(_entered(reminder, person) for reminder, person in rows), *coming]


def _entered(reminder: Reminder, person: Person | None) -> ReminderFrame:
    who = (
        None if reminder.recipient_id == MAILBOX or person is None else frames.Person(person.id, person.name)
    )
    return ReminderFrame(who, iso(reminder.due_at), reminder.state, reminder.reason, iso(reminder.changed_at))


def _planned(seat: Seat, person: Person, delay: Instant) -> ReminderFrame:
    since = seat.unread_since or 0
    return ReminderFrame(frames.Person(person.id, person.name), iso(since + delay), "planned", "", iso(since))
