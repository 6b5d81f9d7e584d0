"""The active client monitor: the office's dossiers with what waits in them, filtered, sorted, a page at a time."""

from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, Text, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person
from server.accounts.principal import Principal
from server.asking import Ask, asking, within
from server.clock import Instant, iso_or_none
from server.dossiers.facts import facts_of
from server.dossiers.filters import DossierFilter, Selection, conditions, ids_of, talk
from server.dossiers.frames import Monitor, MonitorRow
from server.dossiers.me import own_streams
from server.dossiers.models import Dossier
from server.errors import BadRequest
from server.reading.places import place_of, token_of
from server.rows import statement
from server.store import Store
from server.streams.queries import heads

Sort = Literal[
    "name", "number", "responsible", "language", "vat_rhythm", "last_at", "needs_answer", "needs_answer_since"
]
FAR = 2**53

STANDING = statement(
    """
    SELECT v.id,
        (SELECT count(*) FROM conversation c
         WHERE c.office_id = v.office AND c.dossier_id = v.id AND c.needs_answer_since IS NOT NULL),
        (SELECT min(c.needs_answer_since) FROM conversation c
         WHERE c.office_id = v.office AND c.dossier_id = v.id AND c.needs_answer_since IS NOT NULL),
        (SELECT count(*) FROM conversation c WHERE c.dossier_id = v.id AND c.closed_at IS NULL),
        (SELECT c.last_at FROM conversation c WHERE c.dossier_id = v.id AND c.office_id = v.office
         ORDER BY c.last_minute DESC, c.last_at DESC LIMIT 1)
    FROM {v}
    """,
    id=int,
    office=int,
)


class MonitorQuery(DossierFilter, kw_only=True):
    """The filter, the order, and where the page begins: `after` is the `next` of the one before. Waiting longest is
    `sort=needs_answer_since&descending=1`."""

    sort: Sort = "name"
    descending: bool = False
    after: Annotated[str, Meta(max_length=1_000)] = ""
    limit: Annotated[int, Meta(ge=1, le=200)] = 100

    def filter(self) -> DossierFilter:
        return DossierFilter(**{name: getattr(self, name) for name in DossierFilter.__struct_fields__})


class Place(Struct, array_like=True):
    """Where a page ended."""

    key: str | int
    folded: str
    id: int


async def monitor(store: Store, by: Principal, wanted: MonitorQuery) -> Monitor:
    """A page. Raises `BadRequest` for a place that is none."""
    async with store.snapshot() as session:
        ask = await within(session)
        places = await _places(session, by, wanted)
        page = places[: wanted.limit]
        rows = await _rows(ask, by, [place[2] for place in page])
        following = token_of(Place(*page[-1])) if len(places) > wanted.limit else None
        if wanted.after:
            return Monitor(rows, following)
        cursor = await heads(ask, await own_streams(ask, by))
        count, total = [await _count(session, by, one) for one in (wanted, DossierFilter())]
        return Monitor(rows, following, count, total, cursor)


async def rows_of(store: Store, by: Principal, dossiers: Collection[int]) -> list[MonitorRow]:
    """These as they stand now; those out of reach are left out."""
    async with asking(store) as ask:
        return await _rows(ask, by, dossiers)


async def every_row(store: Store, by: Principal, selection: Selection) -> list[MonitorRow]:
    """All of a selection, by name."""
    async with store.snapshot() as session:
        ask = await within(session)
        return [row async for ids in ids_of(session, by, selection) for row in await _rows(ask, by, ids)]


async def _rows(ask: Ask, by: Principal, dossiers: Collection[int]) -> list[MonitorRow]:
    facts = await facts_of(ask, by.office_id, dossiers)
    ids = [id for id in dossiers if id in facts]
    standing = {row[0]: row[1:] for row in await ask(STANDING(id=ids, office=[by.office_id] * len(ids)))}
    return [MonitorRow(**msgspec.structs.asdict(facts[id]), **_waits(*standing[id])) for id in ids]


def _waits(needs: int, since: Instant | None, open: int, last_at: Instant | None) -> dict[str, Any]:
    return {
        "needs_answer": needs,
        "needs_answer_since": iso_or_none(since),
        "open": open,
        "last_at": iso_or_none(last_at),
    }


async def _count(session: AsyncSession, by: Principal, wanted: DossierFilter) -> int:
    counted = select(func.count()).select_from(Dossier).where(*conditions(by, wanted))
    return int(await session.scalar(counted) or 0)


async def _places(session: AsyncSession, by: Principal, wanted: MonitorQuery) -> list[Any]:
    key = KEYS[wanted.sort](by)
    found = (
        select(key.label("key"), col(Dossier.folded), col(Dossier.id))
        .outerjoin(Person, col(Person.id) == col(Dossier.responsible_id))
        .where(*conditions(by, wanted))
    )
    if wanted.after:
        found = found.where(_beyond(wanted, key))
    by_name: tuple[Any, ...] = (col(Dossier.folded), col(Dossier.id))
    order: list[Any]
    if wanted.sort == "name":
        order = [column.desc() for column in by_name] if wanted.descending else [*by_name]
    else:
        order = [key.desc() if wanted.descending else key, *by_name]
    return [tuple(row) for row in await session.execute(found.order_by(*order).limit(wanted.limit + 1))]


def _beyond(wanted: MonitorQuery, key: ColumnElement[Any]) -> ColumnElement[bool]:
    place = place_of(wanted.after, Place)
    by_name, there = tuple_(col(Dossier.folded), col(Dossier.id)), tuple_(place.folded, place.id)
    if wanted.sort == "name":
        return by_name < there if wanted.descending else by_name > there
    if isinstance(place.key, int) != (key.type.python_type is int):
        raise BadRequest("This page does not go on in this order.", field="after")
    further = key < place.key if wanted.descending else key > place.key
    return or_(further, and_(key == place.key, by_name > there))


def _its(by: Principal) -> ColumnElement[bool]:
    return and_(talk.c.dossier_id == col(Dossier.id), talk.c.office_id == by.office_id)


def _owing(by: Principal, what: ColumnElement[Any]) -> ColumnElement[int]:
    found = select(what).select_from(talk).where(_its(by), talk.c.needs_answer_since.is_not(None))
    return found.correlate(Dossier).scalar_subquery()


def _last_at(by: Principal) -> ColumnElement[int]:
    order = (talk.c.last_minute.desc(), talk.c.last_at.desc())
    found = select(talk.c.last_at).where(_its(by)).order_by(*order).limit(1)
    return func.coalesce(found.correlate(Dossier).scalar_subquery(), 0)


# Never, nobody and nothing come first, or last where it is turned.
KEYS: dict[Sort, Callable[[Principal], Any]] = {
    "name": lambda by: literal(""),
    # 20 stands before 1001
    "number": lambda by: func.substr(
        "000000000000" + col(Dossier.number), func.length(Dossier.number) + 1, type_=Text()
    ),
    "responsible": lambda by: func.coalesce(Person.first_name + " " + Person.last_name, ""),
    "language": lambda by: col(Dossier.language),
    "vat_rhythm": lambda by: col(Dossier.vat_rhythm),
    "last_at": _last_at,
    "needs_answer": lambda by: _owing(by, func.count()),
    "needs_answer_since": lambda by: func.coalesce(FAR - _owing(by, func.min(talk.c.needs_answer_since)), 0),
}
