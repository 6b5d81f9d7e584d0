"""Who I am, where I may be, and what I may listen to."""

from collections.abc import Iterable
from typing import cast

from server.accounts.models import Role
from server.accounts.places import Place, places_of
from server.accounts.principal import Principal
from server.asking import Ask
from server.clock import Instant
from server.dossiers.frames import Brief, Me, MyDossier, MyOffice, MyPerson, MyPlace, OfficeName
from server.dossiers.models import Profile
from server.errors import Unauthenticated
from server.rows import statement
from server.streams.actions import dossier_stream, office_stream, personal_stream

MYSELF = statement(
    """
    SELECT p.id, trim(p.first_name || ' ' || p.last_name), p.first_name, p.last_name, p.title, p.email, p.language,
        p.time_zone, o.id, o.name, o.language, o.time_zone, o.remind_after_ms
    FROM {v} JOIN person p ON p.id = v.person JOIN office o ON o.id = v.office
    """,
    person=int,
    office=int,
)
# The sign before the office: found by the person, never by going through the office.
FULL_ACCESS = statement(
    """
    SELECT d.id FROM {v} JOIN client c ON c.person_id = v.person AND c.profile = 'full'
    JOIN dossier d ON d.id = c.dossier_id AND +d.office_id = v.office ORDER BY d.id
    """,
    person=int,
    office=int,
)


async def me(ask: Ask, principal: Principal, remind_after: Instant) -> Me:
    """The answer to "who am I" in this session's office; `remind_after` is the installation's own delay."""
    found = await ask(MYSELF(person=[principal.person_id], office=[principal.office_id]))
    places = await places_of(ask, principal.person_id)
    here = next((place for place in places if place.office_id == principal.office_id), None)
    if not found or not here:
        raise Unauthenticated
    *myself, office, name, language, time_zone, delay = found[0]
    return Me(
        person=MyPerson(*myself),
        office=MyOffice(
            office, name, language, time_zone, (remind_after if delay is None else delay) // 1000
        ),
        side=principal.side,
        role=cast(Role, principal.role),
        dossiers=[
            MyDossier(own.id, own.number, own.name, cast(Profile, own.profile)) for own in here.dossiers
        ],
        places=[_place(place) for place in places],
        streams=streams_of(principal, (own.id for own in here.dossiers if own.profile == "full")),
    )


async def own_streams(ask: Ask, principal: Principal) -> list[str]:
    """`streams_of` at this moment."""
    rows = await ask(FULL_ACCESS(person=[principal.person_id], office=[principal.office_id]))
    return streams_of(principal, [dossier for (dossier,) in rows])


def streams_of(principal: Principal, full_access: Iterable[int]) -> list[str]:
    """What this person may listen to: support staff see presence, never a subject or a text."""
    own = personal_stream(principal.office_id, principal.person_id)
    if principal.role == "support":
        return [own]
    if principal.side == "office":
        return [office_stream(principal.office_id), own]
    return [*map(dossier_stream, full_access), own]


def _place(place: Place) -> MyPlace:
    dossiers = [Brief(own.id, own.name) for own in place.dossiers]
    return MyPlace(OfficeName(place.office_id, place.office), place.side, dossiers)
