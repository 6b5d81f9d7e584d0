"""Whether a file may come: for a place within reach, while there is room for it."""

from typing import Any

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.attachments.models import Attachment, Storage
from server.conversations import access
from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.errors import BadRequest, LimitExceeded, NotFound

UPSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Announced(Struct, frozen=True):
    """A file somebody wants to send, for one conversation or for starting one in a dossier: one of the two."""

    name: str
    size: int
    conversation: int | None = None
    dossier: int | None = None


async def dossier_of(session: AsyncSession, by: Principal, file: Announced) -> int:
    """Where it is for."""
    if (file.conversation is None) == (file.dossier is None):
        raise BadRequest("Name a conversation or a dossier.", field="conversation")
    talk = select(col(Conversation.dossier_id)).where(
        col(Conversation.id) == file.conversation, access.visible(by)
    )
    place = select(col(Dossier.id)).where(col(Dossier.id) == file.dossier, access.writable(by))
    wanted = place if file.conversation is None else talk
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def refuse_too_many(session: AsyncSession, by: Principal, most: int) -> None:
    waiting = await session.scalar(
        select(func.count())
        .select_from(Attachment)
        .where(col(Attachment.uploader_id) == by.person_id, col(Attachment.expires_at).is_not(None))
    )
    if (waiting or 0) >= most:
        raise LimitExceeded("Too many files wait to be sent.", field="attachments")


async def reserve(session: AsyncSession, office: int, size: int, most: int) -> None:
    more: Any = UPSERTS[session.get_bind().dialect.name](Storage).values(office_id=office, bytes=size)
    sum = {"bytes": col(Storage.bytes) + size}
    raised = more.on_conflict_do_update(index_elements=["office_id"], set_=sum)
    if (await session.scalar(raised.returning(col(Storage.bytes)))) > most:
        raise LimitExceeded("The office has no room for more files.", field="size")
