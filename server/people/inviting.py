"""Steps that find or make the person at an e-mail address, and ask for a letter to it."""

from typing import NamedTuple

from server.accounts.principal import Principal
from server.clock import Instant
from server.errors import RateLimited
from server.ids import new_id
from server.rows import Steps, statement

AN_HOUR, HOUR = 5, 3_600_000

PERSON = statement(
    """
    INSERT INTO person (id, email, first_name, last_name, title, language, time_zone, active, created_at)
    SELECT v.id, v.email, v.first_name, v.last_name, '', v.language, o.time_zone, true, v.at
    FROM {v} JOIN office o ON o.id = v.office WHERE true
    ON CONFLICT (email) DO NOTHING
    """,
    id=int,
    email=str,
    first_name=str,
    last_name=str,
    language=str,
    office=int,
    at=int,
)

FOUND = statement("SELECT p.id FROM {v} JOIN person p ON p.email = v.email", email=str)

LETTER = statement(
    """
    INSERT INTO letter (id, email, office_id, writer_id, state, reason, attempts, at, changed_at)
    SELECT v.id, p.email, v.office, v.writer, 'planned', '', 0, v.at, v.at
    FROM {v} JOIN person p ON p.id = v.person
    """,
    id=int,
    person=int,
    office=int,
    writer=int,
    at=int,
)


LATELY = statement(
    "SELECT count(*) FROM {v} JOIN letter l ON l.email = v.email AND l.at > v.since", email=str, since=int
)


class Somebody(NamedTuple):
    """Who is invited. His name and language only count where nobody has this address yet: they are his own."""

    email: str
    first_name: str
    last_name: str
    language: str


def at_address(by: Principal, who: Somebody, now: Instant) -> Steps[int]:
    """The person with this address; a new one where there is none."""
    yield PERSON(
        id=[new_id()],
        email=[who.email],
        first_name=[who.first_name],
        last_name=[who.last_name],
        language=[who.language],
        office=[by.office_id],
        at=[now],
    )
    rows = yield FOUND(email=[who.email])
    return int(rows[0][0])


def bounded(email: str, now: Instant) -> Steps[None]:
    """Nobody gets more than five letters an hour, whoever asks for them: before anything is written, `RateLimited`."""
    [(letters,)] = yield LATELY(email=[email], since=[now - HOUR])
    if letters >= AN_HOUR:
        raise RateLimited("This address got several letters already. Wait an hour.", field="email")


def ask_for_letter(by: Principal, person: int, now: Instant) -> Steps[None]:
    yield LETTER(id=[new_id()], person=[person], office=[by.office_id], writer=[by.person_id], at=[now])
