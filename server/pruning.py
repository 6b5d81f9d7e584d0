"""Throwing away what nobody needs any more: old news, expired sessions and tickets."""

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from server.accounts.models import Session, Ticket
from server.clock import Instant
from server.config import Settings
from server.store import Store
from server.streams.models import Event, Stream

CHUNK = 200
KEEP_SESSIONS = 30 * 86_400_000  # a while longer: their owner may want to see where he was signed in


async def prune(store: Store, settings: Settings) -> None:
    now = store.clock()
    await prune_news(store, now - settings.live.keep_events)
    async with store.begin() as session:
        await session.execute(delete(Ticket).where(col(Ticket.expires_at) < now))
        await session.execute(delete(Session).where(col(Session.expires_at) < now - KEEP_SESSIONS))


async def prune_news(store: Store, before: Instant) -> None:
    """Delete news older than that, and raise the floors of its streams: a cursor below them loads afresh."""
    reached = ""
    while names := await _stale(store, before, reached):
        for name in names:
            await _prune_stream(store, name, before)
        reached = names[-1]


async def _stale(store: Store, before: Instant, reached: str) -> list[str]:
    """The next streams whose oldest news is that old: one look at each stream's first row."""
    async with store.session() as session:
        rows = await session.execute(
            select(col(Stream.id))
            .join(Event, (col(Event.stream_id) == col(Stream.id)) & (col(Event.seq) == col(Stream.floor) + 1))
            .where(col(Stream.id) > reached, col(Event.at) < before)
            .order_by(col(Stream.id))
            .limit(CHUNK)
        )
        return list(rows.scalars())


async def _prune_stream(store: Store, name: str, before: Instant) -> None:
    async with store.begin() as session:
        old = (col(Event.stream_id) == name, col(Event.at) < before)
        last = await session.scalar(select(func.max(Event.seq)).where(*old))
        if last is None:
            return
        await session.execute(update(Stream).where(col(Stream.id) == name).values(floor=last))
        await session.execute(delete(Event).where(col(Event.stream_id) == name, col(Event.seq) <= last))
