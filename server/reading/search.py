"""Searching: what was found with the words around it, in the conversations one may see (S1)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person
from server.accounts.principal import Principal
from server.asking import within
from server.clock import Instant, iso
from server.conversations import access, frames
from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.errors import BadRequest
from server.messages.frames import Author
from server.reading.filters import Status, Wanted
from server.reading.question import Question, Spot
from server.reading.seeking import seek
from server.rows import statement
from server.search.frames import FoundConversation, Hit, SearchPage
from server.search.snippets import marked, snippet
from server.search.words import terms_of
from server.store import Store

SPOT = r"^\d{1,15}\.\d{1,16}\.\d{1,16}$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
Day = Annotated[str, Meta(pattern=DAY)]


SAID = statement(
    """
    SELECT m.conversation_id, m.seq, m.at, m.text, m.side, p.id, p.first_name || ' ' || p.last_name FROM {v}
    JOIN message m ON m.conversation_id = v.conversation AND m.seq = v.seq AND m.deleted_at IS NULL
    JOIN person p ON p.id = m.author_id
    """,
    conversation=int,
    seq=int,
)


class Search(Struct, forbid_unknown_fields=True, rename={"since": "from"}):
    """`q`: the beginnings of words. `from` and `until` are days, both included, where who asks lives."""

    q: Annotated[str, Meta(max_length=2_000)] = ""
    dossier: Wanted | None = None
    status: Status = "all"
    since: Day | None = None
    until: Day | None = None
    who: Wanted | None = None
    before: Annotated[str, Meta(pattern=SPOT)] | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


async def search(store: Store, by: Principal, wanted: Search) -> SearchPage:
    """A page of what holds all the words. Raises `BadRequest` for a day that does not exist."""
    asked = Question(
        by=by,
        terms=terms_of(wanted.q),
        conditions=tuple(_conditions(by, wanted)),
        limit=wanted.limit,
        dossier=wanted.dossier,
        who=wanted.who,
        since=_instant(by, wanted.since, "from"),
        until=_instant(by, wanted.until, "until", days=1),
        before=Spot.read(wanted.before),
    )
    async with store.snapshot() as session:
        spots, following = await seek(session, asked)
        return SearchPage(await _shown(session, asked, spots), following)


def _conditions(by: Principal, wanted: Search) -> Iterator[ColumnElement[bool]]:
    yield access.visible(by)
    closed = col(Conversation.closed_at)
    if wanted.status != "all":
        yield closed.is_(None) if wanted.status == "open" else closed.is_not(None)
    if wanted.dossier is not None:
        yield col(Conversation.dossier_id) == wanted.dossier


def _instant(by: Principal, day: str | None, field: str, *, days: int = 0) -> Instant | None:
    """When that day begins, or the one so many days later."""
    if day is None:
        return None
    try:
        begins = date.fromisoformat(day) + timedelta(days)
        return int(
            datetime(begins.year, begins.month, begins.day, tzinfo=ZoneInfo(by.time_zone)).timestamp() * 1000
        )
    except (ValueError, OverflowError) as error:
        raise BadRequest("There is no such day.", field=field) from error


async def _shown(session: AsyncSession, asked: Question, spots: list[Spot]) -> list[FoundConversation]:
    """By conversation, in the order of its newest spot here."""
    rooms = {room.id: room for room in await _rooms(session, asked, spots)}
    hits = dict(await _hits(session, asked, spots))
    for spot in spots:
        if spot.conversation in rooms and spot in hits:
            rooms[spot.conversation].hits.append(hits[spot])
    return [rooms[id] for id in dict.fromkeys(spot.conversation for spot in spots) if id in rooms]


async def _rooms(session: AsyncSession, asked: Question, spots: list[Spot]) -> list[FoundConversation]:
    if not spots:
        return []
    found = (
        select(Conversation, Dossier, Person)
        .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
        .outerjoin(Person, col(Person.id) == col(Conversation.private_to))
        .where(col(Conversation.id).in_({spot.conversation for spot in spots}))
    )
    return [
        FoundConversation(
            room.id,
            marked(room.subject, asked.terms),
            frames.DossierName(dossier.id, dossier.number, dossier.name, dossier.language),
            frames.Person(person.id, person.name) if person else None,
            room.closed_at is not None,
            iso(room.last_at),
            [],
        )
        for room, dossier, person in await session.execute(found)
    ]


async def _hits(session: AsyncSession, asked: Question, spots: list[Spot]) -> Iterator[tuple[Spot, Hit]]:
    ask = await within(session)
    said = [spot for spot in spots if spot.seq]
    rows = await ask(SAID(conversation=[spot.conversation for spot in said], seq=[spot.seq for spot in said]))
    return ((Spot(at, room, seq), _hit(seq, at, said, asked.terms)) for room, seq, at, *said in rows)


def _hit(seq: int, at: Instant, said: Any, terms: tuple[str, ...]) -> Hit:
    text, side, id, name = said
    return Hit(seq, Author(id, name, side), iso(at), snippet(text, terms))
