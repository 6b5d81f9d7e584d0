"""Uploads that nobody finished or sent in time are thrown away, a bounded number at a time."""

from sqlalchemy import select, update
from sqlmodel import col

from server.attachments.actions import remove
from server.attachments.models import Attachment
from server.attachments.room import FileRoom

AT_ONCE = 100


async def expire(room: FileRoom) -> int:
    """One step; how many it threw away. Those that go are marked first: no message can have them any more."""
    async with room.store.begin() as session:
        late = (
            select(col(Attachment.id))
            .where(col(Attachment.expires_at) < room.store.clock())
            .order_by(col(Attachment.expires_at))
            .limit(AT_ONCE)
        )
        ids = list(await session.scalars(late))
        gone = update(Attachment).where(col(Attachment.id).in_(ids), col(Attachment.seq).is_(None))
        rows = list(await session.scalars(gone.values(state="gone").returning(Attachment)))
    for row in rows:
        await remove(room, row)
    return len(rows)
