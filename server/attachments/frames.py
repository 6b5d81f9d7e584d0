"""Files as they stand on the wire."""

from msgspec import Struct

from server.clock import Time


class AttachmentFrame(Struct, frozen=True):
    """A file of a message. With `width` and `height`, those of its picture, there are previews of it."""

    id: int
    name: str
    size: int
    type: str
    width: int | None = None
    height: int | None = None


class Upload(Struct):
    """How far an upload is. `attachment` once it is complete: then a message may name it, until `expires_at`."""

    id: int
    name: str
    size: int
    offset: int
    piece_bytes: int
    expires_at: Time
    attachment: AttachmentFrame | None = None
