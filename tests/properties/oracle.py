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
    """`owed_from`: a client's message that opens a closed conversation asks anew, from that moment."""

    readers: dict[int, Reader]
    said: list[Said] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    dismissed: int = 0
    closed_at: int | None = None
    owed_from: int = 0

    @property
    def head(self) -> int:
        return len(self.said)

    @property
    def left(self) -> list[Said]:
        return [one for one in self.said if one.seq not in self.deleted]

    def last(self, side: Side) -> int:
        return max((one.seq for one in self.left if one.side == side), default=0)

    def says(self, side: Side, now: int) -> int:
        """A message is stored: its number. A client's message opens a closed conversation (R6)."""
        at = max(now, self.said[-1].at) if self.said else now
        self.said.append(Said(self.head + 1, side, at))
        if side == "client" and self.closed_at is not None:
            self.closed_at, self.owed_from = None, at
        if side == "office":
            self.owed_from = 0
        return self.head

    def deletes(self, seq: int) -> None:
        """Its number stays. An answer that is taken back is none: all it answered is owed again."""
        side, was_last = self.said[seq - 1].side, seq == self.last(self.said[seq - 1].side)
        self.deleted.add(seq)
        if (
            side == "office"
            and was_last
            or not [one for one in self._unanswered() if one.at >= self.owed_from]
        ):
            self.owed_from = 0

    def closes(self, now: int) -> None:
        if self.closed_at is None:
            self.closed_at = now

    def reopens(self) -> None:
        """Taken back from the archive: what closing had settled is owed again."""
        if self.closed_at is not None:
            self.closed_at, self.owed_from = None, 0

    def dismisses(self) -> None:
        self.dismissed, self.owed_from = self.head, 0

    def marks(self, person: int, delivered: int, read: int) -> None:
        """P10, word for word: monotone, never above the last message, read implies delivered."""
        reader = self.readers[person]
        read, delivered = min(read, self.head), min(delivered, self.head)
        reader.read = max(reader.read, read)
        reader.delivered = max(reader.delivered, delivered, reader.read)

    def unread_since(self, person: int) -> int | None:
        """R7: the time of the oldest undeleted message above `read` that the other side wrote."""
        reader = self.readers[person]
        unread = (one.at for one in self.left if one.seq > reader.read and one.side != reader.side)
        return min(unread, default=None)

    def needs_answer_since(self) -> int | None:
        """R5: open, the last undeleted message is a client's and not dismissed since; from the oldest that is owed."""
        if self.closed_at is not None:
            return None
        return min((one.at for one in self._unanswered() if one.at >= self.owed_from), default=None)

    def asks_client(self) -> bool:
        """S61: the last undeleted message is the office's, and it did not say that no answer is needed."""
        return bool(self.left) and self.left[-1].side == "office" and self.left[-1].seq > self.dismissed

    def _unanswered(self) -> list[Said]:
        answered = max(self.last("office"), self.dismissed)
        return [one for one in self.left if one.side == "client" and one.seq > answered]
