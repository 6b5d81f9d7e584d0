"""What somebody did not read yet: undeleted messages of the other side above his mark."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from server.accounts.models import Staff
from server.accounts.principal import Principal
from server.conversations.models import Conversation, Seat
from server.messages.models import Message

COUNTED_AT_MOST = 99

own: Any = aliased(Seat, name="own")


def own_seat(by: Principal, of: Any = Conversation) -> ColumnElement[bool]:
    """How to join `own`, the viewer's seat; staff have none before they read something."""
    return and_(own.conversation_id == of.id, own.person_id == by.person_id)


def unread_count(by: Principal) -> ColumnElement[int]:
    """At most 99, for `Conversation` joined with `own`."""
    counted = select(literal(1)).where(*_unread(by)).limit(COUNTED_AT_MOST).correlate(Conversation, own)
    return select(func.count()).select_from(counted.subquery()).scalar_subquery()


def is_unread(by: Principal, of: Any = Conversation) -> ColumnElement[bool]:
    """The same as yes or no: the other side's last undeleted message tells. `of` has the conversation's columns."""
    head = of.client_head if by.side == "office" else of.office_head
    beyond: ColumnElement[bool] = head > func.coalesce(own.read_upto, 0)
    if by.side == "client":
        return beyond
    last = (
        exists()
        .where(
            col(Message.conversation_id) == of.id,
            col(Message.seq) == head,
            col(Message.at) >= _joined_at(by),
        )
        .correlate_except(Message)
    )
    return and_(beyond, last)


def _unread(by: Principal) -> list[ColumnElement[bool]]:
    conditions = [
        col(Message.conversation_id) == col(Conversation.id),
        col(Message.seq) > func.coalesce(own.read_upto, 0),
        col(Message.side) == ("client" if by.side == "office" else "office"),
        col(Message.deleted_at).is_(None),
    ]
    if by.side == "office":
        conditions.append(col(Message.at) >= _joined_at(by))
    return conditions


def _joined_at(by: Principal) -> ColumnElement[int]:
    """What was said before somebody came to work here is not his to catch up on."""
    return (
        select(col(Staff.joined_at))
        .where(col(Staff.office_id) == by.office_id, col(Staff.person_id) == by.person_id)
        .scalar_subquery()
    )
