"""Reading streams: where they stand, and what came after a cursor."""

from collections.abc import Collection
from typing import NamedTuple

from server.asking import Ask
from server.clock import Instant
from server.rows import statement
from server.streams.models import MOVED_WITHIN


class Told(NamedTuple):
    """A row of news as it is kept."""

    seq: int
    type: str
    conversation_id: int | None
    message_seq: int | None
    data: str | None
    at: Instant


HEADS = statement("SELECT t.id, t.head FROM {v} JOIN stream t ON t.id = v.stream", stream=str)
MOVED = statement("SELECT t.id, t.head FROM stream t WHERE t.moved_at > (SELECT v.since FROM {v})", since=int)
EPOCH = statement("SELECT i.epoch FROM installation i")
# Scalars and no join: both databases then walk the key from the cursor on, and stop at the limit.
AFTER = statement(
    """
    SELECT e.seq, e.type, e.conversation_id, e.message_seq, e.data, e.at FROM event e
    WHERE e.stream_id = (SELECT v.stream FROM {v}) AND e.seq > (SELECT v.seq FROM {v})
    ORDER BY e.seq LIMIT (SELECT v.most FROM {v})
    """,
    stream=str,
    seq=int,
    most=int,
)


async def heads(ask: Ask, streams: Collection[str]) -> dict[str, int]:
    """The last number of each; 0 for a stream nothing was ever said in."""
    known = {name: head for name, head in await ask(HEADS(stream=list(streams)))}
    return {stream: known.get(stream, 0) for stream in streams}


async def after(ask: Ask, stream: str, cursor: int, limit: int) -> list[Told]:
    return [Told(*row) for row in await ask(AFTER(stream=[stream], seq=[cursor], most=[limit]))]


async def moved(ask: Ask, since: Instant) -> dict[str, int]:
    """The heads of the streams that moved since then, and of some before: what the sweep compares."""
    return {name: head for name, head in await ask(MOVED(since=[since - MOVED_WITHIN]))}


async def epoch(ask: Ask) -> str:
    [(epoch,)] = await ask(EPOCH())
    return str(epoch)
