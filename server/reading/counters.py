"""How many conversations are open, closed, unread and waiting, for one viewer."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.frames import ClientCounters, OfficeCounters
from server.conversations.models import Conversation
from server.reading.filters import AWAITS_CLIENT
from server.reading.unread import is_unread, own, own_seat


async def counters(session: AsyncSession, by: Principal) -> OfficeCounters | ClientCounters:
    """In one statement. Unread and waiting count open conversations only."""
    is_open = col(Conversation.closed_at).is_(None)
    fourth = col(Conversation.needs_answer_since).is_not(None) if by.side == "office" else _waiting(by)
    wanted = (is_open, ~is_open, is_open & is_unread(by), is_open & fourth)
    counted = (
        select(*(func.count().filter(condition) for condition in wanted))
        .select_from(Conversation)
        .outerjoin(own, own_seat(by))
        .where(access.visible(by))
    )
    numbers: Any = (await session.execute(counted)).one()
    return OfficeCounters(*numbers) if by.side == "office" else ClientCounters(*numbers)


def _waiting(by: Principal) -> ColumnElement[bool]:
    return is_unread(by) | AWAITS_CLIENT
