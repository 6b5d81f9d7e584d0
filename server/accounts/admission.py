"""Finding a valid session, and what it says about its person at this moment."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person, Session, Staff
from server.accounts.places import client, dossier
from server.accounts.principal import Principal
from server.clock import Instant

SessionKey = Literal["digest", "id"]


@dataclass(frozen=True, slots=True)
class Admitted:
    principal: Principal
    seen_at: Instant


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def admitted(session: AsyncSession, by: SessionKey, key: str | int, now: Instant) -> Admitted | None:
    """The session, if it runs and its person still has a place in its office."""
    found = await session.execute(RUNNING[by], {"key": key, "now": now})
    row: Any = found.one_or_none()
    if not row:
        return None
    kept, person, role, on_a_dossier = row
    if not role and not on_a_dossier:
        return None
    return Admitted(principal_of(kept, person, role or "client"), kept.seen_at)


def principal_of(session: Session, person: Person, role: str) -> Principal:
    return Principal(
        session_id=session.id,
        person_id=person.id,
        office_id=session.office_id,
        side="client" if role == "client" else "office",
        role=role,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        expires_at=session.expires_at,
    )


def _on_a_dossier() -> ColumnElement[bool]:
    return exists().where(
        dossier.c.office_id == col(Session.office_id),
        client.c.dossier_id == dossier.c.id,
        client.c.person_id == col(Session.person_id),
    )


def _employed() -> ColumnElement[bool]:
    return (
        (col(Staff.office_id) == col(Session.office_id))
        & (col(Staff.person_id) == col(Session.person_id))
        & col(Staff.active)
    )


def _running(which: Any) -> Any:
    return (
        select(Session, Person, col(Staff.role), _on_a_dossier())
        .join(Person, col(Person.id) == col(Session.person_id))
        .outerjoin(Staff, _employed())
        .where(
            which == bindparam("key"),
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > bindparam("now"),
            col(Person.active),
        )
    )


RUNNING = {"digest": _running(col(Session.digest)), "id": _running(col(Session.id))}
