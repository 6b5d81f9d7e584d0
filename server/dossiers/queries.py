"""Reading dossiers, and who of the client's people is on them."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person
from server.accounts.principal import Principal
from server.dossiers.filters import words_in
from server.dossiers.frames import Brief, DossierClient, DossierFrame
from server.dossiers.models import Client, Dossier, Profile
from server.errors import NotFound


def reachable(by: Principal) -> ColumnElement[bool]:
    """A condition on `Dossier`: staff see their office's, a client those he is on."""
    if by.side == "office":
        return col(Dossier.office_id) == by.office_id
    his = select(col(Client.dossier_id)).where(col(Client.person_id) == by.person_id)
    # A sum is in no index: his are found by himself, not by going through the office.
    here = col(Dossier.office_id) + 0 == by.office_id
    return and_(col(Dossier.id).in_(his), here)


async def find(session: AsyncSession, by: Principal, words: str, limit: int) -> list[DossierFrame]:
    """By name, those whose number, name or VAT number holds the words."""
    found = _with_responsible().where(reachable(by), *words_in(words))
    found = found.order_by(col(Dossier.folded), col(Dossier.id))
    return [_frame(row) for row in await session.execute(found.limit(limit))]


async def one(session: AsyncSession, by: Principal, dossier: int) -> DossierFrame:
    """Raises `NotFound`."""
    found = _with_responsible().where(reachable(by), col(Dossier.id) == dossier)
    row = (await session.execute(found)).one_or_none()
    if row is None:
        raise NotFound
    return _frame(row)


async def clients_of(session: AsyncSession, by: Principal, dossier: int) -> list[DossierClient]:
    """Its client users; a client sees those with full access, and himself."""
    found = (
        select(Person, col(Client.profile))
        .join(Client, col(Client.person_id) == col(Person.id))
        .where(col(Client.dossier_id) == dossier, col(Person.active))
        .order_by(col(Client.since), col(Person.first_name), col(Person.id))
    )
    if by.side == "client":
        found = found.where(or_(col(Client.profile) == "full", col(Person.id) == by.person_id))
    return [
        DossierClient(person.id, person.name, person.title, cast(Profile, profile))
        for person, profile in await session.execute(found)
    ]


def _with_responsible() -> Any:
    return select(Dossier, Person).outerjoin(Person, col(Person.id) == col(Dossier.responsible_id))


def _frame(row: Sequence[Any]) -> DossierFrame:
    dossier, responsible = row
    return DossierFrame(
        id=dossier.id,
        number=dossier.number,
        name=dossier.name,
        vat_number=dossier.vat_number,
        language=dossier.language,
        vat_rhythm=dossier.vat_rhythm,
        responsible=Brief(responsible.id, responsible.name) if responsible else None,
    )
