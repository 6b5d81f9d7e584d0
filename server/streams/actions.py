"""Appending news to audience streams, numbered in the order of commits."""

from msgspec import Struct

from server.clock import Instant
from server.frames import NewsName
from server.rows import Steps, statement
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

INSERT_EVENTS = statement(
    """
    INSERT INTO event (stream_id, seq, type, conversation_id, message_seq, data, at)
    SELECT v.stream, v.seq, v.type, v.conversation, v.message, v.data, v.at FROM {v}
    """,
    stream=str,
    seq=int,
    type=str,
    conversation=int,
    message=int,
    data=str,
    at=int,
)


def append(news: list[News], at: Instant) -> Steps[list[int]]:
    """Write the news; returns each one's number in its stream, in the order given."""
    if not news:
        return []
    counts: dict[str, int] = {}
    for told in news:
        counts[told.stream] = counts.get(told.stream, 0) + 1
    names = sorted(counts)
    moved = at - at % MOVED_WITHIN
    heads = yield RAISE_HEADS(id=names, news=[counts[name] for name in names], at=[moved] * len(names))
    last = {name: head - counts[name] for name, head in heads}
    numbers = []
    for told in news:
        last[told.stream] += 1
        numbers.append(last[told.stream])
    yield INSERT_EVENTS(
        stream=[told.stream for told in news],
        seq=numbers,
        type=[told.type for told in news],
        conversation=[told.conversation for told in news],
        message=[told.message for told in news],
        data=[_stored(told) for told in news],
        at=[told.at for told in news],
    )
    return numbers


def _stored(told: News) -> str | None:
    data = told.d if told.message is None else told.kept
    return None if data is None else data.decode()
