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
from server.reading.rows import found, rows_of
from server.store import Store
from server.streams.queries import heads

PLACE = (col(Conversation.last_minute), col(Conversation.last_at), col(Conversation.id))


async def overview(store: Store, by: Principal, wanted: Filter) -> OfficeList | ClientList:
    """A page, newest activity first; `cursor` is what to hand to `hello`. Raises `BadRequest`."""
    async with store.snapshot() as session:
        ask = await within(session)
        cursor = await heads(ask, await own_streams(ask, by))
        chosen = await _page(session, by, wanted)
        rows = await _in_order(session, by, chosen)
        shown: list[Any] = await rows_of(session, by, rows[: wanted.limit])
        counted: Any = await counters(session, by)
    more = len(rows) > wanted.limit
    last = rows[wanted.limit - 1][0] if more else None
    following = next_of(last.last_at, last.id) if last else None
    shape = OfficeList if by.side == "office" else ClientList
    return shape(shown, following, counted, cursor)


async def _page(session: AsyncSession, by: Principal, wanted: Filter) -> list[int]:
    """The conversations of the page, and one more if there is: each list by its own index, `all` from both."""
    lists: tuple[Status, ...] = ("open", "closed") if wanted.status == "all" else (wanted.status,)
    places: list[Any] = []
    for status in lists:
        page = (
            select(*PLACE)
            .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
            .where(*conditions(replace(wanted, status=status), by))
            .order_by(*(column.desc() for column in PLACE))
            .limit(wanted.limit + 1)
        )
        places += map(tuple, await session.execute(page))
    places.sort(reverse=True)
    return [place[-1] for place in places[: wanted.limit + 1]]


async def _in_order(session: AsyncSession, by: Principal, chosen: list[int]) -> list[Any]:
    rows = await session.execute(found(by).where(col(Conversation.id).in_(chosen)))
    by_id = {row[0].id: row for row in rows}
    return [by_id[id] for id in chosen]


async def counted(store: Store, by: Principal) -> OfficeCounters | ClientCounters:
    async with store.session() as session:
        return await counters(session, by)
