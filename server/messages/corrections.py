"""Changing and taking back what one wrote. Receipts and clocks are not touched by an edit."""

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from server.accounts.models import Side
from server.accounts.principal import Principal
from server.attachments import binding
from server.attachments.frames import AttachmentFrame
from server.attachments.queries import SHOWN, by_message
from server.audit.chain import Entry, Kind
from server.clock import Instant, iso, iso_or_none
from server.conversations import access
from server.conversations.clocks import settle_deletion
from server.conversations.facts import Facts, lock, reach, store
from server.errors import ConversationClosed, Forbidden, NotFound, VersionConflict
from server.messages.frames import (
    Author,
    ClientDeletion,
    Deleted,
    Edited,
    MessageFrame,
    OfficeDeletion,
    Was,
)
from server.rows import Steps, statement
from server.work import Work

SAID = statement(
    """
    SELECT m.conversation_id, m.seq, m.author_id, m.side, m.cid, m.text, m.at, m.version, m.edited_at, m.deleted_at,
        m.files
    FROM {v} JOIN message m ON m.conversation_id = v.conversation AND m.seq = v.seq
    """,
    conversation=int,
    seq=int,
)

EDIT = statement(
    """
    UPDATE message SET text = v.text, version = v.version, edited_at = v.at
    FROM {v} WHERE message.conversation_id = v.conversation AND message.seq = v.seq
    """,
    conversation=int,
    seq=int,
    text=str,
    version=int,
    at=int,
)

DELETE = statement(
    """
    UPDATE message SET text = '', version = v.version, deleted_at = v.at
    FROM {v} WHERE message.conversation_id = v.conversation AND message.seq = v.seq
    """,
    conversation=int,
    seq=int,
    version=int,
    at=int,
)


class Edit(Struct, frozen=True):
    """New words for a message. `version` is the one its author saw."""

    by: Principal
    conversation: int
    seq: int
    version: int
    text: str


class Said(Struct):
    """A message as it stands in its locked conversation."""

    conversation: int
    seq: int
    author_id: int
    side: Side
    cid: str
    text: str
    at: Instant
    version: int
    edited_at: Instant | None
    deleted_at: Instant | None
    attachments: list[AttachmentFrame] = []

    @property
    def changed_at(self) -> Instant:
        return self.edited_at or self.at

    def frame(self, author: str) -> MessageFrame:
        return MessageFrame(
            self.conversation, self.seq, Author(self.author_id, author, self.side), self.text, iso(self.at), self.cid,
            self.version, iso_or_none(self.edited_at), iso_or_none(self.deleted_at), self.attachments,
        )  # fmt: skip


def edit(work: Work, wish: Edit) -> Steps[Edited]:
    """Change the words of one's own message (S31, S67). Again, with the same words: the same answer.

    Errors: `NotFound`, `Forbidden` for another's, `VersionConflict` if it moved or was deleted, `ConversationClosed`:
    what was archived is what was said.
    """
    facts, name, said = yield from _own(work, wish.by, wish.conversation, wish.seq)
    if said.deleted_at is not None:
        raise VersionConflict(field="version")
    if said.text == wish.text and said.version - wish.version in (0, 1):
        return Edited(said.conversation, said.seq, said.version, iso(said.changed_at))
    if said.version != wish.version:
        raise VersionConflict(field="version")
    if facts.closed_at is not None:
        raise ConversationClosed()
    _record(work, "message.edited", facts, said)
    said.text, said.version = wish.text, said.version + 1
    said.edited_at = max(work.now, said.changed_at)
    yield EDIT(
        conversation=[facts.id], seq=[said.seq], text=[said.text], version=[said.version], at=[said.edited_at]
    )
    d = said.frame(name)
    for stream in (facts.office_stream, facts.client_stream):
        work.announce(facts.office_id, stream, "message.edited", d, conversation=facts.id, message=said.seq)
    return Edited(said.conversation, said.seq, said.version, iso(said.edited_at))


def delete(work: Work, by: Principal, conversation: int, seq: int) -> Steps[Deleted]:
    """Take back one's own message (S31, S67), also in a closed conversation; a second time changes nothing. Its
    number stays, its text and files only on the office's record.

    Errors: `NotFound`, `Forbidden` for another's.
    """
    facts, name, said = yield from _own(work, by, conversation, seq)
    if said.deleted_at is not None:
        return Deleted(conversation, seq, iso(said.deleted_at))
    _record(work, "message.deleted", facts, said)
    said.text, said.version = "", said.version + 1
    said.deleted_at = max(work.now, said.changed_at)
    if said.attachments:
        yield from binding.remove([file.id for file in said.attachments], said.deleted_at)
        said.attachments = []
    yield DELETE(conversation=[facts.id], seq=[seq], version=[said.version], at=[said.deleted_at])
    yield from settle_deletion(facts, seq, said.side)
    yield from store([facts])
    _announce_deletion(work, facts, said.frame(name))
    return Deleted(conversation, seq, iso(said.deleted_at))


def _own(work: Work, by: Principal, conversation: int, seq: int) -> Steps[tuple[Facts, str, Said]]:
    """The locked conversation, the author's name, his message."""
    asked = SAID(conversation=[conversation], seq=[seq])
    (rows,) = yield from lock(work, [(conversation, by.person_id, by.side)], asked)
    facts, reader = reach(work, by, conversation)
    if not rows:
        raise NotFound()
    *columns, files = rows[0]
    said = Said(*columns)
    if not access.may_change(by.person_id, said.author_id):
        raise Forbidden("Only who wrote it can change it or take it back.")
    if files:
        said.attachments = by_message((yield SHOWN(conversation=[facts.id], seq=[seq]))).get(
            (facts.id, seq), []
        )
    return facts, reader.name, said


def _record(work: Work, kind: Kind, facts: Facts, said: Said) -> None:
    was = msgspec.json.encode(Was(said.version, said.text, iso(said.changed_at), said.attachments)).decode()
    work.record(Entry(facts.office_id, work.now, kind, said.author_id, said.conversation, said.seq, was))


def _announce_deletion(work: Work, facts: Facts, frame: MessageFrame) -> None:
    said, since = asdict(frame), iso_or_none(facts.needs_answer_since)
    told = (
        (facts.office_stream, OfficeDeletion(**said, needs_answer_since=since)),
        (facts.client_stream, ClientDeletion(**said, asked=facts.asks_client)),
    )
    for stream, d in told:
        work.announce(facts.office_id, stream, "message.deleted", d, conversation=facts.id, message=frame.seq)
