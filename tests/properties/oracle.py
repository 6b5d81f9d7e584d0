"""What one conversation must look like, in plain Python: kept by the rules of the specification, not by the code."""

from dataclasses import dataclass, field

from server.accounts.models import Side


@dataclass(frozen=True)
class Said:
    seq: int
    side: Side
    at: int


@dataclass
class Reader:
    """Two marks, and the time of each change."""

    side: Side
    delivered: int = 0
    read: int = 0


@dataclass
class Oracle:
    """`settled` is the last message that closing, dismissing or answering has dealt with."""

    readers: dict[int, Reader]
    said: list[Said] = field(default_factory=list)
    dismissed: int = 0
    closed_at: int | None = None
    settled_by_closing: int = 0

    @property
    def head(self) -> int:
        return len(self.said)

    def last(self, side: Side) -> int:
        return max((one.seq for one in self.said if one.side == side), default=0)

    def says(self, side: Side, now: int) -> int:
        """A message is stored: its number. A client's message opens a closed conversation (R6)."""
        at = max(now, self.said[-1].at) if self.said else now
        self.said.append(Said(self.head + 1, side, at))
        if side == "client" and self.closed_at is not None:
            self.closed_at = None
        return self.head

    def closes(self, now: int) -> None:
        if self.closed_at is None:
            self.closed_at, self.settled_by_closing = now, self.head

    def reopens(self) -> None:
        """Taken back from the archive: what closing had settled is owed again."""
        if self.closed_at is not None:
            self.closed_at, self.settled_by_closing = None, 0

    def marks(self, person: int, delivered: int, read: int) -> None:
        """P10, word for word: monotone, never above the last message, read implies delivered."""
        reader = self.readers[person]
        read, delivered = min(read, self.head), min(delivered, self.head)
        reader.read = max(reader.read, read)
        reader.delivered = max(reader.delivered, delivered, reader.read)

    def unread_since(self, person: int) -> int | None:
        """R7: the time of the oldest message above `read` that the other side wrote."""
        reader = self.readers[person]
        unread = (one.at for one in self.said if one.seq > reader.read and one.side != reader.side)
        return min(unread, default=None)

    def needs_answer_since(self) -> int | None:
        """R5: open, the last message is a client's and not dismissed since; from the oldest one that is owed."""
        answered = max(self.last("office"), self.dismissed, self.settled_by_closing)
        if self.closed_at is not None or self.last("client") <= answered:
            return None
        return min(one.at for one in self.said if one.seq > answered)
