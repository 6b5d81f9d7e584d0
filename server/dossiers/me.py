"""Who I am, where I may be, and what I may listen to."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person, Role
from server.accounts.places import Place, places_of
from server.accounts.principal import Principal
from server.clock import Instant
from server.dossiers.frames import Brief, Me, MyDossier, MyOffice, MyPerson, MyPlace, OfficeName
from server.dossiers.models import Client, Dossier, Profile
from server.errors import Unauthenticated
from server.store import Store
from server.streams.actions import dossier_stream, office_stream, personal_stream

MYSELF = (
    select(Person, Office)
    .join(Office, col(Office.id) == bindparam("office"))
    .where(col(Person.id) == bindparam("person"))
)


async def me(store: Store, principal: Principal, remind_after: Instant) -> Me:
    """The answer to "who am I" in this session's office; `remind_after` is the installation's own delay."""
    which = {"person": principal.person_id, "office": principal.office_id}
    async with store.session() as session:
        row: Any = (await session.execute(MYSELF, which)).one_or_none()
        places = await places_of(session, principal.person_id)
    here = next((place for place in places if place.office_id == principal.office_id), None)
    if not row or not here:
        raise Unauthenticated
    person, office = row
    return Me(
        person=_person(person),
        office=_office(office, remind_after),
        side=principal.side,
        role=cast(Role, principal.role),
        dossiers=[
            MyDossier(own.id, own.number, own.name, cast(Profile, own.profile)) for own in here.dossiers
        ],
        places=[_place(place) for place in places],
        streams=streams_of(principal, here),
    )


async def own_streams(session: AsyncSession, principal: Principal) -> list[str]:
    """`streams_of` at this moment."""
    full = select(col(Dossier.id)).join(Client, col(Client.dossier_id) == col(Dossier.id))
    mine = full.where(
        col(Dossier.office_id) == principal.office_id,
        col(Client.person_id) == principal.person_id,
        col(Client.profile) == "full",
    )
    dossiers = await session.scalars(mine.order_by(col(Dossier.id))) if principal.side == "client" else ()
    return _streams(principal, dossiers)


def streams_of(principal: Principal, here: Place) -> list[str]:
    """What this person may listen to: support staff see presence, never a subject or a text."""
    return _streams(principal, (dossier.id for dossier in here.dossiers if dossier.profile == "full"))


def _streams(principal: Principal, full_access: Iterable[int]) -> list[str]:
    own = personal_stream(principal.office_id, principal.person_id)
    if principal.role == "support":
        return [own]
    if principal.side == "office":
        return [office_stream(principal.office_id), own]
    return [*map(dossier_stream, full_access), own]


def _person(person: Person) -> MyPerson:
    return MyPerson(
        id=person.id,
        name=person.name,
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        email=person.email,
        language=person.language,
        time_zone=person.time_zone,
    )


def _office(office: Office, remind_after: Instant) -> MyOffice:
    delay = remind_after if office.remind_after_ms is None else office.remind_after_ms
    return MyOffice(office.id, office.name, office.language, office.time_zone, delay // 1000)


def _place(place: Place) -> MyPlace:
    dossiers = [Brief(own.id, own.name) for own in place.dossiers]
    return MyPlace(OfficeName(place.office_id, place.office), place.side, dossiers)
