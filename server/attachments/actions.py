"""Uploading: a place is made, pieces come, and when all are there the file is looked at and kept.

Nothing here is news to anybody: a file is part of a conversation when a message has it.
"""

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.attachments.admitting import Announced, dossier_of, refuse_too_many, reserve
from server.attachments.finishing import finish
from server.attachments.frames import AttachmentFrame, Upload
from server.attachments.kinds import refuse_by_name
from server.attachments.models import Attachment, Storage
from server.attachments.names import cleaned
from server.attachments.room import FileRoom
from server.clock import iso
from server.errors import (
    AttachmentRejected,
    BadRequest,
    LimitExceeded,
    NotFound,
    TooLarge,
    VersionConflict,
)

KEY_BYTES, PIECE_BYTES = 16, 8
CUTS = 100  # so many pieces more than needed: a line may break that often in one upload


async def create(room: FileRoom, by: Principal, file: Announced) -> Upload:
    """Make a place for it.

    Errors: `NotFound` for what is out of reach, `AttachmentRejected`, `TooLarge`, `LimitExceeded`.
    """
    kept_name = cleaned(file.name)
    refuse_by_name(kept_name, room.limits.refused)
    if file.size > room.limits.file_bytes:
        raise TooLarge(f"A file has at most {room.limits.file_bytes} bytes.", field="size")
    now = room.store.clock()
    async with room.store.begin() as session:
        place = await dossier_of(session, by, file)
        await refuse_too_many(session, by, room.limits.unsent_per_person)
        await reserve(session, by.office_id, file.size, room.limits.office_bytes)
        row = Attachment(
            office_id=by.office_id,
            dossier_id=place,
            uploader_id=by.person_id,
            key=secrets.token_hex(KEY_BYTES),
            name=kept_name,
            size=file.size,
            created_at=now,
            expires_at=now + room.limits.keep_unsent,
        )
        session.add(row)
    return upload_of(room, row)


async def append(room: FileRoom, by: Principal, id: int, offset: int, data: bytes) -> Upload:
    """The next piece, which begins at `offset`. Errors: `NotFound`, `VersionConflict` if it begins elsewhere,
    `TooLarge` beyond the size that was announced, `LimitExceeded` for crumbs."""
    row = await own(room, by, id)
    if offset != row.received or row.state != "coming":
        raise VersionConflict(f"The upload stands at {row.received}.", field="offset")
    if offset + len(data) > row.size:
        raise TooLarge("This is more than was announced.", field="size")
    if len(row.pieces.split()) > row.size // room.limits.piece_bytes + CUTS:
        raise LimitExceeded("This came in too many pieces.", field="offset")
    if not data:
        return upload_of(room, row)
    piece = secrets.token_hex(PIECE_BYTES)
    await room.storage.write(f"{row.key}/{piece}", data)
    row.received, row.pieces = offset + len(data), f"{row.pieces} {piece}".strip()
    if not await _advanced(room, row, offset):
        await room.storage.remove(row.key, piece)
        raise VersionConflict("Another piece came first.", field="offset")
    return upload_of(room, row)


async def complete(room: FileRoom, by: Principal, id: int) -> AttachmentFrame:
    """Everything is there: look at it and keep it. Again: the same answer.

    Errors: `NotFound`, `BadRequest` if something is missing, `AttachmentRejected`, `Unavailable` where viruses
    cannot be looked for."""
    row = await own(room, by, id)
    if row.received < row.size:
        raise BadRequest(f"Only {row.received} bytes came.", field="offset")
    if row.state == "coming":
        try:
            await finish(room, row)
        except AttachmentRejected:
            await remove(room, row)
            raise
    return frame_of(row)


async def abort(room: FileRoom, by: Principal, id: int) -> None:
    """Never mind: an upload, or a file that was not sent. Errors: `NotFound`."""
    row = await own(room, by, id)
    async with room.store.begin() as session:
        if not await _gone(session, row):
            raise NotFound
    await remove(room, row)


async def remove(room: FileRoom, row: Attachment) -> None:
    """First what it holds, then its row: who is interrupted can do it again."""
    await room.storage.remove(row.key)
    async with room.store.begin() as session:
        done = await session.execute(
            delete(Attachment).where(col(Attachment.id) == row.id, col(Attachment.seq).is_(None))
        )
        if done.rowcount:  # type: ignore[attr-defined]
            less = col(Storage.bytes) - row.size
            await session.execute(
                update(Storage).where(col(Storage.office_id) == row.office_id).values(bytes=less)
            )


async def own(room: FileRoom, by: Principal, id: int) -> Attachment:
    """One's own that is not sent yet. Raises `NotFound`."""
    async with room.store.session() as session:
        found = await session.scalar(
            select(Attachment).where(
                col(Attachment.id) == id,
                col(Attachment.uploader_id) == by.person_id,
                col(Attachment.office_id) == by.office_id,
                col(Attachment.seq).is_(None),
                col(Attachment.expires_at) > room.store.clock(),
                col(Attachment.state) != "gone",
            )
        )
    if found is None:
        raise NotFound
    return found


def upload_of(room: FileRoom, row: Attachment) -> Upload:
    kept = frame_of(row) if row.state == "kept" else None
    expires = iso(row.expires_at or row.created_at)
    return Upload(row.id, row.name, row.size, row.received, room.limits.piece_bytes, expires, kept)


def frame_of(row: Attachment) -> AttachmentFrame:
    return AttachmentFrame(row.id, row.name, row.size, row.type, row.width, row.height)


async def _advanced(room: FileRoom, row: Attachment, offset: int) -> bool:
    """Whether nobody else added a piece meanwhile."""
    async with room.store.begin() as session:
        done = await session.execute(
            update(Attachment)
            .where(
                col(Attachment.id) == row.id,
                col(Attachment.received) == offset,
                col(Attachment.state) == "coming",
            )
            .values(received=row.received, pieces=row.pieces)
        )
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def _gone(session: AsyncSession, row: Attachment) -> bool:
    """Whether it was still nobody's: from here on no message can have it."""
    done = await session.execute(
        update(Attachment)
        .where(col(Attachment.id) == row.id, col(Attachment.seq).is_(None))
        .values(state="gone")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
