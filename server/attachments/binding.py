"""Giving uploaded files to a message, in its transaction. Asked for only by messages that have some."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from server.accounts.principal import Principal
from server.attachments.frames import AttachmentFrame
from server.errors import AttachmentUnknown
from server.rows import Ask, Row, Steps, statement
from server.work import Work

# Locked: two messages at once do not get the same file. In the order of ids, after the conversations.
FREE = statement(
    """
    SELECT a.id, a.uploader_id, a.dossier_id, a.name, a.size, a.type, a.width, a.height
    FROM {v} JOIN attachment a ON a.id = v.id
    WHERE a.state = 'kept' AND a.seq IS NULL ORDER BY a.id {for_update:a}
    """,
    id=int,
)

BIND = statement(
    """
    UPDATE attachment SET conversation_id = v.conversation, seq = v.seq, place = v.place, expires_at = NULL
    FROM {v} WHERE attachment.id = v.id
    """,
    id=int,
    conversation=int,
    seq=int,
    place=int,
)

REMOVE = statement(
    """
    UPDATE attachment SET removed_at = v.at
    FROM {v} WHERE attachment.id = v.id AND attachment.removed_at IS NULL
    """,
    id=int,
    at=int,
)


class Free(Struct, frozen=True):
    """A complete upload that no message has yet."""

    uploader: int
    dossier: int
    frame: AttachmentFrame


def ask(ids: Iterable[int]) -> Ask:
    return FREE(id=sorted(set(ids)))


def found(work: Work, rows: Iterable[Row]) -> None:
    """Remember what `ask` brought."""
    for id, uploader, dossier, *shown in rows:
        work.files[id] = Free(uploader, dossier, AttachmentFrame(id, *shown))


def claim(work: Work, by: Principal, dossier: int, ids: Sequence[int]) -> list[AttachmentFrame]:
    """One's own uploads for this dossier, each for one message and no other. Errors: `AttachmentUnknown`."""
    free = [work.files.get(id) for id in ids]
    if not all(one and (one.uploader, one.dossier) == (by.person_id, dossier) for one in free):
        raise AttachmentUnknown(field="attachments")
    return [work.files.pop(id).frame for id in ids]


def bind(given: Iterable[tuple[int, int, Sequence[AttachmentFrame]]], *, place: int = 0) -> Steps[None]:
    """Per message its conversation, its number and its files, in their order from `place` on."""
    rows = [
        (file.id, conversation, seq, at)
        for conversation, seq, files in given
        for at, file in enumerate(files, place)
    ]
    if rows:
        yield BIND(**dict(zip(BIND.columns, zip(*rows, strict=True), strict=True)))


def remove(ids: Sequence[int], at: int) -> Steps[None]:
    """From now on nobody is shown them. What they hold is kept for the office's record."""
    yield REMOVE(id=ids, at=[at] * len(ids))
