"""Who gets access to a dossier, who loses it, and what becomes of his seats (R2, R3)."""

from msgspec import Struct

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.frames import Person
from server.dossiers.models import Profile
from server.errors import BadRequest, Forbidden, NotFound
from server.rows import Row, Steps, statement
from server.streams.actions import office_stream, personal_stream
from server.work import Work


class AccessChanged(Struct):
    """`access.changed`, for staff and for the person himself. `profile` is empty once he has lost it."""

    dossier: int
    person: Person
    profile: Profile | None


# Nobody can be drawn over from another office by his number: he is known here, or has no place at all.
LOCK_DOSSIER = statement(
    """
    SELECT p.id, p.first_name || ' ' || p.last_name, k.profile
    FROM {v}
    JOIN dossier d ON d.id = v.dossier AND d.office_id = v.office
    JOIN person g ON g.id = v.giver AND g.active
    JOIN staff s ON s.office_id = v.office AND s.person_id = g.id AND s.active AND s.role <> 'support'
    JOIN person p ON p.id = v.person AND p.active
    LEFT JOIN client k ON k.dossier_id = d.id AND k.person_id = p.id
    WHERE k.person_id IS NOT NULL
       OR EXISTS (SELECT 1 FROM client a JOIN dossier b ON b.id = a.dossier_id
                  WHERE a.person_id = v.person AND b.office_id = v.office)
       OR EXISTS (SELECT 1 FROM seat a JOIN conversation b ON b.id = a.conversation_id
                  WHERE a.person_id = v.person AND b.office_id = v.office)
       OR NOT EXISTS (SELECT 1 FROM client a WHERE a.person_id = v.person)
          AND NOT EXISTS (SELECT 1 FROM staff a WHERE a.person_id = v.person)
    ORDER BY d.id {for_update:d}
    """,
    dossier=int,
    office=int,
    giver=int,
    person=int,
)

LOCK_FOR_INVITED = statement(
    """
    SELECT p.id, p.first_name || ' ' || p.last_name, k.profile, w.person_id IS NOT NULL
    FROM {v}
    JOIN dossier d ON d.id = v.dossier AND d.office_id = v.office
    JOIN person g ON g.id = v.giver AND g.active
    JOIN staff s ON s.office_id = v.office AND s.person_id = g.id AND s.active AND s.role <> 'support'
    JOIN person p ON p.id = v.person
    LEFT JOIN client k ON k.dossier_id = d.id AND k.person_id = p.id
    LEFT JOIN staff w ON w.office_id = v.office AND w.person_id = p.id AND w.active
    ORDER BY d.id {for_update:d}
    """,
    dossier=int,
    office=int,
    giver=int,
    person=int,
)

LOCK_CONVERSATIONS = statement(
    """
    SELECT c.id FROM {v} JOIN conversation c ON c.dossier_id = v.dossier
    WHERE c.private_to IS NULL OR c.private_to = v.person ORDER BY c.id {for_update:c}
    """,
    dossier=int,
    person=int,
)

GRANT = statement(
    """
    INSERT INTO client (dossier_id, person_id, profile, since)
    SELECT v.dossier, v.person, v.profile, v.at FROM {v} WHERE true
    ON CONFLICT (dossier_id, person_id) DO UPDATE SET profile = excluded.profile, since = excluded.since
    """,
    dossier=int,
    person=int,
    profile=str,
    at=int,
)

REVOKE = statement(
    """
    DELETE FROM client WHERE (dossier_id, person_id) IN (SELECT v.dossier, v.person FROM {v})
    """,
    dossier=int,
    person=int,
)

# A later joiner has missed nothing: he starts read and delivered at the head, and no receipt says so.
SEAT_AT_HEAD = statement(
    """
    INSERT INTO seat (conversation_id, person_id, side, active, first, delivered_upto, read_upto)
    SELECT c.id, v.person, 'client', true, c.head, c.head, c.head
    FROM {v} JOIN conversation c ON c.dossier_id = v.dossier
    WHERE (c.private_to IS NULL AND v.profile = 'full') OR c.private_to = v.person
    ON CONFLICT (conversation_id, person_id) DO UPDATE SET
        active = true, first = excluded.first, delivered_upto = excluded.delivered_upto,
        read_upto = excluded.read_upto, unread_since = NULL
    WHERE NOT seat.active
    """,
    dossier=int,
    person=int,
    profile=str,
)

UNSEAT = statement(
    """
    UPDATE seat SET active = false, unread_since = NULL
    FROM {v} JOIN conversation c ON c.dossier_id = v.dossier
    WHERE seat.person_id = v.person AND seat.side = 'client' AND seat.conversation_id = c.id
      AND (c.private_to IS NULL OR v.profile = '')
    """,
    dossier=int,
    person=int,
    profile=str,
)


def set_profile(work: Work, by: Principal, dossier: int, person: int, profile: Profile | None) -> Steps[None]:
    """Give a person full or limited access to a dossier, or take it away (empty): from this second on.

    Errors: `Forbidden` for clients and support staff, `NotFound` for a dossier or person out of reach.
    """
    if not access.may_give_access(by):
        raise Forbidden()
    rows = yield LOCK_DOSSIER(dossier=[dossier], office=[by.office_id], giver=[by.person_id], person=[person])
    yield from _set(work, by, dossier, rows, profile)


def admit(work: Work, by: Principal, dossier: int, person: int, profile: Profile) -> Steps[None]:
    """The same for somebody named by his e-mail address, wherever else he has a place.

    Errors: `NotFound` for a dossier out of reach, `BadRequest` for who works at the office: he sees it as staff.
    """
    rows = yield LOCK_FOR_INVITED(
        dossier=[dossier], office=[by.office_id], giver=[by.person_id], person=[person]
    )
    if rows and rows[0][3]:
        raise BadRequest("This person works at the office.", field="email")
    yield from _set(work, by, dossier, [row[:3] for row in rows], profile)


def _set(work: Work, by: Principal, dossier: int, found: list[Row], profile: Profile | None) -> Steps[None]:
    if not found:
        raise NotFound()
    person, name, before = found[0]
    if before == profile:
        return
    yield LOCK_CONVERSATIONS(dossier=[dossier], person=[person])
    named = {"dossier": [dossier], "person": [person]}
    if profile is None:
        yield REVOKE(**named)
    else:
        yield GRANT(**named, profile=[profile], at=[work.now])
    if profile != "full":
        yield UNSEAT(**named, profile=[profile or ""])
    if profile is not None:
        yield SEAT_AT_HEAD(**named, profile=[profile])
    work.forget()
    d = AccessChanged(dossier, Person(person, name), profile)
    for stream in (office_stream(by.office_id), personal_stream(by.office_id, person)):
        work.announce(by.office_id, stream, "access.changed", d)
