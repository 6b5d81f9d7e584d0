"""Where a person stands: the offices he works for, and those that keep a dossier he is on."""

from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import bindparam, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Side, Staff

# The dossiers lie above this layer: only these columns of theirs decide who may sign in where.
dossier = table("dossier", column("id"), column("office_id"), column("number"), column("name"))
client = table("client", column("dossier_id"), column("person_id"), column("profile"))


@dataclass(frozen=True, slots=True)
class OwnDossier:
    id: int
    number: str
    name: str
    profile: str


@dataclass(slots=True)
class Place:
    """One office, and what the person is there. Who works at an office is never its client as well."""

    office_id: int
    office: str
    side: Side
    role: str
    dossiers: list[OwnDossier] = field(default_factory=list)


WORKS = (
    select(col(Office.id), col(Office.name), col(Staff.role))
    .join(Staff, col(Staff.office_id) == col(Office.id))
    .where(col(Staff.person_id) == bindparam("person"), col(Staff.active))
    .order_by(col(Office.name))
)
IS_CLIENT = (
    select(col(Office.id), col(Office.name), dossier.c.id, dossier.c.number, dossier.c.name, client.c.profile)
    .join(dossier, dossier.c.office_id == col(Office.id))
    .join(client, client.c.dossier_id == dossier.c.id)
    .where(client.c.person_id == bindparam("person"))
    .order_by(col(Office.name), dossier.c.name, dossier.c.id)
)


async def places_of(session: AsyncSession, person: int) -> list[Place]:
    """Where he works first, then by the office's name; a client's dossiers by name."""
    works = await session.execute(WORKS, {"person": person})
    places = {office: Place(office, name, "office", role) for office, name, role in works}
    on = await session.execute(IS_CLIENT, {"person": person})
    for office, name, *own in on:
        place = places.setdefault(office, Place(office, name, "client", "client"))
        if place.side == "client":
            place.dossiers.append(OwnDossier(*cast(tuple[int, str, str, str], tuple(own))))
    return list(places.values())
