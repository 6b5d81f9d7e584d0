"""Conversations as they stand in a list: a fixed handful of statements, however long the page."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person, Side, Staff
from server.accounts.principal import Principal
from server.clock import iso, iso_or_none
from server.conversations import access, frames
from server.conversations.models import Conversation, Seat
from server.dossiers.models import Dossier
from server.messages.models import Message
from server.reading.filters import ASKS_CLIENT
from server.reading.unread import own, own_seat, unread_count

Row = frames.OfficeRow | frames.ClientRow


def found(by: Principal) -> Select[Any]:
    """The viewer's conversations with what a row shows of them; add conditions, an order and a limit."""
    last = and_(
        col(Message.conversation_id) == col(Conversation.id), col(Message.seq) == col(Conversation.head)
    )
    return (
        select(
            Conversation,
            Dossier,
            col(Message.author_id),
            col(Message.side),
            func.substr(Message.text, 1, frames.SNIPPET),
            col(Message.at),
            col(Message.deleted_at),
            col(Message.files),
            own.read_upto,
            own.delivered_upto,
            unread_count(by),
            ASKS_CLIENT,
        )
        .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
        .outerjoin(Message, last)
        .outerjoin(own, own_seat(by))
    )


async def rows_of(session: AsyncSession, by: Principal, rows: Sequence[Any]) -> list[Row]:
    """The frames of what `found` found, in its order."""
    seats = await _seats(session, rows) if by.side == "office" else {}
    names = await _names(session, by, rows, seats)
    if by.side == "client":
        return [_client_row(_Shown(row, by, names)) for row in rows]
    return [_office_row(_Shown(row, by, names), seats.get(row[0].id, [])) for row in rows]


class _Names:
    """Who is who, and who works here."""

    def __init__(self, people: Iterable[Any]) -> None:
        self._known = {id: (f"{first} {last}".strip(), works_here) for id, first, last, works_here in people}

    def person(self, id: int) -> frames.Person:
        return frames.Person(id, self._known[id][0])

    def person_or_none(self, id: int | None) -> frames.Person | None:
        return None if id is None else self.person(id)

    def someone(self, id: int) -> frames.Someone:
        name, works_here = self._known[id]
        return frames.Someone(id, name, "office" if works_here else "client")


class _Shown:
    """One row of `found` on its way to a frame."""

    def __init__(self, row: Any, by: Principal, names: _Names) -> None:
        self.by, self.names = by, names
        self.conversation: Conversation = row[0]
        self.dossier: Dossier = row[1]
        self.author, self.side, self.text, self.at, self.deleted_at, self.files = row[2:8]
        self.read_upto, self.delivered_upto, self.unread = row[8] or 0, row[9] or 0, row[10]
        self.asked = bool(row[11])

    def common(self) -> dict[str, Any]:
        kept, dossier = self.conversation, self.dossier
        return {
            "id": kept.id,
            "dossier": frames.DossierName(dossier.id, dossier.number, dossier.name, dossier.language),
            "subject": kept.subject,
            "type": kept.type,
            "audience": "all" if kept.private_to is None else "one",
            "private_to": self.names.person_or_none(kept.private_to),
            "starter": frames.Someone(
                kept.starter_id, self.names.person(kept.starter_id).name, cast(Side, kept.starter_side)
            ),
            "created_at": iso(kept.created_at),
            "head": kept.head,
            "last": self.last(),
            "last_at": iso(kept.last_at),
            "closed": self.closed(),
            "read_upto": self.read_upto,
            "delivered_upto": self.delivered_upto,
            "unread": self.unread,
            "may": self.may(),
        }

    def last(self) -> frames.Last | None:
        if self.author is None:
            return None
        deleted = self.deleted_at is not None
        text, files = ("", 0) if deleted else (self.text, self.files)
        author = self.names.person(self.author)
        return frames.Last(self.conversation.head, author, self.side, text, iso(self.at), deleted, files)

    def closed(self) -> frames.ClosedBy | None:
        at, who = self.conversation.closed_at, self.conversation.closed_by
        return None if at is None or who is None else frames.ClosedBy(iso(at), self.names.someone(who))

    def may(self) -> frames.May:
        ends = access.may_close(self.by.side, self.by.person_id, self.conversation.starter_id)
        is_open = self.conversation.closed_at is None
        return frames.May(ends and is_open, ends and not is_open, is_open or self.by.side == "client")


def _client_row(shown: _Shown) -> frames.ClientRow:
    waiting = shown.conversation.closed_at is None and (shown.asked or shown.unread > 0)
    return frames.ClientRow(**shown.common(), waiting=waiting, asked=shown.asked)


def _office_row(shown: _Shown, seats: list[Seat]) -> frames.OfficeRow:
    kept = shown.conversation
    return frames.OfficeRow(
        **shown.common(),
        needs_answer=kept.needs_answer_since is not None,
        needs_answer_since=iso_or_none(kept.needs_answer_since),
        assignee=shown.names.person_or_none(kept.assignee_id),
        seats=[_marks(seat, shown.names) for seat in seats],
    )


def _marks(seat: Seat, names: _Names) -> frames.ReaderMarks:
    return frames.ReaderMarks(
        names.person(seat.person_id),
        first=seat.first,
        delivered_upto=seat.delivered_upto,
        read_upto=seat.read_upto,
        delivered_at=iso_or_none(seat.delivered_at),
        read_at=iso_or_none(seat.read_at),
    )


async def _seats(session: AsyncSession, rows: Sequence[Any]) -> dict[int, list[Seat]]:
    """The client readers of each conversation, for staff."""
    wanted = (
        select(Seat)
        .where(
            col(Seat.conversation_id).in_([row[0].id for row in rows]),
            col(Seat.side) == "client",
            col(Seat.active),
        )
        .order_by(col(Seat.person_id))
    )
    by_conversation: dict[int, list[Seat]] = {}
    for seat in await session.scalars(wanted):
        by_conversation.setdefault(seat.conversation_id, []).append(seat)
    return by_conversation


async def _names(
    session: AsyncSession, by: Principal, rows: Sequence[Any], seats: dict[int, list[Seat]]
) -> _Names:
    ids = {seat.person_id for group in seats.values() for seat in group}
    for row in rows:
        kept: Conversation = row[0]
        ids |= {kept.starter_id, *filter(None, (kept.private_to, kept.closed_by, kept.assignee_id, row[2]))}
    works_here: ColumnElement[bool] = and_(
        col(Staff.person_id) == col(Person.id), col(Staff.office_id) == by.office_id
    )
    people = await session.execute(
        select(
            col(Person.id),
            col(Person.first_name),
            col(Person.last_name),
            col(Staff.person_id).is_not(None),
        )
        .outerjoin(Staff, works_here)
        .where(col(Person.id).in_(ids))
    )
    return _Names(people)
