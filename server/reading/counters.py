"""How many conversations are open, closed, unread and waiting, for one viewer.

Nobody counts beyond `COUNTED_AT_MOST`, so that a number costs the same whatever an office has gathered.
"""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.frames import ClientCounters, OfficeCounters
from server.conversations.models import Conversation
from server.reading.filters import asks_client
from server.reading.unread import is_unread, own, own_seat

COUNTED_AT_MOST = 500


async def counters(session: AsyncSession, by: Principal) -> OfficeCounters | ClientCounters:
    """In one statement. Unread, and waiting for clients, are counted among the open ones that moved last."""
    closed = col(Conversation.closed_at)
    is_open, is_closed = (_at_most(by, one) for one in (closed.is_(None), closed.is_not(None)))
    owed = _at_most(by, col(Conversation.needs_answer_since).is_not(None))
    near = _among_open(by)
    fourth = owed if by.side == "office" else near.c.waiting
    counted = select(is_open, is_closed, near.c.unread, fourth)
    numbers: Any = (await session.execute(counted)).one()
    return OfficeCounters(*numbers) if by.side == "office" else ClientCounters(*numbers)


def _at_most(by: Principal, condition: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(literal(1)).select_from(Conversation).where(access.visible(by), condition)
    return select(func.count()).select_from(found.limit(COUNTED_AT_MOST).subquery()).scalar_subquery()


def _among_open(by: Principal) -> Subquery:
    """One row: how many are `unread`, how many `waiting`."""
    wanted = (
        Conversation.id,
        Conversation.office_head,
        Conversation.client_head,
        Conversation.dismissed_upto,
    )
    newest = (
        select(*map(col, wanted))
        .where(access.visible(by), col(Conversation.closed_at).is_(None))
        .order_by(col(Conversation.last_minute).desc())
        .limit(COUNTED_AT_MOST)
        .subquery("newest")
    )
    of = newest.c
    unread = is_unread(by, of)
    count = func.count()
    return (
        select(count.filter(unread).label("unread"), count.filter(unread | asks_client(of)).label("waiting"))
        .select_from(newest)
        .outerjoin(own, own_seat(by, of))
        .subquery("near")
    )
