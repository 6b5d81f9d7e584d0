"""Who works at an office, and whether they can get in."""

from server.accounts.principal import Principal
from server.asking import asking
from server.clock import iso
from server.errors import Forbidden
from server.people.frames import Colleagues, StaffMember, WayIn
from server.rows import Row, statement
from server.store import Store

# Of letters, those this office had written: what others write to him is theirs.
STAFF = statement(
    """
    SELECT p.id, trim(p.first_name || ' ' || p.last_name), p.title, p.email, p.language, s.role,
        s.active AND p.active, s.joined_at, p.password_hash IS NOT NULL,
        (SELECT l.state FROM letter l WHERE l.email = p.email AND l.office_id = v.office
            ORDER BY l.at DESC LIMIT 1)
    FROM {v} JOIN staff s ON s.office_id = v.office JOIN person p ON p.id = s.person_id
    ORDER BY p.first_name, p.last_name, p.id
    """,
    office=int,
)
WAYS: dict[str | None, WayIn] = {
    "planned": "invited",
    "handing": "invited",
    "sent": "invited",
    "failed": "unreachable",
}


async def colleagues(store: Store, by: Principal) -> Colleagues:
    """Everybody with a place in the office, also those who left. Raises `Forbidden` for clients and support staff."""
    if by.side == "client" or by.role == "support":
        raise Forbidden
    async with asking(store) as ask:
        rows = await ask(STAFF(office=[by.office_id]))
    return Colleagues([_member(row) for row in rows])


def _member(row: Row) -> StaffMember:
    id, name, title, email, language, role, active, joined_at, has_password, letter = row
    way_in: WayIn = "ready" if has_password else WAYS.get(letter, "none")
    return StaffMember(id, name, title, email, language, role, bool(active), iso(joined_at), way_in)
