"""News read back from the rows, for whoever missed it: the same frames, projected for their audience."""

from collections.abc import Collection
from typing import Any, cast

import msgspec

from server.accounts.models import Side
from server.asking import Ask, asking
from server.attachments.queries import SHOWN, Of, by_message
from server.clock import Instant, iso, iso_or_none
from server.conversations.frames import SNIPPET, Last, Person, Removed
from server.frames import NewsName
from server.messages.frames import (
    Author,
    ClientDeletion,
    MessageFrame,
    MessageNews,
    OfficeDeletion,
    OfficeMessageNews,
)
from server.rows import statement
from server.store import Store
from server.streams import queries as streams
from server.streams.queries import Told
from server.work import encode

Found = tuple[int, bytes]
Thin = dict[tuple[int, int], tuple[Any, ...]]

MESSAGES = statement(
    """
    SELECT m.conversation_id, m.seq, m.author_id, trim(p.first_name || ' ' || p.last_name), m.side, m.text, m.at,
        m.cid, m.version, m.edited_at, m.deleted_at, c.needs_answer_since,
        c.office_head > c.client_head AND c.office_head > c.dismissed_upto, m.files
    FROM {v} JOIN message m ON m.conversation_id = v.conversation AND m.seq = v.seq
    JOIN person p ON p.id = m.author_id JOIN conversation c ON c.id = m.conversation_id
    """,
    conversation=int,
    seq=int,
)
LOST = statement(
    """
    SELECT c.id FROM {v} JOIN conversation c ON c.id = v.conversation
    WHERE c.private_to IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM client k WHERE k.dossier_id = c.dossier_id AND k.person_id = c.private_to
    )
    """,
    conversation=int,
)


async def heads(store: Store, names: Collection[str]) -> dict[str, int]:
    async with asking(store) as ask:
        return await streams.heads(ask, names)


async def epoch(store: Store) -> str:
    async with asking(store) as ask:
        return await streams.epoch(ask)


async def moved(store: Store, since: Instant) -> dict[str, int]:
    async with asking(store) as ask:
        return await streams.moved(ask, since)


async def after(
    store: Store, stream: str, cursor: int, limit: int = 100, most_bytes: int = 65_536
) -> list[Found]:
    """The next events of a stream: (q, `{"t","q","p","at","d"}` as JSON), at least one if there is any.

    At most `limit` and about `most_bytes` of them. Add `"s"` to make a live frame (`as_frame`)."""
    async with asking(store) as ask:
        events = await streams.after(ask, stream, cursor, limit)
        thin = await _messages(ask, events)
        lost = await _lost(ask, stream, events)
    found: list[Found] = []
    size = 0
    for event in events:
        told = _removed(event) if event.conversation_id in lost else _event(stream, event, thin)
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


def _event(stream: str, event: Told, thin: Thin) -> bytes:
    head = f'{{"t":"{event.type}","q":{event.seq},"p":{event.seq - 1},"at":"{iso(event.at)}","d":'
    return head.encode() + _d(stream, event, thin) + b"}"


def _d(stream: str, event: Told, thin: Thin) -> bytes:
    if event.message_seq is None or event.conversation_id is None:
        return (event.data or "{}").encode()
    message = _project(stream, event.type, *thin[event.conversation_id, event.message_seq])
    if event.type == "conversation.started":
        return _started(event, message)
    d = encode(message)
    return d[:-1] + b"," + event.data[1:].encode() if event.data else d


def _started(event: Told, message: MessageFrame) -> bytes:
    """The row as it was then, but for its words: those are the message's, as it is now."""
    row = msgspec.json.decode(cast(str, event.data))["conversation"]
    author, deleted = message.author, message.deleted_at is not None
    words, files = message.text[:SNIPPET], len(message.attachments)
    row["last"] = Last(
        message.seq, Person(author.id, author.name), author.side, words, message.at, deleted, files
    )
    if isinstance(message, OfficeMessageNews):
        message.needs_answer_since = row["needs_answer_since"]
    return encode({"conversation": row, "message": message})


def _removed(event: Told) -> bytes:
    """In place of news of a private conversation whose reader has lost its dossier since."""
    type: NewsName = "conversation.removed"
    head = f'{{"t":"{type}","q":{event.seq},"p":{event.seq - 1},"at":"{iso(event.at)}","d":'
    return head.encode() + encode(Removed(cast(int, event.conversation_id))) + b"}"


async def _lost(ask: Ask, stream: str, events: list[Told]) -> set[int]:
    """Of the conversations in these events of a person's own stream, the private ones no longer his to see."""
    named = {event.conversation_id for event in events if event.conversation_id is not None}
    if not named or not stream.startswith("U:"):
        return set()
    return {conversation for (conversation,) in await ask(LOST(conversation=list(named)))}


async def _messages(ask: Ask, events: list[Told]) -> Thin:
    """The messages of thin events, as they are now."""
    keys = {(event.conversation_id, event.message_seq) for event in events if event.message_seq is not None}
    if not keys:
        return {}
    conversations, seqs = zip(*keys, strict=True)
    rows = await ask(MESSAGES(conversation=conversations, seq=seqs))
    files = await _files(ask, [(row[0], row[1]) for row in rows if row[-1]])
    return {(row[0], row[1]): (*row[:-1], files.get((row[0], row[1]), [])) for row in rows}


async def _files(ask: Ask, messages: list[tuple[int, int]]) -> Of:
    if not messages:
        return {}
    conversations, seqs = zip(*messages, strict=True)
    return by_message(await ask(SHOWN(conversation=conversations, seq=seqs)))


def _project(stream: str, type: str, *row: Any) -> MessageFrame:
    """A message with what the stream's audience may know, in the shape of this event."""
    conversation, seq, author, name, side, text, at, cid, version, edited, deleted, since, asked, files = row
    said: dict[str, Any] = {
        "conversation": conversation,
        "seq": seq,
        "author": Author(author, name, cast(Side, side)),
        "text": "" if deleted else text,
        "at": iso(at),
        "cid": cid,
        "version": version,
        "edited_at": iso_or_none(edited),
        "deleted_at": iso_or_none(deleted),
        "attachments": files,
    }
    office = stream.startswith("S:")
    if type == "message.edited":
        return MessageFrame(**said)
    if not office:
        return ClientDeletion(**said, asked=bool(asked)) if type == "message.deleted" else MessageNews(**said)
    shape = OfficeDeletion if type == "message.deleted" else OfficeMessageNews
    return shape(**said, needs_answer_since=iso_or_none(since))
