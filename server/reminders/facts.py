"""Reading the ledger beside the conversations it is about."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from server.accounts.models import Office, Person, Staff
from server.conversations import access
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Client
from server.messages.models import Message
from server.reminders.models import MAILBOX, Reminder
from server.reminders.rules import Facts

colleague: Any = aliased(Seat)

read_by_office = (
    select(func.max(colleague.read_upto))
    .where(colleague.conversation_id == col(Reminder.conversation_id), colleague.side == "office")
    .correlate(Reminder)
    .scalar_subquery()
)

read_upto = func.coalesce(
    case((col(Reminder.recipient_id) == MAILBOX, read_by_office), else_=col(Seat.read_upto)), 0
)

unread: ColumnElement[bool] = and_(
    col(Message.conversation_id) == col(Reminder.conversation_id),
    col(Message.seq) > read_upto,
    col(Message.side) != col(Reminder.side),
    col(Message.deleted_at).is_(None),
)

first_unread_at = select(func.min(Message.at)).where(unread).correlate(Reminder, Seat).scalar_subquery()


def delay(default: int) -> ColumnElement[int]:
    """How long the office waits: its own choice, or the installation's."""
    return func.coalesce(Office.remind_after_ms, literal(default))


def beside(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join the ledger with its office, conversation, seat, recipient and his places."""
    return (
        statement.select_from(Reminder)
        .join(Office, col(Office.id) == col(Reminder.office_id))
        .join(Conversation, col(Conversation.id) == col(Reminder.conversation_id))
        .outerjoin(
            Seat,
            and_(
                col(Seat.conversation_id) == col(Reminder.conversation_id),
                col(Seat.person_id) == col(Reminder.recipient_id),
            ),
        )
        .outerjoin(Person, col(Person.id) == col(Reminder.recipient_id))
        .outerjoin(
            Client,
            and_(
                col(Client.dossier_id) == col(Conversation.dossier_id),
                col(Client.person_id) == col(Reminder.recipient_id),
            ),
        )
        .outerjoin(
            Staff,
            and_(
                col(Staff.office_id) == col(Reminder.office_id),
                col(Staff.person_id) == col(Reminder.recipient_id),
            ),
        )
    )


async def facts_of(session: AsyncSession, default_delay: int, *where: ColumnElement[bool]) -> list[Facts]:
    """The rows that satisfy `where` (conditions on the tables `beside` joins), in the order of their ids."""
    columns: tuple[Any, ...] = (
        *(
            col(Reminder.id),
            col(Reminder.office_id),
            col(Reminder.conversation_id),
            col(Reminder.recipient_id),
        ),
        *(col(Reminder.side), col(Reminder.run), col(Reminder.unread_since), col(Reminder.due_at)),
        *(col(Reminder.state), col(Reminder.attempts), col(Reminder.changed_at)),
        delay(default_delay).label("delay"),
        read_upto.label("read_upto"),
        col(Seat.unread_since).label("seat_unread_since"),
        first_unread_at.label("first_unread_at"),
        *(col(Conversation.needs_answer_since), col(Conversation.dismissed_upto)),
        *(col(Conversation.office_head), col(Conversation.client_head)),
        *(col(Conversation.closed_at), col(Conversation.closed_by), col(Conversation.private_to)),
        *(col(Person.active), col(Seat.active).label("seated"), col(Staff.active).label("works")),
        col(Client.profile),
    )
    rows = await session.execute(beside(select(*columns)).where(*where).order_by(col(Reminder.id)))
    return [_facts(dict(row)) for row in rows.mappings()]


def _facts(row: dict[str, Any]) -> Facts:
    """The recipient's standing in two words; the mailbox always stands."""
    side, recipient = row["side"], row["recipient_id"]
    seated, works, profile, private_to = (
        row.pop(name) for name in ("seated", "works", "profile", "private_to")
    )
    reaches = access.reaches(side, True, bool(works), profile, private_to, recipient)
    mailbox = recipient == MAILBOX
    row["active"] = mailbox or bool(row["active"])
    row["reaches"] = mailbox or (reaches and (side == "office" or bool(seated)))
    return Facts(**row)
