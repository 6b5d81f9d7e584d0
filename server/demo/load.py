"""Loading the demo into an empty installation: rows in one transaction."""

from collections import defaultdict
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import SQLModel, col

from server.accounts.models import Office
from server.accounts.passwords import hasher
from server.config import Settings
from server.demo.cast import Cast
from server.demo.dialogues import Dialogues
from server.demo.prepared import prepared
from server.demo.record import record
from server.demo.script import fillers, script
from server.demo.talks import Told
from server.store import Store

PASSWORD = "vinkje-demo-2026"  # noqa: S105
CHUNK = 500


class NotForProduction(Exception):
    """Everybody knows the demo's password."""


async def load(store: Store, settings: Settings) -> bool:
    """Insert the demo if there is no office yet; false if there was. Raises NotForProduction."""
    if settings.environment == "production":
        raise NotForProduction("The demo office is not for production: everybody knows its password.")
    async with store.begin() as session:
        if await session.scalar(select(col(Office.id)).limit(1)):
            return False
        for table, rows in _rows(store.clock(), settings.reminders.unread_after).items():
            for start in range(0, len(rows), CHUNK):
                await session.execute(insert(table), rows[start : start + CHUNK])
    return True


def _rows(now: int, delay: int) -> dict[type[SQLModel], list[dict[str, Any]]]:
    """Per table, in the order in which they refer to each other."""
    read = script()
    cast = Cast(read, hasher.hash(PASSWORD), now)
    told = [Told(talk, now, delay, "vinkje.localhost") for talk in Dialogues(cast, now).all(read, fillers())]
    groups: list[list[Any]] = [
        [*cast.offices.values(), *cast.people.values()],
        [*cast.staff, *cast.dossiers.values()],
        [*cast.clients, *cast.tags, *cast.views, *prepared(cast, now)],
        [one.conversation for one in told],
        record(told),
        [row for one in told for row in (*one.messages, *one.seats, *one.marks, *one.reminders)],
    ]
    rows: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
    for group in groups:
        for row in group:
            rows[type(row)].append(row.model_dump())
    return rows
