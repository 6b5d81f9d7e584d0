"""What a mail says: whom it is for and what he has not read. Never a message's text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from server.accounts.models import Office, Person
from server.clock import Instant
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Dossier
from server.messages.models import Message
from server.reminders.facts import beside, unread
from server.reminders.models import MAILBOX, Reminder


@dataclass(frozen=True, slots=True)
class Item:
    """One conversation: its first unread message, who wrote that and when, and how many there are."""

    conversation_id: int
    subject: str
    dossier: str
    sender: str
    sender_id: int
    seq: int
    at: Instant
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """`first_name` is empty for the office's mailbox. `show_subjects` is the office's choice."""

    office_id: int
    office: str
    show_subjects: bool
    remind_after_ms: int | None
    side: str
    email: str
    name: str
    first_name: str
    language: str
    time_zone: str
    items: tuple[Item, ...]


async def contents_of(session: AsyncSession, reminders: Sequence[int]) -> Contents:
    """The mail about these rows, which are one recipient's in one office. Oldest first."""
    mine = col(Reminder.id).in_(reminders)
    recipient: Any = aliased(Person)
    found = await session.execute(
        select(Office, recipient, Reminder)
        .join(Office, col(Office.id) == col(Reminder.office_id))
        .outerjoin(recipient, recipient.id == col(Reminder.recipient_id))
        .where(mine)
        .limit(1)
    )
    office, person, reminder = found.one()
    items = sorted(await _items(session, mine), key=lambda item: (item.at, item.conversation_id))
    if reminder.recipient_id == MAILBOX:
        whom = _whom(office.mailbox, office.name, "", office.language, office.time_zone)
    else:
        whom = _whom(person.email, person.name, person.first_name, person.language, person.time_zone)
    return Contents(
        office_id=office.id,
        office=office.name,
        show_subjects=office.subject_in_mail,
        remind_after_ms=office.remind_after_ms,
        side=reminder.side,
        items=tuple(items),
        **whom,
    )


def _whom(email: str, name: str, first_name: str, language: str, time_zone: str) -> dict[str, Any]:
    return {
        "email": email,
        "name": name,
        "first_name": first_name,
        "language": language,
        "time_zone": time_zone,
    }


async def _items(session: AsyncSession, mine: Any) -> list[Item]:
    first = select(func.min(Message.seq)).where(unread).correlate(Reminder, Seat).scalar_subquery()
    count = (
        select(func.count()).select_from(Message).where(unread).correlate(Reminder, Seat).scalar_subquery()
    )
    # In `beside` Person is the recipient; the author is another one.
    oldest: Any = aliased(Message)
    author: Any = aliased(Person)
    columns: tuple[Any, ...] = (
        *(col(Conversation.id), col(Conversation.subject), col(Dossier.name)),
        *(author.first_name, author.last_name, author.id, oldest.seq, oldest.at, count),
    )
    rows = await session.execute(
        beside(select(*columns))
        .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
        .join(oldest, (oldest.conversation_id == col(Conversation.id)) & (oldest.seq == first))
        .join(author, author.id == oldest.author_id)
        .where(mine)
    )
    return [
        Item(conversation, subject, dossier, f"{first_name} {last_name}".strip(), id, seq, at, count)
        for conversation, subject, dossier, first_name, last_name, id, seq, at, count in rows
    ]
