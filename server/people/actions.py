"""Who works at the office, and who is invited to it."""

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.readers import admit
from server.dossiers.models import Profile
from server.errors import BadRequest, Forbidden, NotFound
from server.people.frames import StaffChanged, StaffRole
from server.people.inviting import Somebody, ask_for_letter, at_address, bounded
from server.rows import Steps, statement
from server.streams.actions import office_stream, personal_stream
from server.work import Work

# The office's row is locked: two admins who let each other go at once would leave an office without one.
ADMINS = statement(
    """
    SELECT o.id, EXISTS (
        SELECT 1 FROM staff s JOIN person p ON p.id = s.person_id AND p.active
        WHERE s.office_id = o.id AND s.person_id = v.person AND s.active AND s.role = 'admin'
    ) FROM {v} JOIN office o ON o.id = v.office {for_update:o}
    """,
    office=int,
    person=int,
)

HIRE = statement(
    """
    INSERT INTO staff (office_id, person_id, role, active, joined_at)
    SELECT v.office, v.person, v.role, true, v.at FROM {v} WHERE true
    ON CONFLICT (office_id, person_id) DO UPDATE SET role = excluded.role, active = true
    """,
    office=int,
    person=int,
    role=str,
    at=int,
)

PLACE = statement(
    """
    UPDATE staff SET role = v.role, active = v.active
    FROM {v} WHERE staff.office_id = v.office AND staff.person_id = v.person
    """,
    office=int,
    person=int,
    role=str,
    active=bool,
)

MEMBER = statement(
    """
    SELECT trim(p.first_name || ' ' || p.last_name), s.role, s.active
    FROM {v} JOIN staff s ON s.office_id = v.office AND s.person_id = v.person JOIN person p ON p.id = s.person_id
    """,
    office=int,
    person=int,
)

DOSSIER_HERE = statement(
    "SELECT d.id FROM {v} JOIN dossier d ON d.id = v.dossier AND d.office_id = v.office",
    dossier=int,
    office=int,
)

KNOWN_HERE = statement(
    """
    SELECT p.email FROM {v} JOIN person p ON p.id = v.person
    WHERE EXISTS (SELECT 1 FROM staff s WHERE s.office_id = v.office AND s.person_id = v.person AND s.active)
       OR EXISTS (SELECT 1 FROM client k JOIN dossier d ON d.id = k.dossier_id
                  WHERE k.person_id = v.person AND +d.office_id = v.office)
    """,
    office=int,
    person=int,
)


def invite_colleague(work: Work, by: Principal, who: Somebody, role: StaffRole) -> Steps[int]:
    """Give somebody a place in the office and write him a letter; who left before gets his place back.

    Errors: `Forbidden` unless an admin asks, `BadRequest` for oneself, `RateLimited`.
    """
    yield from _as_admin(by)
    yield from bounded(who.email, work.now)
    person = yield from at_address(by, who, work.now)
    if person == by.person_id:
        raise BadRequest("Your own place is changed by another admin.", field="email")
    yield HIRE(office=[by.office_id], person=[person], role=[role], at=[work.now])
    yield from ask_for_letter(by, person, work.now)
    yield from _tell(work, by, person)
    return person


def set_place(work: Work, by: Principal, person: int, role: StaffRole, active: bool) -> Steps[None]:
    """Change what a colleague is here, or end it: from this second on. One keeps one's own place.

    Errors: `Forbidden` unless an admin asks, `NotFound`, `BadRequest` for oneself.
    """
    yield from _as_admin(by)
    rows = yield MEMBER(office=[by.office_id], person=[person])
    if not rows:
        raise NotFound()
    if person == by.person_id:
        raise BadRequest("Your own place is changed by another admin.", field="person")
    _, was, was_active = rows[0]
    if (was, bool(was_active)) == (role, active):
        return
    yield PLACE(office=[by.office_id], person=[person], role=[role], active=[active])
    work.forget()
    yield from _tell(work, by, person)


def invite_client(work: Work, by: Principal, who: Somebody, dossier: int, profile: Profile) -> Steps[int]:
    """Put somebody on a dossier and write him a letter. Who is on it already only gets another profile, and a letter.

    Errors: `Forbidden` for clients and support staff, `NotFound` for a dossier out of reach, `BadRequest` for who
    works at the office.
    """
    if not access.may_give_access(by):
        raise Forbidden()
    rows = yield DOSSIER_HERE(dossier=[dossier], office=[by.office_id])
    if not rows:  # before anybody is written down for it
        raise NotFound()
    yield from bounded(who.email, work.now)
    person = yield from at_address(by, who, work.now)
    yield from admit(work, by, dossier, person, profile)
    yield from ask_for_letter(by, person, work.now)
    return person


def write_again(work: Work, by: Principal, person: int) -> Steps[None]:
    """Another letter to somebody of the office or of its dossiers.

    Errors: `Forbidden` for clients and support staff, `NotFound` for who is not known here.
    """
    if not access.may_give_access(by):
        raise Forbidden()
    rows = yield KNOWN_HERE(office=[by.office_id], person=[person])
    if not rows:
        raise NotFound()
    yield from bounded(rows[0][0], work.now)
    yield from ask_for_letter(by, person, work.now)


def _as_admin(by: Principal) -> Steps[None]:
    if not access.may_manage_office(by):
        raise Forbidden()
    rows = yield ADMINS(office=[by.office_id], person=[by.person_id])
    if not rows or not rows[0][1]:
        raise Forbidden()


def _tell(work: Work, by: Principal, person: int) -> Steps[None]:
    [(name, role, active)] = yield MEMBER(office=[by.office_id], person=[person])
    d = StaffChanged(person, name, role, bool(active))
    for stream in (office_stream(by.office_id), personal_stream(by.office_id, person)):
        work.announce(by.office_id, stream, "staff.changed", d)
