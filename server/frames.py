"""Names and shapes that several domains share."""

from typing import Literal

from msgspec import Struct

from server.clock import Time

# Whatever can be announced on a stream. `server/events.py` says to whom and in what shape.
NewsName = Literal[
    "message.new",
    "message.edited",
    "message.deleted",
    "receipt",
    "conversation.started",
    "conversation.closed",
    "conversation.reopened",
    "conversation.updated",
    "conversation.removed",
    "access.changed",
    "staff.changed",
    "dossier.updated",
    "dossiers.imported",
    "bulk.progress",
    "bulk.done",
]


class Nothing(Struct):
    """There is nothing more to say."""


class Now(Struct):
    at: Time


NOTHING = Nothing()
