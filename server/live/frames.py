"""The frames of the socket itself; those of commands and news stand with their domains."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, json

from server.clock import Time
from server.commands.base import Frame, Number
from server.config import Settings
from server.dossiers.frames import Me
from server.errors import Refused

Name = Annotated[str, Meta(max_length=100)]
# Whatever a socket says of itself. `server/events.py` says in what shape.
SocketEvent = Literal[
    "welcome", "resync", "session.revoked", "auth.expiring", "draining", "lagging", "caught_up",
    "presence", "presence.sync", "typing", "looking",
]  # fmt: skip
Cursor = Annotated[dict[Name, Number], Meta(max_length=1_000)]


class Device(Frame):
    id: Name = ""
    kind: Name = ""
    app: Name = ""
    version: Name = ""


class Hello(Frame):
    """The first frame. Without a cursor one starts at the present."""

    ticket: Name | None = None
    device: Device | None = None
    cursor: Cursor = {}
    epoch: Name | None = None


class Resume(Frame):
    """Everything after these cursors once more, and from there on live."""

    cursor: Cursor


class Resumed(Struct):
    cursor: dict[str, int]


class LimitsTold(Struct):
    frame_bytes: int
    text_characters: int
    subject_characters: int
    marks: int
    history: int
    connections_per_person: int
    command_burst: int
    commands_per_second: int
    file_bytes: int
    files_per_message: int
    piece_bytes: int


class Welcome(Struct):
    me: Me
    epoch: str
    server_time: Time
    resumed: bool
    streams: dict[str, int]
    limits: LimitsTold
    heartbeat_s: int
    expires_at: Time


ResyncReason = Literal["too_far", "epoch", "access"]
EndReason = Literal["signed_out", "revoked"]


class Resync(Struct):
    """Load afresh over HTTP, then go on from that `cursor`: this stream, or everything."""

    stream: str | None
    reason: ResyncReason


class SessionRevoked(Struct):
    """The session ended; close code 4005 follows."""

    reason: EndReason


class AuthExpiring(Struct):
    """The session ends within a minute; then close code 4202 follows."""

    expires_at: Time


class Draining(Struct):
    """This node goes away: come back after this wait."""

    reconnect_in_ms: int


class Ok(Struct, tag_field="t", tag="ok"):
    id: str
    d: Any


class Error(Struct, tag_field="t", tag="error"):
    d: dict[str, object]
    id: str | UnsetType = UNSET


class Heartbeat(Struct, tag_field="t", tag="hb"):
    c: dict[str, int]


encode = json.Encoder().encode


def event(type: SocketEvent, d: object) -> bytes:
    """An event that is not of a stream."""
    return b'{"t":"' + type.encode() + b'","d":' + encode(d) + b"}"


def ok(id: str, d: object) -> bytes:
    return encode(Ok(id, d))


def error(id: str, refused: Refused) -> bytes:
    return encode(Error(refused.answer(), id or UNSET))


def told(settings: Settings) -> LimitsTold:
    names = LimitsTold.__struct_fields__
    of = {name: settings.live if hasattr(settings.live, name) else settings.attachments for name in names}
    return LimitsTold(**{name: getattr(of[name], name) for name in names})
