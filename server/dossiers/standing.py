"""What many open sessions may do at this moment, in two statements: for rechecking every socket of a node."""

from collections.abc import Collection
from dataclasses import dataclass

from server.accounts.admission import admitted
from server.accounts.principal import Principal
from server.asking import Ask, asking
from server.dossiers.me import streams_of
from server.rows import statement
from server.store import Store

FULL_ACCESS = statement(
    """
    SELECT c.person_id, d.office_id, d.id FROM {v} JOIN client c ON c.person_id = v.person AND c.profile = 'full'
    JOIN dossier d ON d.id = c.dossier_id ORDER BY d.name, d.id
    """,
    person=int,
)


@dataclass(frozen=True, slots=True)
class Standing:
    principal: Principal
    streams: tuple[str, ...]


async def standings(store: Store, sessions: Collection[int]) -> dict[int, Standing]:
    """By session id. A session that ended, or whose person lost his place in its office, is not in it."""
    async with asking(store) as ask:
        found = await admitted(ask, "id", list(sessions), store.clock())
        full = await _full_access(ask, {one.principal.person_id for one in found})
    return {
        by.session_id: Standing(by, tuple(streams_of(by, full.get((by.person_id, by.office_id), ()))))
        for by in (one.principal for one in found)
    }


async def _full_access(ask: Ask, people: Collection[int]) -> dict[tuple[int, int], list[int]]:
    """Per person and office, the dossiers he may see all of."""
    found: dict[tuple[int, int], list[int]] = {}
    for person, office, dossier in await ask(FULL_ACCESS(person=list(people))):
        found.setdefault((person, office), []).append(dossier)
    return found
