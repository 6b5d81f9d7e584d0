"""Going through a selection, so many dossiers at a time and in the order in which they leave."""

from collections.abc import AsyncIterator, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.principal import Principal
from server.asking import Ask, within
from server.bulk import facts
from server.bulk.facts import Facts
from server.dossiers.filters import CHUNK, Selection, ids_of


async def dossiers_of(session: AsyncSession, by: Principal, selection: Selection) -> AsyncIterator[Facts]:
    """What decides about each dossier of a selection, by name; of chosen ones in the order given. Give it a snapshot.
    What is out of reach is not in it, as if it did not exist."""
    ask = await within(session)
    async for ids in _ids(session, by, selection):
        known = await _facts(ask, by.office_id, ids)
        for id in ids:
            if id in known:
                yield known[id]


async def _ids(session: AsyncSession, by: Principal, selection: Selection) -> AsyncIterator[Sequence[int]]:
    if selection.only is None:
        async for ids in ids_of(session, by, selection):
            yield ids
    else:
        without = set(selection.except_)
        chosen = [id for id in dict.fromkeys(selection.only) if id not in without]
        for ids in _chunks(chosen):
            yield ids


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


async def _facts(ask: Ask, office: int, ids: Sequence[int]) -> dict[int, Facts]:
    dossiers, readers = facts.asks(office, ids)
    return facts.told(await ask(dossiers), await ask(readers))
