"""Dossiers with what staff want to see beside them: how many conversations wait for the office."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.models import Conversation
from server.dossiers import queries
from server.dossiers.frames import DossierFrame, DossierPage, Dossiers
from server.store import Store


async def find(store: Store, by: Principal, words: str, limit: int) -> Dossiers:
    """The dossiers whose number, name or VAT number holds the words, by name."""
    async with store.snapshot() as session:
        dossiers = await queries.find(session, by, words, limit)
        await _count(session, by, dossiers)
    return Dossiers(dossiers)


async def one(store: Store, by: Principal, dossier: int) -> DossierPage:
    """Raises `NotFound`."""
    async with store.snapshot() as session:
        frame = await queries.one(session, by, dossier)
        await _count(session, by, [frame])
        return DossierPage(frame, await queries.clients_of(session, by, dossier))


async def _count(session: AsyncSession, by: Principal, dossiers: list[DossierFrame]) -> None:
    """*Aantal berichten* (S27): for staff only, or a private conversation would show in its number."""
    if by.side == "client":
        return
    owing = await session.execute(
        select(col(Conversation.dossier_id), func.count())
        .where(
            access.visible(by),
            col(Conversation.dossier_id).in_([dossier.id for dossier in dossiers]),
            col(Conversation.needs_answer_since).is_not(None),
        )
        .group_by(col(Conversation.dossier_id))
    )
    counts: dict[int, int] = {dossier: count for dossier, count in owing}
    for dossier in dossiers:
        dossier.needs_answer = counts.get(dossier.id, 0)
