"""Messages as they stand on the wire."""

from msgspec import UNSET, Struct, UnsetType

from server.accounts.models import Side


class Author(Struct):
    id: int
    name: str
    side: Side


class Posted(Struct, frozen=True, omit_defaults=True):
    """Where a message stands. `dup` if it stood there before."""

    conversation: int
    seq: int
    at: str
    dup: bool = False


class MessageFrame(Struct):
    """One message. A deleted one keeps its number, with `text` empty."""

    conversation: int
    seq: int
    author: Author
    text: str
    at: str
    cid: str
    version: int = 1
    edited_at: str | None = None
    deleted_at: str | None = None
    attachments: list[str] = []


class MessageNews(MessageFrame):
    """`message.new` for the client side; `reopened` where a client's message opened the conversation again."""

    reopened: bool | UnsetType = UNSET


class OfficeMessageNews(MessageNews):
    """`message.new` for staff: with what it makes of the office's debt."""

    needs_answer_since: str | None = None
