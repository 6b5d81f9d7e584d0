"""Which files messages have, and which one somebody may fetch."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.attachments.frames import AttachmentFrame
from server.attachments.models import Attachment
from server.conversations import access
from server.conversations.models import Conversation
from server.errors import NotFound
from server.rows import Row, statement

Of = dict[tuple[int, int], list[AttachmentFrame]]

SHOWN = statement(
    """
    SELECT a.conversation_id, a.seq, a.id, a.name, a.size, a.type, a.width, a.height
    FROM {v} JOIN attachment a ON a.conversation_id = v.conversation AND a.seq = v.seq AND a.seq IS NOT NULL
    WHERE a.removed_at IS NULL ORDER BY a.conversation_id, a.seq, a.place
    """,
    conversation=int,
    seq=int,
)


def by_message(rows: Iterable[Row]) -> Of:
    """What `SHOWN` found, per message, in order."""
    shown: Of = {}
    for conversation, seq, *file in rows:
        shown.setdefault((conversation, seq), []).append(AttachmentFrame(*file))
    return shown


async def of_messages(session: AsyncSession, conversation: int, seqs: Sequence[int]) -> Of:
    names = ("conversation_id", "seq", "id", "name", "size", "type", "width", "height")
    rows: Any = await session.execute(
        select(*(col(getattr(Attachment, name)) for name in names))
        .where(
            col(Attachment.conversation_id) == conversation,
            col(Attachment.seq).in_(seqs),
            col(Attachment.removed_at).is_(None),
        )
        .order_by(col(Attachment.seq), col(Attachment.place))
    )
    return by_message(rows)


async def fetchable(session: AsyncSession, by: Principal, id: int) -> Attachment:
    """A complete file of a message within reach, or one's own that is not sent yet; what was taken back, for who may
    read the office's record. Raises `NotFound`."""
    own = and_(
        col(Attachment.seq).is_(None),
        col(Attachment.uploader_id) == by.person_id,
        col(Attachment.office_id) == by.office_id,
    )
    talk = col(Conversation.id) == col(Attachment.conversation_id)
    within_reach = or_(own, and_(col(Conversation.id).is_not(None), access.visible(by)))
    found = (
        select(Attachment)
        .outerjoin(Conversation, talk)
        .where(
            col(Attachment.id) == id,
            col(Attachment.state) == "kept",
            or_(col(Attachment.removed_at).is_(None), true() if access.may_read_history(by) else false()),
            within_reach,
        )
    )
    file = await session.scalar(found)
    if file is None:
        raise NotFound
    return file
