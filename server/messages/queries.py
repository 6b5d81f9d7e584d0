"""Reading a conversation's messages, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Person, Side
from server.attachments.queries import Of, of_messages
from server.clock import iso, iso_or_none
from server.messages.frames import Author, MessageFrame
from server.messages.models import Message
from server.work import encode


@dataclass(frozen=True, slots=True)
class Window:
    """Which messages: the last `limit` below `before_seq`, or the first `limit` above `after_seq`."""

    before_seq: int | None = None
    after_seq: int | None = None
    limit: int = 50
    most_bytes: int | None = None


async def page(session: AsyncSession, conversation: int, window: Window) -> list[MessageFrame]:
    """Oldest first; at least one where there is any, then no more than `most_bytes`."""
    seq = col(Message.seq)
    found = (
        select(Message, col(Person.first_name), col(Person.last_name))
        .join(Person, col(Person.id) == col(Message.author_id))
        .where(col(Message.conversation_id) == conversation)
        .limit(window.limit)
    )
    forward = window.after_seq is not None
    if window.after_seq is not None:
        found = found.where(seq > window.after_seq)
    if window.before_seq is not None:
        found = found.where(seq < window.before_seq)
    rows: Any = (await session.execute(found.order_by(seq if forward else seq.desc()))).all()
    with_files = [row[0].seq for row in rows if row[0].files and not row[0].deleted_at]
    files = await of_messages(session, conversation, with_files) if with_files else {}
    frames = _bounded((_frame(files, *row) for row in rows), window.most_bytes)
    return frames if forward else frames[::-1]


def _bounded(frames: Iterable[MessageFrame], most: int | None) -> list[MessageFrame]:
    kept: list[MessageFrame] = []
    size = 0
    for frame in frames:
        size += len(encode(frame))
        if kept and most is not None and size > most:
            break
        kept.append(frame)
    return kept


def _frame(files: Of, message: Message, first_name: str, last_name: str) -> MessageFrame:
    return MessageFrame(
        conversation=message.conversation_id,
        seq=message.seq,
        author=Author(message.author_id, f"{first_name} {last_name}".strip(), cast(Side, message.side)),
        text="" if message.deleted_at else message.text,
        at=iso(message.at),
        cid=message.cid,
        version=message.version,
        edited_at=iso_or_none(message.edited_at),
        deleted_at=iso_or_none(message.deleted_at),
        attachments=files.get((message.conversation_id, message.seq), []),
    )
