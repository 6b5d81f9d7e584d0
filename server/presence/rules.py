"""Several devices, several nodes, one person: the best state wins."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from server.clock import Instant
from server.presence.frames import DeviceKind, State
from server.presence.messages import Member, Place, Who

RANK: dict[State, int] = {"away": 1, "online": 2}
KINDS: dict[str, DeviceKind] = {"web": "web", "mobile": "mobile", "desktop": "desktop"}


class Device(Struct, frozen=True):
    """One socket of his; `at` is when it last said something of itself."""

    state: State
    kind: DeviceKind
    at: Instant
    place: Place | None = None


def kind_of(told: str) -> DeviceKind:
    """What an app calls its device, as far as we know such."""
    return KINDS.get(told, "other")


def member_of(who: Who, devices: Iterable[Device], before: Member | None) -> Member | None:
    """The best of his devices, the latest of those; since when does not change with the device."""
    best = max(devices, key=lambda one: (RANK[one.state], one.at), default=None)
    if best is None:
        return None
    since = before.since if before and before.state == best.state else best.at
    return Member(who, best.state, since, best.kind, best.at, best.place)


def merged(members: Iterable[Member]) -> Member | None:
    """The same over nodes."""
    several = list(members)
    best = max(several, key=lambda one: (RANK[one.state], one.at), default=None)
    if best is None:
        return None
    return replace(best, since=min(one.since for one in several if one.state == best.state))
