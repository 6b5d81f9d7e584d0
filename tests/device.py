"""An app on a device, by the rules of docs/protocol.md and without I/O: whoever drives it carries its frames.

It keeps what it knows and how far it heard, comes back from there, resends what was not answered, and raises
`Violation` the moment the server breaks a promise on its connection.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from tests.contract import Wire
from tests.knowledge import Event, Knowledge, Known, Marks, Violation
from tests.walls.witness import witness

Send = Callable[[bytes], None]
Cursor = dict[str, int]
ONLY_STAFF = re.compile(rb'"(needs_answer|needs_answer_since|assignee|seats)":')


class Device:
    """`load` asks for a snapshot, which somebody hands to `loaded`; `cids` are drawn from `new_cid`."""

    def __init__(self, person: int, side: str, load: Callable[[], None], new_cid: Callable[[], UUID]) -> None:
        self.knowledge = Knowledge(person, side)
        self.cursor: Cursor = {}
        self.load = load
        self.new_cid = new_cid
        self.send: Send | None = None
        self.greeted = self.resuming = self.loading = self.load_again = self.moved = False
        self.in_flight: dict[str, str] = {}
        self.outbox: dict[str, tuple[str, Event]] = {}
        self.acknowledged: dict[str, tuple[int, int]] = {}
        self.refused: dict[str, str] = {}
        self.corrected: list[tuple[str, Event, Event]] = []
        self.seen: dict[int, Marks] = {}
        self.telling: dict[int, Marks] = {}
        self.told: dict[int, Marks] = {}
        self.resyncs: list[str] = []
        self.calls = 0
        self.wire = Wire()

    @property
    def conversations(self) -> dict[int, Known]:
        return self.knowledge.conversations

    # What its user does

    def posts(self, conversation: int, text: str) -> str:
        return self._keeps("message.send", conversation=conversation, text=text)

    def starts(self, dossier: int, subject: str, text: str, user: int | None = None) -> str:
        wish = {"audience": "one", "user": user} if user else {"audience": "all"}
        return self._keeps("conversation.start", dossier=dossier, subject=subject, text=text, **wish)

    def edits(self, conversation: int, seq: int, text: str) -> None:
        version = self.conversations[conversation].messages[seq].version
        self._insists_on("message.edit", conversation=conversation, seq=seq, version=version, text=text)

    def deletes(self, conversation: int, seq: int) -> None:
        self._insists_on("message.delete", conversation=conversation, seq=seq)

    def asks(self, t: str, **d: Any) -> None:
        """A command that is not repeated when the connection is lost before its answer."""
        if self.greeted:
            self._calls(t, d, t)

    def reads(self, conversation: int, upto: int) -> None:
        self._saw(conversation, Marks(upto, upto))

    def acknowledges(self) -> None:
        """Tell what this device has and its user read, as far as it was not told and confirmed."""
        news = {id: marks for id, marks in self.seen.items() if self.told.get(id) != marks}
        if news and self.greeted and "receipt" not in self.in_flight.values():
            marks = [[id, *both] for id, both in list(news.items())[:100]]
            self.telling = {id: Marks(*both) for id, *both in marks}
            self._calls("receipt", {"marks": marks}, "receipt")

    def insists(self) -> None:
        """Send whatever waits for its first or its next try."""
        for cid, (t, d) in self.outbox.items():
            if self.greeted and cid not in self.in_flight.values():
                self._calls(t, d, cid)
        self.acknowledges()

    @property
    def idle(self) -> bool:
        """Connected, and nothing of it waits for an answer."""
        quiet = not (self.outbox or self.in_flight or self.resuming or self.loading)
        return self.greeted and quiet and all(self.told.get(id) == marks for id, marks in self.seen.items())

    # What its connection does

    def opened(self, send: Send) -> None:
        self.send, self.moved = send, False
        self._says("hello", "hello", {"cursor": self.cursor})

    def lost(self) -> None:
        self.send = None
        self.greeted = self.resuming = False
        self.in_flight.clear()

    def loaded(self, conversations: dict[int, Known], cursor: Cursor) -> None:
        """A fresh snapshot with the cursors of the same moment."""
        self.knowledge.conversations = conversations
        self.cursor = dict(cursor)
        self.seen = {id: marks for id, marks in self.seen.items() if id in conversations}
        for id, known in conversations.items():
            self._saw(id, Marks(known.head, 0))
        self.loading, self.moved = False, True
        if self.load_again:
            self.reload()
        elif self.greeted:
            self._resume()

    def reload(self) -> None:
        self.load_again = self.loading
        if not self.loading:
            self.loading = True
            self.load()

    def heard(self, text: bytes) -> None:
        if self.knowledge.side == "client" and ONLY_STAFF.search(text):
            raise Violation(f"a client was told what is the office's: {text!r}")
        self.wire.hears(text)
        witness.hears(self.knowledge.person, text)
        frame = msgspec.json.decode(text)
        match frame["t"]:
            case "welcome":
                self._welcomed()
            case "ok" | "error":
                self._answered(frame)
            case "resync":
                self.resyncs.append(frame["d"]["reason"])
                self.reload()
            case "hb" if not (self.loading or self.resuming):
                if any(q != self.cursor.get(s, q) for s, q in frame["c"].items()):
                    raise Violation(f"the server counts {frame['c']}, this device {self.cursor}")
            case "batch" if not self.loading:
                self._batch(frame)
            case _ if "q" in frame and not self.loading:
                self._event(frame["s"], frame)

    # News

    def _event(self, stream: str, event: Event) -> None:
        here = self.cursor.get(stream)
        if here is None:
            self.reload()
        elif event["q"] > here:
            if event["p"] == here:
                self._apply(stream, event)
            elif not self.resuming:
                raise Violation(f"{stream}: {event['p']} → {event['q']} came after {here}")

    def _batch(self, batch: Event) -> None:
        qs = [event["q"] for event in batch["d"]]
        if [event["p"] for event in batch["d"]] != [q - 1 for q in qs] or qs != list(
            range(qs[0], batch["to"] + 1)
        ):
            raise Violation(f"a batch with a hole: {batch}")
        for event in batch["d"]:
            if not self.loading:
                self._event(batch["s"], event)

    def _apply(self, stream: str, event: Event) -> None:
        self.cursor[stream] = event["q"]
        if event["t"] == "access.changed":
            self.reload()
            return
        self.knowledge.apply(event)
        if event["t"] in ("message.new", "conversation.started"):
            id = event["d"].get("message", event["d"])["conversation"]
            self._saw(id, Marks(self.conversations[id].head, 0))

    def _saw(self, conversation: int, marks: Marks) -> None:
        self.seen[conversation] = self.seen.get(conversation, Marks()).risen(marks)

    # Talking

    def _welcomed(self) -> None:
        self.greeted = True
        if self.moved:
            self._resume()
        self.insists()

    def _resume(self) -> None:
        self.resuming = True
        self._calls("resume", {"cursor": self.cursor}, "resume")

    def _keeps(self, t: str, **d: Any) -> str:
        cid = str(self.new_cid())
        self.outbox[cid] = (t, {"cid": cid, **d})
        self.insists()
        return cid

    def _insists_on(self, t: str, **d: Any) -> None:
        """What may be asked twice by itself."""
        self.outbox[str(self.new_cid())] = (t, d)
        self.insists()

    def _calls(self, t: str, d: Event, what: str) -> None:
        self.calls += 1
        self.in_flight[str(self.calls)] = what
        self._says(str(self.calls), t, d)

    def _says(self, id: str, t: str, d: Event) -> None:
        assert self.send is not None
        self.wire.says(id, t)
        self.send(msgspec.json.encode({"t": t, "id": id, "d": d}))

    def _answered(self, frame: Event) -> None:
        what, failed = self.in_flight.pop(frame.get("id", ""), None), frame["t"] == "error"
        if what is None and frame.get("id") != "hello":
            raise Violation(f"an answer to nothing: {frame}")
        if what == "resume":
            self.resuming = "resume" in self.in_flight.values()
            if failed:
                self._resume()
        elif failed and frame["d"]["temporary"]:
            return
        elif what == "receipt":
            self.told |= self.telling
        elif what in self.outbox:
            self._settled(what, frame)

    def _settled(self, cid: str, frame: Event) -> None:
        t, d = self.outbox.pop(cid)
        if "cid" not in d:
            self._corrected(t, d, frame)
        elif frame["t"] == "ok":
            self.acknowledged[cid] = (frame["d"]["conversation"], frame["d"]["seq"])
        else:
            self.refused[cid] = frame["d"]["code"]

    def _corrected(self, t: str, d: Event, frame: Event) -> None:
        if frame["t"] == "ok":
            self.corrected.append((t, d, frame["d"]))
        elif frame["d"]["code"] not in ("version_conflict", "conversation_closed", "not_found"):
            raise Violation(f"{t} of his own message: {frame}")
