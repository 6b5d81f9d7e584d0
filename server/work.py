"""One transaction's news: what it announces gets its numbers at the end, and leaves only after the commit."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Struct

from server.audit import actions as audit
from server.audit.chain import Entry
from server.clock import Instant, iso
from server.frames import NewsName
from server.rows import Steps
from server.streams import actions as streams

encode = msgspec.json.Encoder().encode


class Published(Struct, frozen=True):
    """A numbered event of one audience as its sockets get it."""

    stream: str
    q: int
    frame: bytes


@dataclass(slots=True)
class Work:
    """The transaction in hand: its instant, what it locked and looked up, and what it will announce."""

    now: Instant
    conversations: dict[int, Any] = field(default_factory=dict)
    readers: dict[tuple[int, int, str], Any] = field(default_factory=dict)
    known: dict[tuple[int, str], Any] = field(default_factory=dict)
    files: dict[int, Any] = field(default_factory=dict)
    news: list[tuple[int, streams.News]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def announce(
        self,
        office: int,
        to: str | None,
        type: NewsName,
        d: Any,
        *,
        conversation: int | None = None,
        message: int | None = None,
        kept: Any = None,
    ) -> None:
        """Tell the audience stream `to`, if there is one. With `message` the row is thin: it is projected from there
        when replayed, with the fields of `kept` besides."""
        if to is None:
            return
        row = None if kept is None else encode(kept)
        told = streams.News(to, type, encode(d), self.now, conversation, message, row)
        self.news.append((office, told))

    def record(self, entry: Entry) -> None:
        """Put it on the office's record, for good (T13)."""
        self.entries.append(entry)

    def forget(self) -> None:
        """Who may reach what has changed: it is read again when asked for. What was changed has been stored."""
        self.conversations.clear()
        self.readers.clear()

    def flush(self) -> Steps[dict[int, list[Published]]]:
        """Write what goes on record, number the news and write its rows: last thing in the transaction. Frames per
        office, in order."""
        yield from audit.append(self.entries)
        numbers = yield from streams.append([told for _, told in self.news], self.now)
        frames: dict[int, list[Published]] = {}
        for (office, told), q in zip(self.news, numbers, strict=True):
            frames.setdefault(office, []).append(Published(told.stream, q, frame(told, q)))
        return frames


def frame(told: streams.News, q: int) -> bytes:
    """The event as text of a WebSocket frame, the same bytes for everybody of its audience."""
    head = f'{{"t":"{told.type}","s":"{told.stream}","q":{q},"p":{q - 1},"at":"{iso(told.at)}","d":'
    return head.encode() + told.d + b"}"
