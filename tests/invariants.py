"""What must hold of the rows after anything whatever. `check` names everything that does not."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select

from server.asking import asking
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Client, Dossier
from server.messages.models import Message
from server.reading.monitor import STANDING
from server.receipts.models import Mark
from server.store import Store
from server.streams.models import Event, Stream

T = TypeVar("T")


@dataclass
class Rows:
    conversations: list[Conversation]
    streams: list[Stream]
    dossiers: dict[int, Dossier]
    profiles: dict[tuple[int, int], str]
    messages: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    marks: dict[tuple[int, int], list[Mark]] = field(default_factory=lambda: defaultdict(list))
    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))


async def check(store: Store) -> None:
    """Fails with a list of what is wrong. Reads one snapshot; works on both databases."""
    rows = await read(store)
    wrong = [*_conversations(rows), *_streams(rows), *_monitor(rows, await _standing(store, rows))]
    assert not wrong, "\n".join(wrong)


async def read(store: Store) -> Rows:
    async with store.snapshot() as session:

        async def all_of(table: type[T]) -> list[T]:
            return list(await session.scalars(select(table)))

        rows = Rows(
            await all_of(Conversation),
            await all_of(Stream),
            {dossier.id: dossier for dossier in await all_of(Dossier)},
            {(one.dossier_id, one.person_id): one.profile for one in await all_of(Client)},
        )
        for message in sorted(await all_of(Message), key=lambda one: one.seq):
            rows.messages[message.conversation_id].append(message)
        for seat in await all_of(Seat):
            rows.seats[seat.conversation_id].append(seat)
        for mark in sorted(await all_of(Mark), key=lambda one: (one.delivered_upto, one.read_upto)):
            rows.marks[mark.conversation_id, mark.person_id].append(mark)
        for event in sorted(await all_of(Event), key=lambda one: one.seq):
            rows.events[event.stream_id].append(event)
    return rows


def _conversations(rows: Rows) -> Iterator[str]:
    for kept in rows.conversations:
        rules = (_numbers, _words, _heads, _debt, _closing, _readers)
        for wrong in (wrong for rule in rules for wrong in rule(kept, rows)):
            yield f"conversation {kept.id} “{kept.subject}”: {wrong}"
        for seat in rows.seats[kept.id]:
            for wrong in (*_seat(kept, seat, rows), *_marks(seat, rows)):
                yield f"conversation {kept.id}, seat of {seat.person_id} ({seat.side}): {wrong}"


def _numbers(kept: Conversation, rows: Rows) -> Iterator[str]:
    messages = rows.messages[kept.id]
    if [one.seq for one in messages] != list(range(1, kept.head + 1)):
        yield f"numbers {[one.seq for one in messages]} are not 1..{kept.head}"
    times = [one.at for one in messages]
    if times != sorted(times):
        yield "times go back"
    if not times or kept.last_at != times[-1]:
        yield "last_at is not the time of the last message"


def _words(kept: Conversation, rows: Rows) -> Iterator[str]:
    for one in rows.messages[kept.id]:
        if one.deleted_at is not None and one.text:
            yield f"{one.seq} was taken back and says “{one.text}”"
        if (one.version > 1) != (one.edited_at is not None or one.deleted_at is not None):
            yield f"{one.seq} is version {one.version}, changed at {one.edited_at or one.deleted_at}"


def _heads(kept: Conversation, rows: Rows) -> Iterator[str]:
    for side, head in (("office", kept.office_head), ("client", kept.client_head)):
        last = max((one.seq for one in _undeleted(kept, rows, side)), default=0)
        if head != last:
            yield f"{side}_head is {head}, its last message {last}"
    if kept.dismissed_upto > kept.head:
        yield "dismissed beyond the head"


def _debt(kept: Conversation, rows: Rows) -> Iterator[str]:
    above = max(kept.office_head, kept.dismissed_upto)
    unanswered = [one.at for one in _undeleted(kept, rows, "client") if one.seq > above]
    owed = min(unanswered, default=None) if kept.closed_at is None else None
    if (kept.needs_answer_since is None) != (owed is None) or kept.needs_answer_since not in {
        None,
        *unanswered,
    }:
        yield f"needs_answer_since is {kept.needs_answer_since}, owed since {owed}"
    if kept.office_remind_from not in {None, *unanswered} or (kept.office_remind_from and owed is None):
        yield "the office's clock runs though nothing is owed"


def _closing(kept: Conversation, rows: Rows) -> Iterator[str]:
    if (kept.closed_at is None) != (kept.closed_by is None):
        yield "closed without time or person"


def _readers(kept: Conversation, rows: Rows) -> Iterator[str]:
    seated = {seat.person_id for seat in rows.seats[kept.id] if seat.side == "client" and seat.active}
    if kept.private_to is None:
        meant = {
            person
            for (dossier, person), profile in rows.profiles.items()
            if dossier == kept.dossier_id and profile == "full"
        }
    else:
        meant = {kept.private_to} if (kept.dossier_id, kept.private_to) in rows.profiles else set()
    if seated != meant:
        yield f"seats of {sorted(seated)}, readers {sorted(meant)}"
    if rows.dossiers[kept.dossier_id].office_id != kept.office_id:
        yield "in a dossier of another office"


def _seat(kept: Conversation, seat: Seat, rows: Rows) -> Iterator[str]:
    if not 0 <= seat.read_upto <= seat.delivered_upto <= kept.head:
        yield f"read {seat.read_upto}, delivered {seat.delivered_upto}, head {kept.head}"
    if seat.first > seat.read_upto:
        yield f"joined at {seat.first}, read only {seat.read_upto}"
    unread = [one.at for one in _undeleted(kept, rows, "office") if one.seq > seat.read_upto]
    since = min(unread, default=None) if seat.side == "client" and seat.active else None
    if seat.unread_since != since:
        yield f"unread_since is {seat.unread_since}, unread since {since}"


def _marks(seat: Seat, rows: Rows) -> Iterator[str]:
    marks = rows.marks[seat.conversation_id, seat.person_id]
    reads, times = [one.read_upto for one in marks], [one.at for one in marks]
    if reads != sorted(reads) or times != sorted(times):
        yield "marks go back"
    if any(one.read_upto > one.delivered_upto for one in marks):
        yield "read before delivered"
    last: Any = marks[-1] if marks else None
    reached = (last.delivered_upto, last.read_upto) if last else (seat.first, seat.first)
    if reached != (seat.delivered_upto, seat.read_upto) and seat.first == 0:
        yield f"marks end at {reached}, the seat at {(seat.delivered_upto, seat.read_upto)}"


def _streams(rows: Rows) -> Iterator[str]:
    heads = {stream.id: stream for stream in rows.streams}
    for name in heads.keys() | rows.events.keys():
        numbers = [event.seq for event in rows.events[name]]
        stream = heads.get(name)
        if any(
            event.type == "conversation.started" and "text" in (event.data or "")
            for event in rows.events[name]
        ):
            yield f"stream {name}: words in its news"
        if stream is None or numbers != list(range(stream.floor + 1, stream.head + 1)):
            yield f"stream {name}: numbers {numbers} for {stream}"


async def _standing(store: Store, rows: Rows) -> dict[int, tuple[Any, ...]]:
    """What the monitor counts (S27-S30, P5)."""
    ids, offices = [*rows.dossiers], [one.office_id for one in rows.dossiers.values()]
    async with asking(store) as ask:
        return {dossier: tuple(told) for dossier, *told in await ask(STANDING(id=ids, office=offices))}


def _monitor(rows: Rows, standing: dict[int, tuple[Any, ...]]) -> Iterator[str]:
    for id in rows.dossiers:
        its = [one for one in rows.conversations if one.dossier_id == id]
        owed = [one.needs_answer_since for one in its if one.needs_answer_since is not None]
        is_open = sum(one.closed_at is None for one in its)
        last = max((one.last_at for one in its), default=None)
        truth = (len(owed), min(owed, default=None), is_open, last)
        if standing[id] != truth:
            yield f"the monitor tells {standing[id]} of dossier {id}, the truth is {truth}"


def _undeleted(kept: Conversation, rows: Rows, side: str) -> list[Message]:
    return [one for one in rows.messages[kept.id] if one.side == side and one.deleted_at is None]
