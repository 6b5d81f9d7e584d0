"""Reading when marks rose."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from server.clock import iso
from server.conversations.models import Seat
from server.receipts.frames import MarkFrame
from server.receipts.models import Mark

MOST = 2**53


async def marks_of(session: AsyncSession, conversation: int, low: int, high: int) -> list[MarkFrame]:
    """The client readers' marks that date the messages `low` to `high`, in the order they rose."""
    reader = (col(Seat.conversation_id) == col(Mark.conversation_id)) & (
        col(Seat.person_id) == col(Mark.person_id)
    )
    found = await session.execute(
        select(Mark)
        .join(Seat, reader)
        .where(
            col(Mark.conversation_id) == conversation,
            col(Seat.conversation_id) == conversation,
            col(Seat.side) == "client",
            col(Mark.delivered_upto) >= low,  # what is read was delivered
            col(Mark.delivered_upto) <= func.coalesce(_past(high), MOST),
        )
        .order_by(col(Mark.at), col(Mark.delivered_upto), col(Mark.read_upto))
    )
    return list(_until_past(high, found.scalars()))


def _past(high: int) -> ColumnElement[int]:
    """How far somebody's messages had been delivered when he had first read past that."""
    later: Any = aliased(Mark)
    return (
        select(later.delivered_upto)
        .where(
            later.conversation_id == col(Seat.conversation_id),
            later.person_id == col(Seat.person_id),
            later.delivered_upto >= high,
            later.read_upto >= high,
        )
        .order_by(later.delivered_upto, later.read_upto)
        .limit(1)
        .correlate(Seat)
        .scalar_subquery()
    )


def _until_past(high: int, marks: Iterable[Mark]) -> Iterator[MarkFrame]:
    """Once somebody has read past the last of them, his later marks say nothing about any."""
    past: set[int] = set()
    for mark in marks:
        if mark.person_id not in past:
            yield MarkFrame(mark.person_id, mark.delivered_upto, mark.read_upto, iso(mark.at))
        if mark.read_upto >= high:
            past.add(mark.person_id)
