"""The list of conversations with its counters, and where the streams stood in the same snapshot."""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import within
from server.conversations.frames import ClientCounters, ClientList, OfficeCounters, OfficeList
from server.conversations.models import Conversation
from server.dossiers.me import own_streams
from server.dossiers.models import Dossier
from server.reading.counters import counters
from server.reading.filters import Filter, Status, conditions, next_of
from server.reading.question import Question, Spot
from server.reading.rows import found, rows_of
from server.reading.seeking import seek
from server.search.words import terms_of
from server.store import Store
from server.streams.queries import heads

Place = tuple[int, int, int]
PLACE = (col(Conversation.last_minute), col(Conversation.last_at), col(Conversation.id))


async def overview(store: Store, by: Principal, wanted: Filter) -> OfficeList | ClientList:
    """A page, newest activity first; `cursor` is what to hand to `hello`. Raises `BadRequest`."""
    async with store.snapshot() as session:
        ask = await within(session)
        cursor = await heads(ask, await own_streams(ask, by))
        page, following = await _page(session, by, wanted)
        shown: list[Any] = await rows_of(session, by, await _in_order(session, by, page))
        counted: Any = await counters(session, by)
    shape = OfficeList if by.side == "office" else ClientList
    return shape(shown, following, counted, cursor)


async def _page(session: AsyncSession, by: Principal, wanted: Filter) -> tuple[list[int], str | None]:
    """The conversations of the page, and where the next one goes on."""
    if words := wanted.q.strip():
        return await _speaking(session, by, wanted, words)
    places = await _newest(session, by, wanted, wanted.limit + 1)
    page = places[: wanted.limit]
    following = next_of(*page[-1][1:]) if len(places) > wanted.limit else None
    return [id for _, _, id in page], following


async def _speaking(
    session: AsyncSession, by: Principal, wanted: Filter, words: str
) -> tuple[list[int], str | None]:
    """Those that hold the words, each where it last does so."""
    asked = Question(
        by=by,
        terms=terms_of(words),
        conditions=tuple(conditions(replace(wanted, before=None), by)),
        limit=wanted.limit,
        dossier=wanted.dossier,
        before=Spot.read(wanted.before),
    )
    spots, following = await seek(session, asked)
    return list(dict.fromkeys(spot.conversation for spot in spots)), following


async def _newest(session: AsyncSession, by: Principal, wanted: Filter, most: int) -> list[Place]:
    """Each list is walked by its own index; `all` are both."""
    lists: tuple[Status, ...] = ("open", "closed") if wanted.status == "all" else (wanted.status,)
    places: list[Place] = []
    for status in lists:
        page = (
            select(*PLACE)
            .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
            .where(*conditions(replace(wanted, status=status), by))
            .order_by(*(column.desc() for column in PLACE))
            .limit(most)
        )
        found: Any = await session.execute(page)
        places += map(tuple, found)
    return sorted(places, reverse=True)[:most]


async def _in_order(session: AsyncSession, by: Principal, chosen: list[int]) -> list[Any]:
    rows = await session.execute(found(by).where(col(Conversation.id).in_(chosen)))
    by_id = {row[0].id: row for row in rows}
    return [by_id[id] for id in chosen]


async def counted(store: Store, by: Principal) -> OfficeCounters | ClientCounters:
    async with store.session() as session:
        return await counters(session, by)
