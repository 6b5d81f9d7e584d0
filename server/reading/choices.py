"""What there is to filter dossiers by."""

from server.accounts.principal import Principal
from server.asking import asking
from server.dossiers.frames import Brief, Choices
from server.rows import statement
from server.store import Store

STAFF = statement(
    """
    SELECT p.id, trim(p.first_name || ' ' || p.last_name) FROM {v}
    JOIN staff s ON s.office_id = v.office AND s.active AND s.role <> 'support'
    JOIN person p ON p.id = s.person_id AND p.active ORDER BY 2, 1
    """,
    office=int,
)
# From tag to tag, however many dossiers have it.
TAGS = statement(
    """
    WITH RECURSIVE word (office, folded) AS (
        SELECT v.office, (SELECT min(t.folded) FROM tag t WHERE t.office_id = v.office) FROM {v}
        UNION ALL
        SELECT w.office, (SELECT min(t.folded) FROM tag t WHERE t.office_id = w.office AND t.folded > w.folded)
        FROM word w WHERE w.folded IS NOT NULL
    )
    SELECT (SELECT t.name FROM tag t WHERE t.office_id = w.office AND t.folded = w.folded
            ORDER BY t.dossier_id LIMIT 1)
    FROM word w WHERE w.folded IS NOT NULL
    """,
    office=int,
)


async def choices(store: Store, by: Principal) -> Choices:
    """Colleagues by name, and every tag in use."""
    async with asking(store) as ask:
        staff = await ask(STAFF(office=[by.office_id]))
        tags = await ask(TAGS(office=[by.office_id]))
    return Choices([Brief(*row) for row in staff], [tag for (tag,) in tags])
