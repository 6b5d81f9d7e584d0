"""Reading when marks rose."""

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.clock import iso
from server.conversations.models import Seat
from server.receipts.frames import MarkFrame
from server.receipts.models import Mark


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
            col(Seat.side) == "client",
            or_(col(Mark.delivered_upto) >= low, col(Mark.read_upto) >= low),
        )
        .order_by(col(Mark.at), col(Mark.delivered_upto), col(Mark.read_upto))
    )
    return list(_until_past(high, found.scalars()))


def _until_past(high: int, marks: Iterable[Mark]) -> Iterator[MarkFrame]:
    """Once somebody has read past the last of them, his later marks say nothing about any."""
    past: set[int] = set()
    for mark in marks:
        if mark.person_id not in past:
            yield MarkFrame(mark.person_id, mark.delivered_upto, mark.read_upto, iso(mark.at))
        if mark.read_upto >= high:
            past.add(mark.person_id)
