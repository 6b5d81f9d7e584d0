"""News read back from the rows, for whoever missed it: the same frames, projected for their audience."""

from collections.abc import Collection
from typing import cast

import msgspec
from sqlalchemy import exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from server.accounts.models import Person, Side
from server.clock import Instant, iso, iso_or_none
from server.conversations.frames import Removed
from server.conversations.models import Conversation
from server.dossiers.models import Client
from server.frames import NewsName
from server.messages.frames import Author, MessageNews, OfficeMessageNews
from server.messages.models import Message
from server.store import Store
from server.streams import queries as streams
from server.streams.models import Event
from server.work import encode

Found = tuple[int, bytes]
Thin = dict[tuple[int, int], bytes]


async def heads(store: Store, names: Collection[str]) -> dict[str, int]:
    async with store.session() as session:
        return await streams.heads(session, names)


async def epoch(store: Store) -> str:
    async with store.session() as session:
        return await streams.epoch(session)


async def moved(store: Store, since: Instant) -> dict[str, int]:
    async with store.session() as session:
        return await streams.moved(session, since)


async def after(
    store: Store, stream: str, cursor: int, limit: int = 100, most_bytes: int = 65_536
) -> list[Found]:
    """The next events of a stream: (q, `{"t","q","p","at","d"}` as JSON), at least one if there is any.

    At most `limit` and about `most_bytes` of them. Add `"s"` to make a live frame (`as_frame`)."""
    async with store.session() as session:
        events = await streams.after(session, stream, cursor, limit)
        thin = await _messages(session, stream, events)
        lost = await _lost(session, stream, events)
    found: list[Found] = []
    size = 0
    for event in events:
        told = _removed(event) if event.conversation_id in lost else _event(event, thin)
        size += len(told)
        if found and size > most_bytes:
            break
        found.append((event.seq, told))
    return found


def as_frame(stream: str, told: bytes) -> bytes:
    """An event of `after` as it would have come live."""
    return b'{"s":"' + stream.encode() + b'",' + told[1:]


def as_batch(stream: str, found: list[Found], more: bool) -> bytes:
    """A `batch` frame of what `after` found; `found` is not empty."""
    told = b",".join(told for _, told in found)
    tail = f'],"to":{found[-1][0]},"more":{"true" if more else "false"}}}'
    return f'{{"t":"batch","s":"{stream}","d":['.encode() + told + tail.encode()


def _event(event: Event, thin: Thin) -> bytes:
    if event.message_seq is not None and event.conversation_id is not None:
        d = thin[event.conversation_id, event.message_seq]
        if event.data:
            d = d[:-1] + b"," + event.data[1:].encode()
    else:
        d = (event.data or "{}").encode()
    head = f'{{"t":"{event.type}","q":{event.seq},"p":{event.seq - 1},"at":"{iso(event.at)}","d":'
    return head.encode() + d + b"}"


def _removed(event: Event) -> bytes:
    """In place of news of a private conversation whose reader has lost its dossier since."""
    type: NewsName = "conversation.removed"
    head = f'{{"t":"{type}","q":{event.seq},"p":{event.seq - 1},"at":"{iso(event.at)}","d":'
    return head.encode() + encode(Removed(cast(int, event.conversation_id))) + b"}"


async def _lost(session: AsyncSession, stream: str, events: list[Event]) -> set[int | None]:
    """Of the conversations in these events of a person's own stream, the private ones no longer his to see."""
    named = {event.conversation_id for event in events} - {None}
    if not named or not stream.startswith("U:"):
        return set()
    still_there = exists().where(
        col(Client.dossier_id) == col(Conversation.dossier_id),
        col(Client.person_id) == col(Conversation.private_to),
    )
    private = col(Conversation.id).in_(named), col(Conversation.private_to).is_not(None)
    return set(await session.scalars(select(col(Conversation.id)).where(*private, ~still_there)))


async def _messages(session: AsyncSession, stream: str, events: list[Event]) -> Thin:
    """The `d` of thin events: messages as they are now, with what the stream's audience may know."""
    keys = {(event.conversation_id, event.message_seq) for event in events if event.message_seq is not None}
    if not keys:
        return {}
    author = aliased(Person)
    rows = await session.execute(
        select(Message, author, col(Conversation.needs_answer_since))
        .join(author, col(author.id) == col(Message.author_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(tuple_(col(Message.conversation_id), col(Message.seq)).in_(keys))
    )
    for_office = stream.startswith("S:")
    return {
        (message.conversation_id, message.seq): encode(_project(message, person, since, for_office))
        for message, person, since in rows.all()
    }


def _project(message: Message, author: Person, since: Instant | None, for_office: bool) -> msgspec.Struct:
    shape = OfficeMessageNews if for_office else MessageNews
    news = shape(
        conversation=message.conversation_id,
        seq=message.seq,
        author=Author(author.id, author.name, cast(Side, message.side)),
        text="" if message.deleted_at else message.text,
        at=iso(message.at),
        cid=message.cid,
        version=message.version,
        edited_at=iso_or_none(message.edited_at),
        deleted_at=iso_or_none(message.deleted_at),
    )
    if isinstance(news, OfficeMessageNews):
        news.needs_answer_since = iso_or_none(since)
    return news
