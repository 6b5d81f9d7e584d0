"""`vinkje audit`: whether what is on record still is what was put there (T13)."""

import asyncio

from server.audit.queries import Verdict, verify
from server.config import Settings
from server.store import Store


def check(settings: Settings) -> bool:
    """Prints a line per office; true if every chain holds. A digest written down elsewhere proves the end too."""
    verdicts = asyncio.run(_verdicts(settings))
    for verdict in verdicts:
        print(told(verdict))
    if not verdicts:
        print("nothing is on record")
    return all(verdict.broken_at is None for verdict in verdicts)


def told(verdict: Verdict) -> str:
    if verdict.broken_at is not None:
        return (
            f"office {verdict.office}: BROKEN at entry {verdict.broken_at}, {verdict.entries} hold before it"
        )
    return f"office {verdict.office}: {verdict.entries} entries hold, up to {verdict.digest}"


async def _verdicts(settings: Settings) -> list[Verdict]:
    store = Store(settings.database_url)
    try:
        return [verdict async for verdict in verify(store)]
    finally:
        await store.close()
