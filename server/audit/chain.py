"""How entries hang together. Pure."""

from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from server.clock import Instant

BEGINNING = ""
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
