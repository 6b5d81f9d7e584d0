"""Throwing away what nobody needs any more: old news, expired sessions, tickets, unsent files. A bounded step at a
time."""

from itertools import takewhile

from sqlalchemy import Row, delete, select, update
from sqlmodel import col

from server.accounts.models import Letter, Link, Session, Ticket
from server.attachments.expiry import expire
from server.attachments.room import FileRoom
from server.clock import Instant
from server.config import Settings
from server.store import Store
from server.streams.models import Event, Stream

STREAMS = 200
EVENTS = 1_000
KEEP_SESSIONS = 30 * 86_400_000  # a while longer: their owner may want to see where he was signed in


async def prune(store: Store, settings: Settings, reached: str = "") -> str:
    """One step; returns what to hand to the next one, empty when the round is over."""
    now = store.clock()
    if not reached:
        async with store.begin() as session:
            await session.execute(delete(Ticket).where(col(Ticket.expires_at) < now))
            await session.execute(delete(Link).where(col(Link.expires_at) < now))
            await session.execute(delete(Letter).where(col(Letter.at) < now - KEEP_SESSIONS))
            await session.execute(delete(Session).where(col(Session.expires_at) < now - KEEP_SESSIONS))
        await expire(FileRoom(store, settings))
    return await prune_news(store, now - settings.live.keep_events, reached)


async def prune_news(store: Store, before: Instant, reached: str = "") -> str:
    """Delete news older than that, and raise the floors of its streams: a cursor below them loads afresh.

    Looks at the streams after `reached`; returns the last one it looked at, empty if there are no more.
    """
    async with store.session() as session:
        found = await session.execute(
            select(col(Stream.id), col(Stream.floor), col(Event.at))
            .outerjoin(
                Event, (col(Event.stream_id) == col(Stream.id)) & (col(Event.seq) == col(Stream.floor) + 1)
            )
            .where(col(Stream.id) > reached)
            .order_by(col(Stream.id))
            .limit(STREAMS)
        )
        streams = found.all()
    for name, floor, oldest in streams:
        if oldest is not None and oldest < before:
            await _prune_stream(store, name, floor, before)
    return streams[-1][0] if len(streams) == STREAMS else ""


async def _prune_stream(store: Store, name: str, floor: int, before: Instant) -> None:
    more = True
    while more:
        async with store.begin() as session:
            first = (
                select(col(Event.seq), col(Event.at))
                .where(col(Event.stream_id) == name, col(Event.seq) > floor)
                .order_by(col(Event.seq))
                .limit(EVENTS)
            )
            old = list(takewhile(lambda row: _older(row, before), await session.execute(first)))
            if not old:
                return
            floor = old[-1].seq
            await session.execute(update(Stream).where(col(Stream.id) == name).values(floor=floor))
            await session.execute(delete(Event).where(col(Event.stream_id) == name, col(Event.seq) <= floor))
            more = len(old) == EVENTS


def _older(row: Row[int, int], before: Instant) -> bool:
    return bool(row.at < before)
