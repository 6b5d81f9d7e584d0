"""Reading streams: where they stand, and what came after a cursor."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.clock import Instant
from server.streams.models import MOVED_WITHIN, Event, Installation, Stream

HEADS = select(col(Stream.id), col(Stream.head)).where(
    col(Stream.id).in_(bindparam("streams", expanding=True))
)


async def heads(session: AsyncSession, streams: Collection[str]) -> dict[str, int]:
    """The last number of each; 0 for a stream nothing was ever said in."""
    rows = await session.execute(HEADS, {"streams": list(streams)})
    known = {name: head for name, head in rows}
    return {stream: known.get(stream, 0) for stream in streams}


async def after(session: AsyncSession, stream: str, cursor: int, limit: int) -> list[Event]:
    rows = await session.execute(
        select(Event)
        .where(col(Event.stream_id) == stream, col(Event.seq) > cursor)
        .order_by(col(Event.seq))
        .limit(limit)
    )
    return list(rows.scalars().all())


async def moved(session: AsyncSession, since: Instant) -> dict[str, int]:
    """The heads of the streams that moved since then, and of some before: what the sweep compares."""
    rows = await session.execute(
        select(col(Stream.id), col(Stream.head)).where(col(Stream.moved_at) > since - MOVED_WITHIN)
    )
    return {name: head for name, head in rows}


async def epoch(session: AsyncSession) -> str:
    return (await session.scalars(select(col(Installation.epoch)))).one()
