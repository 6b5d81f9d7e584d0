"""Where a person stands: the offices he works for, and those that keep a dossier he is on."""

from dataclasses import dataclass, field

from server.accounts.models import Side
from server.asking import Ask
from server.rows import statement


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


# The dossiers lie above this layer: only these columns of theirs decide who may sign in where.
PLACES = statement(
    """
    SELECT o.id, o.name, w.role, NULL, NULL, NULL, NULL FROM {v}
    JOIN staff w ON w.person_id = v.person AND w.active JOIN office o ON o.id = w.office_id
    UNION ALL
    SELECT o.id, o.name, NULL, d.id, d.number, d.name, c.profile FROM {v} JOIN client c ON c.person_id = v.person
    JOIN dossier d ON d.id = c.dossier_id JOIN office o ON o.id = d.office_id
    ORDER BY 2, 6, 4
    """,
    person=int,
)


async def places_of(ask: Ask, person: int) -> list[Place]:
    """Where he works first, then by the office's name; a client's dossiers by name."""
    rows = await ask(PLACES(person=[person]))
    places = {office: Place(office, name, "office", role) for office, name, role, *_ in rows if role}
    for office, name, role, *own in rows:
        place = places.setdefault(office, Place(office, name, "client", "client"))
        if not role and place.side == "client":
            place.dossiers.append(OwnDossier(*own))
    return list(places.values())
