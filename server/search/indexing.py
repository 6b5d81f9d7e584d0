"""Following the messages: a worker reads what was said since, and what was changed, and keeps its words.

The office's own stream says what is new, in the order of commits. What is not read yet is found without the index: a
worker that stands still makes searches dearer, not wrong.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office
from server.asking import Ask, within
from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.rows import Row, statement
from server.search.models import IN_AN_ERA, SearchState
from server.search.words import words_of
from server.store import Store
from server.streams.actions import office_stream
from server.streams.queries import after, heads

AT_ONCE = 500
ROOMS_AT_ONCE = 50
LOCK = "SELECT pg_try_advisory_xact_lock(84808482)"

# Who reads a message here holds it: an edit then waits, and its trigger finds these words.
NEW = statement(
    """
    SELECT m.conversation_id, m.seq, m.at, m.text, m.deleted_at, c.subject, d.name, d.number FROM {v}
    JOIN conversation c ON c.id = v.conversation JOIN dossier d ON d.id = c.dossier_id
    JOIN message m ON m.conversation_id = c.id
    WHERE m.seq > coalesce((SELECT max(s.seq) FROM searchable s WHERE s.conversation_id = v.conversation), 0)
    ORDER BY m.at, m.conversation_id, m.seq {for_update:m}
    """,
    conversation=int,
)
KEEP = statement(
    """
    INSERT INTO searchable (conversation_id, seq, office_id, era, at, words)
    SELECT v.conversation, v.seq, v.office, v.era, v.at, v.words FROM {v} WHERE true
    ON CONFLICT (conversation_id, seq) DO NOTHING
    """,
    conversation=int,
    seq=int,
    office=int,
    era=int,
    at=int,
    words=str,
)
BEGINS = statement(
    """
    INSERT INTO search_era (office_id, since, era) SELECT v.office, v.since, v.era FROM {v} WHERE true
    ON CONFLICT (office_id, since, era) DO NOTHING
    """,
    office=int,
    since=int,
    era=int,
)
STALE = statement(
    """
    SELECT s.id, s.seq, m.text, m.deleted_at, c.subject, d.name, d.number FROM searchable s
    JOIN conversation c ON c.id = s.conversation_id JOIN dossier d ON d.id = c.dossier_id
    JOIN message m ON m.conversation_id = s.conversation_id AND m.seq = CASE s.seq WHEN 0 THEN 1 ELSE s.seq END
    WHERE s.office_id > 0 AND s.words IS NULL
    ORDER BY s.office_id LIMIT (SELECT v.most FROM {v}) {for_update:m}
    """,
    most=int,
)
RENEW = statement(
    "UPDATE searchable SET words = v.words FROM {v} WHERE searchable.id = v.id", id=int, words=str
)


async def follow(store: Store) -> bool:
    """One step for every office that has news. Whether there may be more at once."""
    more = await _renew(store)
    for office, cursor in await _offices_with_news(store):
        more |= await (_past(store, office) if cursor is None else _next(store, office))
    return more


async def _renew(store: Store) -> bool:
    """What was edited since it was read."""
    async with store.begin() as session:
        ask = await within(session)
        stale = await ask(STALE(most=[AT_ONCE]))
        if stale:
            renewed = [_words(*row) for _, *row in stale]
            await ask(RENEW(id=[row[0] for row in stale], words=renewed))
    return len(stale) == AT_ONCE


async def _offices_with_news(store: Store) -> list[tuple[int, int | None]]:
    known = select(col(Office.id), col(SearchState.cursor)).outerjoin(
        SearchState, col(SearchState.office_id) == col(Office.id)
    )
    async with store.session() as session:
        cursors: dict[int, int | None] = {office: cursor for office, cursor in await session.execute(known)}
        said = await heads(await within(session), [office_stream(office) for office in cursors])
    return [
        (office, cursor)
        for office, cursor in cursors.items()
        if cursor is None or said[office_stream(office)] > cursor
    ]


@asynccontextmanager
async def _alone(store: Store, office: int) -> AsyncIterator[tuple[Ask, SearchState] | None]:
    """One transaction with the office's state; none while another worker is at it."""
    async with store.begin() as session:
        if store.sqlite or (await session.execute(text(LOCK))).scalar_one():
            state = await session.get(SearchState, office) or SearchState(office_id=office)
            session.add(state)
            yield await within(session), state
        else:
            yield None


async def _next(store: Store, office: int) -> bool:
    """The next piece of the office's stream."""
    async with _alone(store, office) as held:
        if held is None or (cursor := held[1].cursor) is None:
            return False
        ask, state = held
        told = await after(ask, office_stream(office), cursor, AT_ONCE)
        if told and told[0].seq > cursor + 1:  # pruned meanwhile: read from the rows
            state.cursor = None
            return True
        rooms = {one.conversation_id for one in told if one.type != "receipt"} - {None}
        if rooms:
            await _keep(ask, state, await ask(NEW(conversation=sorted(rooms))))
        if told:
            state.cursor, state.upto = told[-1].seq, max(state.upto, told[-1].at)
        return len(told) == AT_ONCE


async def _past(store: Store, office: int) -> bool:
    """All that was said before, by conversation, those first that went silent first: an era is a piece of time."""
    stream, begun = office_stream(office), store.clock()
    async with store.session() as session:
        head = (await heads(await within(session), [stream]))[stream]
        rooms = await _rooms(session, office)
    for begin in range(0, len(rooms), ROOMS_AT_ONCE):
        async with _alone(store, office) as held:
            if held is None:
                return False
            await _keep(*held, await held[0](NEW(conversation=rooms[begin : begin + ROOMS_AT_ONCE])))
    async with _alone(store, office) as held:
        if held is not None:
            held[1].cursor, held[1].upto = head, begun
    return True


async def _rooms(session: AsyncSession, office: int) -> list[int]:
    """Its conversations, those first that went silent first."""
    dossiers = select(col(Dossier.id)).where(col(Dossier.office_id) == office).order_by(col(Dossier.folded))
    ids = list(await session.scalars(dossiers))
    rooms: list[tuple[int, int]] = []
    for begin in range(0, len(ids), AT_ONCE):
        some = col(Conversation.dossier_id).in_(ids[begin : begin + AT_ONCE])
        found = await session.execute(select(col(Conversation.last_minute), col(Conversation.id)).where(some))
        rooms += [(minute or 0, id) for minute, id in found]
    return [id for _, id in sorted(rooms)]


async def _keep(ask: Ask, state: SearchState, said: Sequence[Row]) -> None:
    kept = [kept for row in said for kept in _kept(*row)]
    if not kept:
        return
    conversation, seq, at, words = zip(*kept, strict=True)
    known = state.era if state.filled else 0
    office, era = [state.office_id] * len(kept), [_era(state) for _ in kept]
    begins = {one: since for one, since in zip(era[::-1], at[::-1], strict=True) if one > known}
    if begins:
        await ask(BEGINS(office=office[: len(begins)], since=list(begins.values()), era=list(begins)))
    await ask(KEEP(conversation=conversation, seq=seq, office=office, era=era, at=at, words=words))


def _kept(conversation: int, seq: int, at: int, *said: Any) -> Iterator[Row]:
    """A message's row; before the first one that of the subject."""
    if seq == 1:
        yield conversation, 0, at, _words(0, *said)
    yield conversation, seq, at, _words(seq, *said)


def _words(seq: int, said: str, deleted: int | None, *room: str) -> str:
    if seq == 0:
        return words_of(*room)
    return "" if deleted else words_of(said)


def _era(state: SearchState) -> int:
    """Of the next row; a full era ends."""
    if state.filled == IN_AN_ERA:
        state.era, state.filled = state.era + 1, 0
    state.filled += 1
    return state.era
