"""How many conversations are open, closed, unread and waiting, for one viewer.

Nobody counts beyond `COUNTED_AT_MOST`, so that a number costs the same whatever an office has gathered.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.frames import ClientCounters, OfficeCounters
from server.conversations.models import Conversation
from server.reading.filters import ASKS_CLIENT
from server.reading.unread import is_unread, own, own_seat

COUNTED_AT_MOST = 500


async def counters(session: AsyncSession, by: Principal) -> OfficeCounters | ClientCounters:
    """In one statement. Unread, and waiting for clients, are counted among the open ones that moved last."""
    closed = col(Conversation.closed_at)
    is_open, is_closed = (_at_most(by, one) for one in (closed.is_(None), closed.is_not(None)))
    unread = _among_open(by, is_unread(by))
    if by.side == "office":
        fourth = _at_most(by, col(Conversation.needs_answer_since).is_not(None))
    else:
        fourth = _among_open(by, is_unread(by) | ASKS_CLIENT)
    numbers: Any = (await session.execute(select(is_open, is_closed, unread, fourth))).one()
    return OfficeCounters(*numbers) if by.side == "office" else ClientCounters(*numbers)


def _at_most(by: Principal, condition: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(literal(1)).select_from(Conversation).where(access.visible(by), condition)
    return _how_many(found.limit(COUNTED_AT_MOST))


def _among_open(by: Principal, condition: ColumnElement[bool]) -> ColumnElement[int]:
    newest = (
        select(col(Conversation.id))
        .where(access.visible(by), col(Conversation.closed_at).is_(None))
        .order_by(col(Conversation.last_minute).desc())
        .limit(COUNTED_AT_MOST)
    )
    found = select(literal(1)).select_from(Conversation).outerjoin(own, own_seat(by))
    return _how_many(found.where(col(Conversation.id).in_(newest), condition))


def _how_many(found: Select[Any]) -> ColumnElement[int]:
    return select(func.count()).select_from(found.subquery()).scalar_subquery()
