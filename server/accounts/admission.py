"""Finding valid sessions, and what they say about their people at this moment."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from server.accounts.models import Person, Session
from server.accounts.principal import Principal
from server.asking import Ask
from server.clock import Instant
from server.rows import Statement, statement

SessionKey = Literal["digest", "id"]


@dataclass(frozen=True, slots=True)
class Admitted:
    principal: Principal
    seen_at: Instant


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def admitted(ask: Ask, by: SessionKey, keys: Sequence[Any], now: Instant) -> list[Admitted]:
    """Of these sessions those that run, and whose person still has a place in its office."""
    rows = await ask(RUNNING[by](key=keys, now=[now] * len(keys)))
    return [
        Admitted(_principal(role or "client", *facts), seen_at)
        for *facts, seen_at, role, on_a_dossier in rows
        if role or on_a_dossier
    ]


def principal_of(session: Session, person: Person, role: str) -> Principal:
    facts = (session.id, person.id, session.office_id, person.name, person.language, person.time_zone)
    return _principal(role, *facts, session.expires_at)


def _principal(role: str, session: int, person: int, office: int, *facts: Any) -> Principal:
    return Principal(session, person, office, "client" if role == "client" else "office", role, *facts)


def _running(key: str, kind: type) -> Statement:
    return statement(
        f"""
        SELECT s.id, p.id, s.office_id, trim(p.first_name || ' ' || p.last_name), p.language, p.time_zone,
            s.expires_at, s.seen_at, w.role, EXISTS (
                SELECT 1 FROM client c JOIN dossier d ON d.id = c.dossier_id
                WHERE c.person_id = s.person_id AND +d.office_id = s.office_id
            )
        FROM {{v}}
        JOIN session s ON s.{key} = v.key AND s.revoked_at IS NULL AND s.expires_at > v.now
        JOIN person p ON p.id = s.person_id AND p.active
        LEFT JOIN staff w ON w.office_id = s.office_id AND w.person_id = s.person_id AND w.active
        """,  # noqa: S608 (the names are ours)
        key=kind,
        now=int,
    )


RUNNING: dict[SessionKey, Statement] = {"digest": _running("digest", str), "id": _running("id", int)}
