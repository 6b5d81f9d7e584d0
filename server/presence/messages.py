"""What the nodes tell each other of who is there. A node counts its changes; the others believe no gap in the count."""

from msgspec import Struct

from server.accounts.models import Side
from server.clock import Instant
from server.presence.frames import DeviceKind, State


class Place(Struct, array_like=True, frozen=True):
    """Where somebody is, with all that staff may know of it. No conversation: 0."""

    dossier: int
    number: str
    name: str
    conversation: int = 0
    subject: str = ""


class Who(Struct, array_like=True, frozen=True):
    person: int
    name: str
    side: Side


class Member(Struct, array_like=True, frozen=True):
    """One person as his best device on one node has him."""

    who: Who
    state: State
    since: Instant
    device: DeviceKind
    at: Instant
    place: Place | None = None


class Lease(Struct, array_like=True, frozen=True, tag="lease"):
    """I live, and made so many changes."""

    node: str
    version: int


class Change(Struct, array_like=True, frozen=True, tag="change"):
    node: str
    version: int
    here: list[Member]
    gone: list[int]


class Full(Struct, array_like=True, frozen=True, tag="full"):
    node: str
    version: int
    here: list[Member]


class Ask(Struct, array_like=True, frozen=True, tag="ask"):
    """Tell me everything: this node, or all ("")."""

    of: str


class Bye(Struct, array_like=True, frozen=True, tag="bye"):
    node: str


class Typed(Struct, array_like=True, frozen=True, tag="typed"):
    """Somebody types in it, for a few seconds unless said again; or stopped."""

    conversation: int
    who: Who
    on: bool


Message = Lease | Change | Full | Ask | Bye | Typed
