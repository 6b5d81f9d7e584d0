"""Appending news to audience streams, numbered in the order of commits."""

from msgspec import Struct

from server.clock import Instant
from server.frames import NewsName
from server.rows import Last, Steps, statement
from server.streams.models import MOVED_WITHIN


class News(Struct, frozen=True):
    """One event for one audience. With `message` its row is thin: of `d` only `kept` is stored."""

    stream: str
    type: NewsName
    d: bytes
    at: Instant
    conversation: int | None
    message: int | None
    kept: bytes | None = None


def office_stream(office: int) -> str:
    return f"S:{office}"


def dossier_stream(dossier: int) -> str:
    return f"D:{dossier}"


def personal_stream(office: int, person: int) -> str:
    return f"U:{office}:{person}"


# ORDER BY: every transaction takes its counter rows in the same order. WHERE true: SQLite's upsert needs it.
RAISE_HEADS = statement(
    """
    INSERT INTO stream (id, head, floor, moved_at)
    SELECT v.id, v.news, 0, v.at FROM {v} WHERE true ORDER BY v.id
    ON CONFLICT (id) DO UPDATE SET head = stream.head + excluded.head, moved_at = excluded.moved_at
    RETURNING id, head
    """,
    id=str,
    news=int,
    at=int,
)

# Each row knows how many of its stream come `behind` it in this transaction; the head was raised just before.
INSERT_EVENTS = statement(
    """
    INSERT INTO event (stream_id, seq, type, conversation_id, message_seq, data, at)
    SELECT v.stream, s.head - v.behind, v.type, v.conversation, v.message, v.data, v.at
    FROM {v} JOIN stream s ON s.id = v.stream
    """,
    stream=str,
    behind=int,
    type=str,
    conversation=int,
    message=int,
    data=str,
    at=int,
)


def append(news: list[News], at: Instant) -> Steps[list[int]]:
    """Write the news, last thing in the transaction; returns each one's number in its stream, in the order given."""
    if not news:
        return []
    left: dict[str, int] = {}
    for told in news:
        left[told.stream] = left.get(told.stream, 0) + 1
    names = sorted(left)
    moved = at - at % MOVED_WITHIN
    raised = RAISE_HEADS(id=names, news=[left[name] for name in names], at=[moved] * len(names))
    behind = []
    for told in news:
        left[told.stream] -= 1
        behind.append(left[told.stream])
    rows = INSERT_EVENTS(
        stream=[told.stream for told in news],
        behind=behind,
        type=[told.type for told in news],
        conversation=[told.conversation for told in news],
        message=[told.message for told in news],
        data=[_stored(told) for told in news],
        at=[told.at for told in news],
    )
    (found,) = yield Last((raised, rows))
    heads = dict(found)
    return [heads[told.stream] - after for told, after in zip(news, behind, strict=True)]


def _stored(told: News) -> str | None:
    data = told.d if told.message is None else told.kept
    return None if data is None else data.decode()
