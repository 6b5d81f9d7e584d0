"""Reading the record: of one message, and all of it to see whether it was touched."""

from collections.abc import AsyncIterator

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import col

from server.asking import Ask
from server.audit.chain import BEGINNING, Entry, link
from server.audit.models import Audit, AuditHead
from server.rows import Row, statement
from server.store import Store

STEP = 1_000

OF_MESSAGE = statement(
    """
    SELECT a.kind, a.at, a.person_id, a.data FROM {v}
    JOIN audit a ON a.conversation_id = v.conversation AND a.message_seq = v.seq
    ORDER BY a.seq
    """,
    conversation=int,
    seq=int,
)


class Verdict(Struct, frozen=True):
    """An office's record: how many entries hold, and the number of the first that does not."""

    office: int
    entries: int
    digest: str
    broken_at: int | None


async def of_message(ask: Ask, conversation: int, seq: int) -> list[Row]:
    """(kind, at, person, data), oldest first."""
    return await ask(OF_MESSAGE(conversation=[conversation], seq=[seq]))


async def verify(store: Store) -> AsyncIterator[Verdict]:
    """Go through the record of every office, from its first entry to its head."""
    async with store.session() as session:
        heads = list(await session.scalars(select(AuditHead).order_by(col(AuditHead.office_id))))
    for head in heads:
        yield await _verify(store, head)


async def _verify(store: Store, head: AuditHead) -> Verdict:
    seq, digest = 0, BEGINNING
    while rows := await _after(store, head, seq):
        for row in rows:
            due = link(digest, seq + 1, _entry(row))
            if row.seq != seq + 1 or row.digest != due:
                return Verdict(head.office_id, seq, digest, seq + 1)
            seq, digest = row.seq, due
    ends = (seq, digest) == (head.seq, head.digest)
    return Verdict(head.office_id, seq, digest, None if ends else seq + 1)


async def _after(store: Store, head: AuditHead, seq: int) -> list[Audit]:
    step = (
        select(Audit)
        .where(col(Audit.office_id) == head.office_id, col(Audit.seq) > seq, col(Audit.seq) <= head.seq)
        .order_by(col(Audit.seq))
        .limit(STEP)
    )
    async with store.session() as session:
        return list(await session.scalars(step))


def _entry(row: Audit) -> Entry:
    return Entry(
        row.office_id,
        row.at,
        row.kind,  # type: ignore[arg-type]
        row.person_id,
        row.conversation_id,
        row.message_seq,
        row.data,
    )
