"""Putting on record."""

from server.audit.chain import BEGINNING, Entry, Head, links
from server.rows import Steps, statement

# Locked in the order of offices, whether they had a record before or not.
HEADS = statement(
    """
    INSERT INTO audit_head (office_id, seq, digest)
    SELECT v.office, 0, v.digest FROM {v} WHERE true ORDER BY v.office
    ON CONFLICT (office_id) DO UPDATE SET seq = audit_head.seq
    RETURNING office_id, seq, digest
    """,
    office=int,
    digest=str,
)

INSERT = statement(
    """
    INSERT INTO audit (office_id, seq, at, kind, person_id, conversation_id, message_seq, data, digest)
    SELECT v.office, v.seq, v.at, v.kind, v.person, v.conversation, v.message, v.data, v.digest FROM {v}
    """,
    office=int,
    seq=int,
    at=int,
    kind=str,
    person=int,
    conversation=int,
    message=int,
    data=str,
    digest=str,
)

MOVE = statement(
    "UPDATE audit_head SET seq = v.seq, digest = v.digest FROM {v} WHERE audit_head.office_id = v.office",
    office=int,
    seq=int,
    digest=str,
)


def append(entries: list[Entry]) -> Steps[None]:
    """Chain them to what their offices have on record."""
    if not entries:
        return
    offices = sorted({entry.office for entry in entries})
    rows = yield HEADS(office=offices, digest=[BEGINNING] * len(offices))
    heads: dict[int, Head] = {office: (seq, digest) for office, seq, digest in rows}
    made = links(heads, entries)
    yield INSERT(
        office=[entry.office for entry in entries],
        seq=[seq for seq, _ in made],
        at=[entry.at for entry in entries],
        kind=[entry.kind for entry in entries],
        person=[entry.person for entry in entries],
        conversation=[entry.conversation for entry in entries],
        message=[entry.message for entry in entries],
        data=[entry.data for entry in entries],
        digest=[digest for _, digest in made],
    )
    ends = [heads[office] for office in offices]
    yield MOVE(office=offices, seq=[seq for seq, _ in ends], digest=[digest for _, digest in ends])
