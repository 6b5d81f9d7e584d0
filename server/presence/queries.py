"""What presence asks the rows: where somebody says he is, who belongs to the office, when they were last seen."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import asking, within
from server.clock import Instant
from server.conversations import access
from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.dossiers.queries import reachable
from server.errors import NotFound
from server.presence.messages import Place, Who
from server.rows import statement
from server.store import Store

STAFF = statement(
    """
    SELECT p.id, trim(p.first_name || ' ' || p.last_name),
        (SELECT max(a.seen_at) FROM session a WHERE a.person_id = p.id AND a.office_id = s.office_id)
    FROM {v} JOIN staff s ON s.office_id = v.office AND s.active JOIN person p ON p.id = s.person_id AND p.active
    """,
    office=int,
)
# The sign before the office: found by the person, never by going through the office.
CLIENTS = statement(
    """
    SELECT p.id, trim(p.first_name || ' ' || p.last_name),
        (SELECT max(a.seen_at) FROM session a WHERE a.person_id = p.id AND +a.office_id = v.office)
    FROM {v} JOIN person p ON p.id = v.person
    WHERE EXISTS (SELECT 1 FROM client c JOIN dossier d ON d.id = c.dossier_id
                  WHERE c.person_id = v.person AND +d.office_id = v.office)
    """,
    person=int,
    office=int,
)
SEEN = statement(
    """
    UPDATE session SET seen_at = v.at FROM {v} WHERE session.id = v.id AND session.seen_at < v.at
    """,
    id=int,
    at=int,
)
LastSeen = Iterable[tuple[Who, Instant | None]]


async def conversation(store: Store, by: Principal, id: int) -> Place:
    """Errors: `NotFound` for one out of reach."""
    wanted = (
        select(Dossier.id, Dossier.number, Dossier.name, Conversation.id, Conversation.subject)  # type: ignore[call-overload]
        .join(Conversation, col(Conversation.dossier_id) == col(Dossier.id))
        .where(access.visible(by), col(Conversation.id) == id)
    )
    async with store.session() as session:
        row = (await session.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound
    return Place(*row)


async def dossier(store: Store, by: Principal, id: int) -> Place:
    """Errors: `NotFound` for one out of reach."""
    wanted = select(Dossier.id, Dossier.number, Dossier.name).where(reachable(by), col(Dossier.id) == id)  # type: ignore[call-overload]
    async with store.session() as session:
        row = (await session.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound
    return Place(*row)


async def all_there(store: Store, by: Principal, conversations: Collection[int]) -> None:
    """Errors: `NotFound` if one of them is out of reach."""
    if not conversations:
        return
    wanted = select(col(Conversation.id)).where(access.visible(by), col(Conversation.id).in_(conversations))
    async with store.session() as session:
        found = {id for (id,) in await session.execute(wanted)}
    if found != set(conversations):
        raise NotFound


async def last_seen(store: Store, office: int, people: Collection[int]) -> LastSeen:
    """All staff of the office, and of these people who are its clients."""
    async with asking(store) as ask:
        staff = await ask(STAFF(office=[office]))
        clients = await ask(CLIENTS(person=list(people), office=[office] * len(people))) if people else []
    known = {person: (Who(person, name, "client"), seen) for person, name, seen in clients}
    known |= {person: (Who(person, name, "office"), seen) for person, name, seen in staff}
    return list(known.values())


async def note_seen(store: Store, left: dict[int, Instant]) -> None:
    """When the last word came from these sessions."""
    async with store.begin() as session:
        await (await within(session))(SEEN(id=list(left), at=list(left.values())))
