"""What was said or changed so lately that no worker has read it yet: its own text is asked."""

from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.messages.models import Message
from server.reading.question import Question, Spot
from server.search.models import Searchable, SearchState
from server.search.words import holds, words_of

AT_MOST = 500
MARGIN = 120_000  # what a node with a slow clock wrote is looked for as well
MINUTE = 60_000
ROOM: tuple[Any, ...] = (col(Conversation.subject), col(Dossier.name), col(Dossier.number))


class Unread(NamedTuple):
    """A message, or a subject, and what it says."""

    at: int
    conversation: int
    seq: int
    author: int
    text: str | None
    subject: str
    dossier: str
    number: str

    def said(self, seq: int) -> tuple[str, ...]:
        return (self.subject, self.dossier, self.number) if seq == 0 else (self.text or "",)


async def fresh(session: AsyncSession, asked: Question, state: SearchState | None) -> list[Spot]:
    """The places that are found there, newest first."""
    new = await _new(session, asked, max(0, state.upto - MARGIN) if state else 0)
    places = [(Spot(one.at, one.conversation, seq), one) for one in new for seq in _with_subject(one.seq)]
    places += [(Spot(*one[:3]), one) for one in await _changed(session, asked)]
    found = {
        spot
        for spot, one in places
        if asked.in_time(spot)
        and asked.is_next(spot)
        and (asked.who is None or (asked.who == one.author and spot.seq > 0))
        and holds(words_of(*one.said(spot.seq)), asked.terms)
    }
    return sorted(found, reverse=True)


def _with_subject(seq: int) -> tuple[int, ...]:
    return (0, 1) if seq == 1 else (seq,)


async def _new(session: AsyncSession, asked: Question, since: int) -> list[Unread]:
    """In conversations that moved since then, each list by its own index."""
    message = (col(Message.at), col(Message.conversation_id), col(Message.seq), col(Message.author_id))
    indexed = (
        select(func.coalesce(func.max(Searchable.seq), 0))
        .where(col(Searchable.conversation_id) == col(Conversation.id))
        .correlate(Conversation)
        .scalar_subquery()
    )
    unread = (col(Message.conversation_id) == col(Conversation.id)) & (col(Message.seq) > indexed)
    found: list[Unread] = []
    closed = col(Conversation.closed_at)
    for where in (closed.is_(None), closed.is_not(None)):
        rows: Any = await session.execute(
            select(*message, col(Message.text), *ROOM)
            .select_from(Conversation)
            .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
            .join(Message, unread)
            .where(*asked.conditions, where, col(Conversation.last_minute) >= since // MINUTE)
            .where(col(Message.deleted_at).is_(None))
            .order_by(col(Conversation.last_minute).desc())
            .limit(AT_MOST)
        )
        found += [Unread(*row) for row in rows]
    return found


async def _changed(session: AsyncSession, asked: Question) -> list[Unread]:
    """Edited since it was indexed."""
    said = (col(Message.conversation_id) == col(Searchable.conversation_id)) & (
        col(Message.seq) == col(Searchable.seq)
    )
    place = (col(Searchable.at), col(Searchable.conversation_id), col(Searchable.seq))
    author = func.coalesce(col(Message.author_id), 0)
    rows: Any = await session.execute(
        select(*place, author, col(Message.text), *ROOM)
        .select_from(Searchable)
        .join(Conversation, col(Conversation.id) == col(Searchable.conversation_id))
        .join(Dossier, col(Dossier.id) == col(Conversation.dossier_id))
        .outerjoin(Message, said)
        .where(col(Searchable.office_id) == asked.by.office_id, col(Searchable.words).is_(None))
        .where(*(condition.is_(True) for condition in asked.conditions))
        .limit(AT_MOST)
    )
    return [Unread(*row) for row in rows]
