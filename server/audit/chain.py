"""How entries hang together. Pure."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from server.clock import Instant

BEGINNING = ""
Head = tuple[int, str]  # the number and the digest of an office's last entry
Kind = Literal["message.edited", "message.deleted"]


class Entry(Struct, frozen=True):
    """What goes on record. `data` is JSON: what was there before."""

    office: int
    at: Instant
    kind: Kind
    person: int
    conversation: int | None
    message: int | None
    data: str


def link(before: str, seq: int, entry: Entry) -> str:
    """The digest of entry number `seq`, resting on the one before it."""
    return sha256(before.encode() + b"\n" + msgspec.json.encode((seq, entry))).hexdigest()


def links(heads: dict[int, Head], entries: Iterable[Entry]) -> list[Head]:
    """Each entry's number and digest; moves the heads."""
    made = []
    for entry in entries:
        seq, before = heads.get(entry.office, (0, BEGINNING))
        heads[entry.office] = (seq + 1, link(before, seq + 1, entry))
        made.append(heads[entry.office])
    return made
