"""Saved views of the monitor: one's own, and those that colleagues share."""

from collections.abc import Collection
from typing import Annotated, Any

from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, case, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.dossiers.models import SavedView
from server.errors import BadRequest, NotFound
from server.store import Store

AT_MOST = 100


class ViewBody(Struct, forbid_unknown_fields=True):
    """`query` as it stands behind the `?` of the monitor's address."""

    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
    query: Annotated[str, Meta(max_length=2_000, pattern=r"^[\x21-\x7e]*$")]
    shared: bool = False


class ViewFrame(Struct):
    id: int
    name: str
    query: str
    shared: bool
    mine: bool


class Views(Struct):
    views: list[ViewFrame]


async def views_of(store: Store, by: Principal) -> Views:
    """His own in his order, then what colleagues share, by name."""
    mine = col(SavedView.person_id) == by.person_id
    found = (
        select(SavedView)
        .where(col(SavedView.office_id) == by.office_id, or_(mine, col(SavedView.shared)))
        .order_by(mine.desc(), case((mine, col(SavedView.place))), col(SavedView.name), col(SavedView.id))
    )
    async with store.session() as session:
        return Views([_frame(by, view) for view in await session.scalars(found)])


async def save(store: Store, by: Principal, given: ViewBody) -> ViewFrame:
    """A new one, last. Raises `BadRequest` beyond the limit."""
    async with store.begin() as session:
        counted = select(func.count(), func.max(SavedView.place)).where(*_own(by))
        count, last = (await session.execute(counted)).one()
        if count >= AT_MOST:
            raise BadRequest("No more views than this.")
        view = SavedView(
            office_id=by.office_id, person_id=by.person_id, place=(last or 0) + 1, **_fields(given)
        )
        session.add(view)
    return _frame(by, view)


async def change(store: Store, by: Principal, id: int, given: ViewBody) -> ViewFrame:
    """Another name, filter or audience for one of his own. Raises `NotFound`."""
    async with store.begin() as session:
        view = await session.scalar(select(SavedView).where(col(SavedView.id) == id, *_own(by)))
        if view is None:
            raise NotFound
        view.sqlmodel_update(_fields(given))
    return _frame(by, view)


async def drop(store: Store, by: Principal, id: int) -> None:
    """Raises `NotFound` for what is not his own."""
    async with store.begin() as session:
        gone = delete(SavedView).where(col(SavedView.id) == id, *_own(by)).returning(col(SavedView.id))
        if (await session.execute(gone)).first() is None:
            raise NotFound


async def arrange(store: Store, by: Principal, ids: Collection[int]) -> None:
    """His own in this order; those not named keep theirs, behind."""
    async with store.begin() as session:
        places = {id: place for place, id in enumerate(ids)}
        for view in await _all_own(session, by):
            view.place = places.get(view.id, len(places) + view.place)


async def _all_own(session: AsyncSession, by: Principal) -> list[SavedView]:
    return list(await session.scalars(select(SavedView).where(*_own(by))))


def _own(by: Principal) -> tuple[ColumnElement[bool], ...]:
    return col(SavedView.office_id) == by.office_id, col(SavedView.person_id) == by.person_id


def _fields(given: ViewBody) -> dict[str, Any]:
    return {"name": given.name.strip(), "query": given.query.strip(), "shared": given.shared}


def _frame(by: Principal, view: SavedView) -> ViewFrame:
    return ViewFrame(view.id, view.name, view.query, view.shared, view.person_id == by.person_id)
