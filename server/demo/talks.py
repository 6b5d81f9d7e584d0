"""From what was said to the rows that it leaves behind, as if it had really been said, delivered and read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import msgspec

from server.accounts.models import Side
from server.audit.chain import Entry
from server.clock import Instant, iso
from server.conversations.models import Conversation, Seat
from server.messages.actions import content_digest
from server.messages.frames import Was
from server.messages.models import Message
from server.receipts.models import Mark
from server.reminders.models import Reminder
from server.reminders.rules import message_id

SECOND, MINUTE = 1_000, 60_000


@dataclass(frozen=True, slots=True)
class Said:
    person: int
    side: Side
    at: Instant
    text: str
    before: str = ""  # it was edited


@dataclass(slots=True)
class Talk:
    """One conversation of the demo. `read` and `delivered` per client reader; missing means everything."""

    office: int
    dossier: int
    responsible: int
    staff: list[int]
    readers: list[int]
    subject: str
    said: list[Said]
    private_to: int | None = None
    read: dict[int, int] = field(default_factory=dict)
    delivered: dict[int, int] = field(default_factory=dict)
    new: int = 0
    settled: bool = False
    closed: tuple[int, Instant] | None = None


class Told:
    """The rows of one talk at the moment `now`, where unread messages are mailed about after `delay`."""

    def __init__(self, talk: Talk, now: Instant, delay: int, domain: str) -> None:
        self.talk, self.now, self.delay, self.domain = talk, now, delay, domain
        self.random = Random(f"{talk.dossier}:{talk.subject}")  # noqa: S311
        self.said = list(enumerate(talk.said, 1))
        self.marks: list[Mark] = []
        self.reminders: list[Reminder] = []
        self.conversation = self._conversation()
        self.messages = [self._message(seq, said) for seq, said in self.said]
        self.seats = [self._seat(person, "client") for person in talk.readers]
        self.seats += [self._seat(person, "office") for person in talk.staff]

    def last(self, side: Side) -> int:
        return max((seq for seq, said in self.said if said.side == side), default=0)

    def _conversation(self) -> Conversation:
        talk, first = self.talk, self.talk.said[0]
        made = Conversation(
            office_id=talk.office,
            dossier_id=talk.dossier,
            subject=talk.subject,
            private_to=talk.private_to,
            starter_id=first.person,
            starter_side=first.side,
            created_at=first.at,
            head=len(self.said),
            office_head=self.last("office"),
            client_head=self.last("client"),
            last_at=talk.said[-1].at,
            dismissed_upto=len(self.said) if talk.settled else 0,
        )
        if talk.closed:
            made.closed_by, made.closed_at = talk.closed
        else:
            self._owe(made)
        return made

    def _owe(self, made: Conversation) -> None:
        """What the office owes an answer: its clock still runs, or its mail has gone."""
        above = max(made.office_head, made.dismissed_upto)
        unanswered = [(seq, said) for seq, said in self.said if seq > above and said.side == "client"]
        if not unanswered:
            return
        seq, oldest = unanswered[0]
        made.needs_answer_since = oldest.at
        if oldest.at + self.delay > self.now:
            made.office_remind_from = oldest.at
        else:
            who = made.starter_id if made.starter_side == "office" else self.talk.responsible
            self._mailed(made.id, who, "office", seq - 1, oldest.at)

    def _mailed(self, conversation: int, who: int, side: Side, run: int, since: Instant) -> None:
        due = since + self.delay
        self.reminders.append(
            Reminder(
                office_id=self.talk.office,
                conversation_id=conversation,
                recipient_id=who,
                side=side,
                run=run,
                unread_since=since,
                due_at=due,
                state="sent",
                mail=message_id([(conversation, who, run)], self.domain),
                attempts=1,
                changed_at=min(due + 7 * SECOND, self.now),
            )
        )

    def _message(self, seq: int, said: Said) -> Message:
        conversation = self.conversation.id
        return Message(
            conversation_id=conversation,
            seq=seq,
            author_id=said.person,
            side=said.side,
            cid=str(UUID(int=self.random.getrandbits(128), version=4)),
            digest=content_digest(str(conversation), said.text),
            text=said.text,
            at=said.at,
            version=2 if said.before else 1,
            edited_at=said.at + MINUTE if said.before else None,
        )

    def entries(self) -> Iterator[Entry]:
        """What goes on record: what the edited ones said before."""
        for seq, said in self.said:
            if said.before:
                was = msgspec.json.encode(Was(1, said.before, iso(said.at))).decode()
                at, where = said.at + MINUTE, self.conversation.id
                yield Entry(self.talk.office, at, "message.edited", said.person, where, seq, was)

    def _seat(self, person: int, side: Side) -> Seat:
        head = len(self.said)
        if side == "client":
            read = self.talk.read.get(person, head)
            delivered = self.talk.delivered.get(person, head)
        else:
            read, delivered = head - self.talk.new, head
        seat = Seat(conversation_id=self.conversation.id, person_id=person, side=side)
        for at, delivered_upto, read_upto in self._rises(person, delivered, read):
            self._raise(seat, at, delivered_upto, read_upto)
        if side == "client":
            self._start_clock(seat)
        return seat

    def _raise(self, seat: Seat, at: Instant, delivered_upto: int, read_upto: int) -> None:
        if delivered_upto <= seat.delivered_upto and read_upto <= seat.read_upto:
            return
        if delivered_upto > seat.delivered_upto:
            seat.delivered_upto, seat.delivered_at = delivered_upto, at
        if read_upto > seat.read_upto:
            seat.read_upto, seat.read_at = read_upto, at
        self.marks.append(
            Mark(
                conversation_id=seat.conversation_id,
                person_id=seat.person_id,
                delivered_upto=seat.delivered_upto,
                read_upto=seat.read_upto,
                at=at,
            )
        )

    def _rises(self, person: int, delivered: int, read: int) -> Iterator[tuple[Instant, int, int]]:
        """When his marks rose: his device had a message within seconds, he himself read it within minutes, and
        always before he wrote the next."""
        rises: list[tuple[Instant, int, int]] = []
        for seq, said in self.said:
            own = said.person == person
            if seq <= delivered:
                rises.append((said.at + (0 if own else self.random.randrange(1, 9) * SECOND), seq, 0))
            if seq <= read:
                pause = 0 if own else self.random.randrange(40, 2_400) * SECOND
                at = min(said.at + pause, self._writes_next(person, seq) - 15 * SECOND)
                rises.append((max(at, said.at), seq, seq))
        for at, delivered_upto, read_upto in sorted(rises):
            yield min(at, self.now), delivered_upto, read_upto

    def _writes_next(self, person: int, after: int) -> Instant:
        own = (said.at for seq, said in self.said if seq > after and said.person == person)
        return next(own, self.now + 15 * SECOND)

    def _start_clock(self, seat: Seat) -> None:
        unread = (said.at for seq, said in self.said if seq > seat.read_upto and said.side == "office")
        seat.unread_since = next(unread, None)
        if seat.unread_since is not None and seat.unread_since + self.delay <= self.now:
            self._mailed(seat.conversation_id, seat.person_id, "client", seat.read_upto, seat.unread_since)
