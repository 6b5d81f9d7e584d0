"""Messages as they stand on the wire."""

from msgspec import UNSET, Struct, UnsetType

from server.accounts.models import Side
from server.attachments.frames import AttachmentFrame
from server.clock import Time
from server.conversations.frames import ClientStarted, OfficeStarted


class Author(Struct):
    id: int
    name: str
    side: Side


class Posted(Struct, frozen=True, omit_defaults=True):
    """Where a message stands. `dup` if it stood there before."""

    conversation: int
    seq: int
    at: Time
    dup: bool = False


class MessageFrame(Struct):
    """One message. A deleted one keeps its number, with `text` empty."""

    conversation: int
    seq: int
    author: Author
    text: str
    at: Time
    cid: str
    version: int = 1
    edited_at: Time | None = None
    deleted_at: Time | None = None
    attachments: list[AttachmentFrame] = []


class MessageNews(MessageFrame):
    """`message.new` for the client side; `reopened` where a client's message opened the conversation again."""

    reopened: bool | UnsetType = UNSET


class OfficeMessageNews(MessageNews):
    """`message.new` for staff: with what it makes of the office's debt."""

    needs_answer_since: Time | None = None


class Edited(Struct, frozen=True):
    """Which version a message has now, and since when."""

    conversation: int
    seq: int
    version: int
    at: Time


class Deleted(Struct, frozen=True):
    """When a message was taken back."""

    conversation: int
    seq: int
    at: Time


class OfficeDeletion(MessageFrame):
    """`message.deleted` for staff: with what it makes of the office's debt."""

    needs_answer_since: Time | None = None


class ClientDeletion(MessageFrame):
    """`message.deleted` for the client side: `asked` as the row says it now."""

    asked: bool = False


class Was(Struct, frozen=True):
    """What a message said, as of `at`, and the files it had."""

    version: int
    text: str
    at: Time
    attachments: list[AttachmentFrame] = []


class MessageHistory(Struct):
    """All a message ever said, oldest first; the last one stands there now, unless it was deleted."""

    versions: list[Was]
    deleted_at: Time | None


class OfficeStartedNews(Struct):
    """`conversation.started` for staff; fields about the viewer (`unread`, `read_upto`, `may`) are left to him."""

    conversation: OfficeStarted
    message: OfficeMessageNews


class ClientStartedNews(Struct):
    """`conversation.started` for the client side."""

    conversation: ClientStarted
    message: MessageNews
