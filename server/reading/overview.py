"""The list of conversations with its counters, and where the streams stood in the same snapshot."""

from typing import Any

from sqlmodel import col

from server.accounts.principal import Principal
from server.conversations.frames import ClientCounters, ClientList, OfficeCounters, OfficeList
from server.conversations.models import Conversation
from server.dossiers.me import own_streams
from server.reading.counters import counters
from server.reading.filters import Filter, conditions, next_of
from server.reading.rows import found, rows_of
from server.store import Store
from server.streams.queries import heads


async def overview(store: Store, by: Principal, wanted: Filter) -> OfficeList | ClientList:
    """A page, newest activity first; `cursor` is what to hand to `hello`. Raises `BadRequest`."""
    order = (col(Conversation.last_minute), col(Conversation.last_at), col(Conversation.id))
    newest = [column.desc() for column in order]
    page = found(by).where(*conditions(wanted, by)).order_by(*newest).limit(wanted.limit + 1)
    async with store.snapshot() as session:
        cursor = await heads(session, await own_streams(session, by))
        rows = list(await session.execute(page))
        shown: list[Any] = await rows_of(session, by, rows[: wanted.limit])
        counted: Any = await counters(session, by)
    more = len(rows) > wanted.limit
    last = rows[wanted.limit - 1][0] if more else None
    following = next_of(last.last_at, last.id) if last else None
    shape = OfficeList if by.side == "office" else ClientList
    return shape(shown, following, counted, cursor)


async def counted(store: Store, by: Principal) -> OfficeCounters | ClientCounters:
    async with store.session() as session:
        return await counters(session, by)
