"""What many open sessions may do at this moment, in two statements: for rechecking every socket of a node."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.admission import principal_of
from server.accounts.models import Person, Session, Staff
from server.accounts.places import OwnDossier, Place
from server.accounts.principal import Principal
from server.dossiers.me import streams_of
from server.dossiers.models import Client, Dossier
from server.store import Store

Dossiers = dict[tuple[int, int], list[OwnDossier]]

EMPLOYED = and_(
    col(Staff.office_id) == col(Session.office_id),
    col(Staff.person_id) == col(Session.person_id),
    col(Staff.active),
)
RUNNING = (
    select(Session, Person, col(Staff.role))
    .join(Person, col(Person.id) == col(Session.person_id))
    .outerjoin(Staff, EMPLOYED)
    .where(
        col(Session.id).in_(bindparam("ids", expanding=True)),
        col(Session.revoked_at).is_(None),
        col(Session.expires_at) > bindparam("now"),
        col(Person.active),
    )
)
DOSSIERS = (
    select(
        col(Client.person_id),
        col(Dossier.office_id),
        col(Dossier.id),
        col(Dossier.number),
        col(Dossier.name),
        col(Client.profile),
    )
    .join(Dossier, col(Dossier.id) == col(Client.dossier_id))
    .where(col(Client.person_id).in_(bindparam("people", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Standing:
    principal: Principal
    streams: tuple[str, ...]


async def standings(store: Store, sessions: Collection[int]) -> dict[int, Standing]:
    """By session id. A session that ended, or whose person lost his place in its office, is not in it."""
    async with store.session() as session:
        rows = await _running(session, sessions, store.clock())
        dossiers = await _dossiers(session, {person.id for _, person, _ in rows})
    found: dict[int, Standing] = {}
    for kept, person, role in rows:
        own = dossiers.get((person.id, kept.office_id), [])
        if role or own:
            found[kept.id] = _standing(principal_of(kept, person, role or "client"), own)
    return found


def _standing(principal: Principal, own: list[OwnDossier]) -> Standing:
    here = Place(principal.office_id, "", principal.side, principal.role, own)
    return Standing(principal, tuple(streams_of(principal, here)))


async def _running(session: AsyncSession, ids: Collection[int], now: int) -> list[Any]:
    return list((await session.execute(RUNNING, {"ids": list(ids), "now": now})).all())


async def _dossiers(session: AsyncSession, people: Collection[int]) -> Dossiers:
    """Per person and office, the dossiers he is on."""
    rows = await session.execute(DOSSIERS, {"people": list(people)})
    found: Dossiers = {}
    for person, office, id, number, name, profile in rows.all():
        found.setdefault((person, office), []).append(OwnDossier(id, number, name, profile))
    return found
