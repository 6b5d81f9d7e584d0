"""One conversation with who reads it, its dossier and, for staff, its mails."""

from typing import Any, cast

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import within
from server.clock import Instant, Time, iso
from server.conversations import access, frames
from server.conversations.models import Conversation
from server.dossiers.frames import DossierClient, DossierFrame
from server.dossiers.me import own_streams
from server.dossiers.queries import clients_of, one
from server.errors import NotFound
from server.reading.rows import found, rows_of
from server.reminders.models import ReminderState
from server.reminders.queries import ledger_of
from server.store import Store
from server.streams.queries import heads


class ReminderFrame(Struct):
    """A two-hour mail: planned, on its way, sent, or why not. No person: the office's mailbox."""

    person: frames.Person | None
    due_at: Time
    state: ReminderState
    reason: str
    changed_at: Time


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
        ask = await within(session)
        cursor = await heads(ask, await own_streams(ask, by))
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
    """The ledger, and what the clocks will enter in it next."""
    return [
        ReminderFrame(
            None if entry.person_id is None else frames.Person(entry.person_id, entry.name),
            iso(entry.due_at),
            cast(ReminderState, entry.state),
            entry.reason,
            iso(entry.changed_at),
        )
        for entry in await ledger_of(session, conversation.id, remind_after)
    ]
