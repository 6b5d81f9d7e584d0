"""What one device knows: the conversations of its person, changed by events exactly as the protocol says.

Applying is strict: an event that skips or repeats anything is a violation, never smoothed over.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Event = dict[str, Any]


class Violation(AssertionError):
    """Something that must always hold did not."""


class Marks(NamedTuple):
    delivered: int = 0
    read: int = 0

    def risen(self, other: "Marks") -> "Marks":
        return Marks(max(self.delivered, other.delivered, other.read), max(self.read, other.read))


class Said(NamedTuple):
    author: int
    side: str
    text: str
    cid: str
    version: int = 1
    deleted: bool = False


@dataclass
class Known:
    """A conversation. `own` are the marks of the person himself, `seats` those of client readers and
    `needs_answer_since` what the office owes (staff only), `asked` whether it expects an answer (clients only)."""

    subject: str
    private_to: int | None
    messages: dict[int, Said]
    closed: str | None = None
    needs_answer_since: str | None = None
    asked: bool = False
    own: Marks = Marks()
    seats: dict[int, Marks] = field(default_factory=dict)

    @property
    def head(self) -> int:
        return max(self.messages, default=0)


def said(message: Event) -> Said:
    author, deleted = message["author"], message["deleted_at"] is not None
    if deleted and message["text"]:
        raise Violation(f"what was taken back is told again: {message}")
    return Said(author["id"], author["side"], message["text"], message["cid"], message["version"], deleted)


@dataclass
class Knowledge:
    person: int
    side: str
    conversations: dict[int, Known] = field(default_factory=dict)
    early: dict[int, Marks] = field(default_factory=dict)

    def own_messages(self) -> list[tuple[int, int]]:
        """Those he may still change."""
        return [
            (id, seq)
            for id, known in self.conversations.items()
            for seq, message in known.messages.items()
            if message.author == self.person and not message.deleted
        ]

    def apply(self, event: Event) -> None:
        """One event, in its turn. Types of later versions are ignored."""
        d = event["d"]
        match event["t"]:
            case "conversation.started":
                self._started(d["conversation"], d["message"])
            case "message.new":
                self._message(d)
            case "message.edited":
                self._changed(d)
            case "message.deleted":
                known = self._changed(d)
                known.needs_answer_since = d.get("needs_answer_since")
                known.asked = d.get("asked", False)
            case "receipt":
                self._receipt(d)
            case "conversation.closed":
                known = self._known(d)
                known.closed, known.needs_answer_since = d["at"], None
            case "conversation.reopened":
                self._known(d).closed = None
            case "conversation.removed":
                self.conversations.pop(d["conversation"], None)
            case "conversation.updated":
                known = self._known(d)
                known.needs_answer_since = d.get("needs_answer_since", known.needs_answer_since)
                known.asked = known.asked and d.get("waiting") is not False

    def _known(self, d: Event) -> Known:
        if d["conversation"] not in self.conversations:
            raise Violation(f"news of a conversation never heard of: {d}")
        return self.conversations[d["conversation"]]

    def _started(self, row: Event, message: Event) -> None:
        if row["id"] in self.conversations:
            raise Violation(f"started twice: {row}")
        self.conversations[row["id"]] = Known(
            subject=row["subject"],
            private_to=row["private_to"] and row["private_to"]["id"],
            messages={message["seq"]: said(message)},
            needs_answer_since=row.get("needs_answer_since"),
            asked=row.get("asked", False),
            own=self.early.pop(row["id"], Marks()),
            seats={seat["person"]["id"]: Marks() for seat in row.get("seats", ())},
        )

    def _message(self, d: Event) -> None:
        known = self._known(d)
        if d["seq"] != known.head + 1:
            raise Violation(f"message {d['seq']} after {known.head}: {d}")
        known.messages[d["seq"]] = said(d)
        known.needs_answer_since = d.get("needs_answer_since")
        if self.side == "client" and not known.messages[d["seq"]].deleted:
            known.asked = d["author"]["side"] == "office"
        if d.get("reopened"):
            known.closed = None

    def _changed(self, d: Event) -> Known:
        """A message as it was when it changed, or as it is now: the later version stands."""
        known = self._known(d)
        if d["seq"] not in known.messages:
            raise Violation(f"a message never heard of changed: {d}")
        if d["version"] >= known.messages[d["seq"]].version:
            known.messages[d["seq"]] = said(d)
        return known

    def _receipt(self, d: Event) -> None:
        marks, id = Marks(d["delivered_upto"], d["read_upto"]), d["conversation"]
        if d["person"] == self.person:
            self._own_receipt(id, marks)
        elif self.side == "client":
            raise Violation(f"a client was told what another read: {d}")
        elif d["person"] in self._known(d).seats:
            known = self.conversations[id]
            known.seats[d["person"]] = _risen(known.seats[d["person"]], marks, known.head)

    def _own_receipt(self, id: int, marks: Marks) -> None:
        """A client hears of his marks and of messages in two streams: a mark may come before what it is about."""
        if id in self.conversations:
            known = self.conversations[id]
            known.own = _risen(known.own, marks, known.head if self.side == "office" else None)
        else:
            self.early[id] = _risen(self.early.get(id, Marks()), marks, None)


def _risen(before: Marks, after: Marks, head: int | None) -> Marks:
    if before.risen(after) != after or (head is not None and after.delivered > head):
        raise Violation(f"marks went from {before} to {after} of {head}")
    return after
