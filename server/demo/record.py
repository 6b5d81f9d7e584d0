"""What the demo's people changed, on their offices' records."""

from collections.abc import Iterable
from itertools import chain

from sqlmodel import SQLModel

from server.audit.chain import Entry, Head, links
from server.audit.models import Audit, AuditHead
from server.demo.talks import Told


def record(told: Iterable[Told]) -> list[SQLModel]:
    """The entries of all talks in the order of time, and where each record ends."""
    entries = sorted(chain.from_iterable(one.entries() for one in told), key=lambda entry: entry.at)
    heads: dict[int, Head] = {}
    rows: list[SQLModel] = [
        _row(entry, *head) for entry, head in zip(entries, links(heads, entries), strict=True)
    ]
    return rows + [
        AuditHead(office_id=office, seq=seq, digest=digest) for office, (seq, digest) in heads.items()
    ]


def _row(entry: Entry, seq: int, digest: str) -> Audit:
    return Audit(
        office_id=entry.office,
        seq=seq,
        at=entry.at,
        kind=entry.kind,
        person_id=entry.person,
        conversation_id=entry.conversation,
        message_seq=entry.message,
        data=entry.data,
        digest=digest,
    )
