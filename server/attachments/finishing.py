"""A complete upload becomes a file: put together, measured, recognised, checked for viruses, drawn, and kept."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import update
from sqlmodel import col

from server.attachments.kinds import kind_of
from server.attachments.models import Attachment
from server.attachments.room import FileRoom
from server.attachments.scanning import scan
from server.errors import NotFound, Unavailable

WHOLE, DRAWN = "whole", ("large.jpg", "small.jpg")


async def finish(room: FileRoom, row: Attachment) -> None:
    """Errors: `AttachmentRejected`, `Unavailable`; `NotFound` if it was taken back meanwhile."""
    with TemporaryDirectory(prefix="vinkje-") as place:
        folder, whole = Path(place), Path(place) / WHOLE
        row.sha256 = await _put_together(room, row, whole)
        row.type = kind_of(row.name, whole)
        if room.limits.clamd:
            await scan(room.limits.clamd, whole, room.limits.scan_within / 1000)
        if drawn := await room.previews.draw(whole, row.type, folder):
            row.width, row.height = drawn.width, drawn.height
            for name in DRAWN:
                await room.storage.keep(f"{row.key}/{name}", folder / name)
        await room.storage.keep(f"{row.key}/{WHOLE}", whole)
    await _keep(room, row)
    for piece in row.pieces.split():
        await room.storage.remove(row.key, piece)


async def _put_together(room: FileRoom, row: Attachment, whole: Path) -> str:
    """Its SHA-256."""
    digest = hashlib.sha256()
    try:
        with whole.open("wb") as made:
            for piece in row.pieces.split():
                async for block in room.storage.read(f"{row.key}/{piece}"):
                    digest.update(block)
                    made.write(block)
    except FileNotFoundError as error:  # another request finishes it at this moment
        raise Unavailable from error
    return digest.hexdigest()


async def _keep(room: FileRoom, row: Attachment) -> None:
    columns = ("type", "sha256", "width", "height")
    async with room.store.begin() as session:
        done = await session.execute(
            update(Attachment)
            .where(col(Attachment.id) == row.id, col(Attachment.state) != "gone")
            .values(state="kept", **{name: getattr(row, name) for name in columns})
        )
    if not done.rowcount:  # type: ignore[attr-defined]
        await room.storage.remove(row.key)
        raise NotFound
    row.state = "kept"
