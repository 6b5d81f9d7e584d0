"""Who is there in one office, as one node knows it: its own sockets, and what the other nodes say of theirs.

What another node said counts for as long as it says, with each lease, that nothing has changed since. Nothing here
waits or reads a clock: `now` is the loop's time in seconds.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from server.presence.messages import Ask, Bye, Change, Full, Lease, Member, Message, Who
from server.presence.rules import Device, member_of, merged

ASK_AGAIN_AFTER = 1.0


@dataclass
class Peer:
    """Another node: its people after so many changes, believed until then."""

    version: int
    members: dict[int, Member]
    until: float


@dataclass
class Own:
    who: Who
    devices: dict[Hashable, Device]


class Register:
    def __init__(self, node: str, lease: float) -> None:
        self.node = node
        self.lease = lease
        self.version = 0
        self.own: dict[int, Own] = {}
        self.told: dict[int, Member] = {}
        self.peers: dict[str, Peer] = {}
        self.asked: dict[str, float] = {}

    # This node's sockets

    def put(self, key: Hashable, who: Who, device: Device) -> None:
        """He came, or says something else of himself; saying the same again is nothing."""
        devices = self.own.setdefault(who.person, Own(who, {})).devices
        before = devices.get(key)
        if before is None or replace(device, at=before.at) != before:
            devices[key] = device

    def drop(self, key: Hashable, person: int) -> None:
        own = self.own.get(person)
        if own is not None:
            own.devices.pop(key, None)
            if not own.devices:
                del self.own[person]

    def change(self, people: Iterable[int]) -> Change | None:
        """What of these the others do not know yet; from now on it counts here too."""
        here, gone = [], []
        for person in people:
            before, now = self.told.get(person), self._mine(person)
            if now is not None and now != before:
                self.told[person] = now
                here.append(now)
            elif now is None and before is not None:
                del self.told[person]
                gone.append(person)
        if not here and not gone:
            return None
        self.version += 1
        return Change(self.node, self.version, here, gone)

    def _mine(self, person: int) -> Member | None:
        own = self.own.get(person)
        return member_of(own.who, own.devices.values(), self.told.get(person)) if own else None

    def renewal(self) -> Lease:
        return Lease(self.node, self.version)

    def full(self) -> Full:
        return Full(self.node, self.version, list(self.told.values()))

    # The other nodes

    def hears(self, message: Message, now: float) -> tuple[set[int], Message | None]:
        """Whom it may be about, and what is to be said to it."""
        match message:
            case Lease(node, version) if node != self.node:
                return set(), self._renewed(node, version, now)
            case Change(node, version, here, gone) if node != self.node:
                return self._changed(node, version, here, gone, now)
            case Full(node, version, here) if node != self.node:
                return self._replaced(node, version, here, now), None
            case Ask(of) if of in ("", self.node):
                return set(), self.full()
            case Bye(node):
                return self._forgotten(node), None
        return set(), None

    def _renewed(self, node: str, version: int, now: float) -> Message | None:
        peer = self.peers.get(node)
        if peer is None or peer.version < version:
            return self._ask(node, now)
        if peer.version == version:
            peer.until = now + self.lease
        return None

    def _changed(
        self, node: str, version: int, here: list[Member], gone: list[int], now: float
    ) -> tuple[set[int], Message | None]:
        peer = self.peers.get(node)
        if peer is None or version > peer.version + 1:
            return set(), self._ask(node, now)
        if version <= peer.version:
            return set(), None
        peer.version, peer.until = version, now + self.lease
        peer.members |= {one.who.person: one for one in here}
        for person in gone:
            peer.members.pop(person, None)
        return {*gone, *(one.who.person for one in here)}, None

    def _replaced(self, node: str, version: int, here: list[Member], now: float) -> set[int]:
        before = self.peers.get(node)
        if before and before.version > version:
            return set()
        members = {one.who.person: one for one in here}
        self.peers[node] = Peer(version, members, now + self.lease)
        return {*members, *(before.members if before else ())}

    def _ask(self, node: str, now: float) -> Message | None:
        if now - self.asked.get(node, -ASK_AGAIN_AFTER) < ASK_AGAIN_AFTER:
            return None
        self.asked[node] = now
        return Ask(node)

    def _forgotten(self, node: str) -> set[int]:
        self.asked.pop(node, None)
        peer = self.peers.pop(node, None)
        return set(peer.members) if peer else set()

    def expire(self, now: float) -> set[int]:
        """Forget who is not vouched for any more; whom that may be about."""
        silent = [node for node, peer in self.peers.items() if peer.until <= now]
        return set().union(*(self._forgotten(node) for node in silent))

    # Together

    def one(self, person: int) -> Member | None:
        """None: nobody knows of him."""
        told = [self.told, *(peer.members for peer in self.peers.values())]
        return merged(members[person] for members in told if person in members)
