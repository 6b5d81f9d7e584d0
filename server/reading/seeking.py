"""Where some words stand, newest first: in the index, and in what is not indexed yet.

A client's conversations, and those of one dossier, are few: their words are read. Among all of an office's the
full-text index is asked, era by era, and only as far back as the page needs.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.messages.models import Message
from server.reading.fresh import fresh
from server.reading.question import Question, Spot
from server.search.models import Searchable, SearchEra, SearchState
from server.search.steps import first, following
from server.search.terms import Piece, fts5, telling, tsquery
from server.search.words import holds

LOOKED_AT_MOST = 4_000

AMONG = {
    "postgresql": "searchable_terms(office_id, era, words) @@ CAST(:terms AS tsquery)",
    "sqlite": "id IN (SELECT rowid FROM searchable_words WHERE searchable_words MATCH :terms)",
}
CANDIDATES = {
    name: text(f"SELECT id, era, at, conversation_id, seq, words FROM searchable WHERE {where}")  # noqa: S608
    for name, where in AMONG.items()
}


async def seek(session: AsyncSession, asked: Question) -> tuple[list[Spot], str | None]:
    """A page, and where the next one goes on. A page may hold less than there is room for, and yet not be the last."""
    if not asked.terms:
        return [], None
    state = await session.get(SearchState, asked.by.office_id)
    read = await (_narrow(session, asked) if asked.is_narrow else _wide(session, asked, state))
    unread = await fresh(session, asked, state)
    spots = sorted({*unread, *read.spots}, reverse=True) if asked.is_narrow else [*unread, *read.spots]
    page = spots[: asked.limit]
    last = page[-1] if len(spots) > asked.limit else read.looked_to
    return page, None if last is None else str(last)


class Read(NamedTuple):
    """Spots in order, and the one that was looked to when there is more behind it."""

    spots: list[Spot]
    looked_to: Spot | None


async def _narrow(session: AsyncSession, asked: Question) -> Read:
    place = (col(Searchable.at), col(Searchable.conversation_id), col(Searchable.seq))
    words = " " + func.coalesce(col(Searchable.words), "")
    found: Any = (
        select(*place)
        .select_from(Conversation)
        .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
        .join(Searchable, col(Searchable.conversation_id) == col(Conversation.id))
        .where(*asked.conditions, *(words.contains(f" {term}") for term in asked.terms), *_when(asked))
        .order_by(*(column.desc() for column in place))
        .limit(asked.limit + 1)
    )
    if asked.before:
        found = found.where(tuple_(*place) < tuple_(*asked.before))
    rows: Any = await session.execute(_by_author(found, asked))
    return Read([Spot(*row) for row in rows], None)


def _when(asked: Question) -> Iterable[ColumnElement[bool]]:
    if asked.since is not None:
        yield col(Searchable.at) >= asked.since
    if asked.until is not None:
        yield col(Searchable.at) < asked.until


def _by_author(found: Select[Any], asked: Question) -> Select[Any]:
    if asked.who is None:
        return found
    said = and_(
        col(Message.conversation_id) == col(Searchable.conversation_id),
        col(Message.seq) == col(Searchable.seq),
    )
    return found.join(Message, said).where(col(Message.author_id) == asked.who)


async def _wide(session: AsyncSession, asked: Question, state: SearchState | None) -> Read:
    """The newest eras, of what is rare there whole ages, until the page is full or so many candidates were seen."""
    if state is None:
        return Read([], None)
    oldest, newest, begun = await _eras(session, asked, state)
    spots: list[Spot] = []
    looked, eras, last = 0, 0, None
    down_to, pieces = first(oldest, newest)
    while pieces and len(spots) <= asked.limit:
        among = await _among(session, asked, pieces)
        candidates = [
            one for one in among if one[0][0] <= newest - eras and (begun is None or one[0] < begun)
        ]
        spots += await _fitting(session, asked, candidates)
        looked, eras = looked + len(candidates), newest - down_to + 1
        last = Spot(*candidates[-1][0][1:]) if candidates else last
        if looked > LOOKED_AT_MOST and down_to > oldest:
            return Read(spots, last)
        down_to, pieces = following(oldest, down_to - 1, looked // eras)
    return Read(spots, None)


Candidate = tuple[tuple[int, ...], int]  # era, at, conversation, seq; and its row's id


async def _eras(
    session: AsyncSession, asked: Question, state: SearchState
) -> tuple[int, int, tuple[int, ...] | None]:
    """The oldest and the newest that can hold something, and what all is before."""
    newest: int = state.era
    begun: tuple[int, ...] | None = None
    if asked.before:
        here = await session.scalar(
            select(col(Searchable.era)).where(
                col(Searchable.conversation_id) == asked.before.conversation,
                col(Searchable.seq) == asked.before.seq,
            )
        )
        if here is not None:  # otherwise it was not indexed yet, and what is comes after it
            newest, begun = here, (here, *asked.before)
    if asked.until is not None:
        newest = min(newest, 1 + await _era_of(session, asked.by.office_id, asked.until))
    oldest = 1 if asked.since is None else max(1, await _era_of(session, asked.by.office_id, asked.since))
    return oldest, newest, begun


async def _era_of(session: AsyncSession, office: int, at: int) -> int:
    begins = (
        select(col(SearchEra.era))
        .where(col(SearchEra.office_id) == office, col(SearchEra.since) <= at)
        .order_by(col(SearchEra.since).desc(), col(SearchEra.era).desc())
        .limit(1)
    )
    return await session.scalar(begins) or 0


async def _among(session: AsyncSession, asked: Question, pieces: Sequence[Piece]) -> list[Candidate]:
    """Newest first; those that hold every term."""
    dialect = session.get_bind().dialect.name
    ask = tsquery if dialect == "postgresql" else fts5
    terms = ask(asked.by.office_id, pieces, telling(asked.terms))
    rows: Any = await session.execute(CANDIDATES[dialect], {"terms": terms})
    found = [(tuple(place), id) for id, *place, words in rows if holds(words, asked.terms)]
    return sorted(found, reverse=True)


async def _fitting(session: AsyncSession, asked: Question, candidates: list[Candidate]) -> list[Spot]:
    """Of these, what he may reach and what the filters let through."""
    within = [(place, id) for place, id in candidates if asked.in_time(Spot(*place[1:]))]
    spots: list[Spot] = []
    for begin in range(0, len(within), 4 * asked.limit):
        some = within[begin : begin + 4 * asked.limit]
        found = (
            select(col(Searchable.id))
            .join(Conversation, col(Conversation.id) == col(Searchable.conversation_id))
            .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
            # Neither database is to take the office for the way in: these few are.
            .where(col(Searchable.id).in_([id for _, id in some]), and_(*asked.conditions).is_(True))
        )
        allowed = set(await session.scalars(_by_author(found, asked)))
        spots += [Spot(*place[1:]) for place, id in some if id in allowed]
        if len(spots) > asked.limit:
            break
    return spots
