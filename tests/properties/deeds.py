"""What people do in a schedule, on whatever their devices are connected with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.device import Device
from tests.properties.cast import CLIENTS, STAFF, Cast

PROFILES = ("full", "limited", None)


@dataclass
class People:
    """`devices()` are those in somebody's hands, by name. Every conversation's subject and texts carry its marker."""

    cast: Cast
    devices: Callable[[], Sequence[tuple[str, Device]]]
    audiences: dict[int, tuple[int, str | None]] = field(default_factory=dict)

    def posts(self, a: int, b: int, c: int) -> None:
        _, device = self._one(a)
        if known := list(device.conversations):
            id = known[b % len(known)]
            device.posts(id, f"{device.conversations[id].subject} {c}")

    def starts(self, a: int, b: int, c: int) -> None:
        name, device = self._one(a)
        number = len(self.audiences)
        private = (name if name in CLIENTS else CLIENTS[c % 3]) if b % 3 == 0 else None
        dossier = self.cast.garage if name == "filip" else self.cast.bakery
        self.audiences[number] = (dossier, private)
        user = self.cast.viewers[private].person if private else None
        device.starts(dossier, f"[c{number}]", f"[c{number}] {name}", user)

    def edits(self, a: int, b: int, c: int) -> None:
        _, device = self._one(a)
        if own := device.knowledge.own_messages():
            id, seq = own[b % len(own)]
            device.edits(id, seq, f"{device.conversations[id].subject} {c}, that is")

    def deletes(self, a: int, b: int, c: int) -> None:
        _, device = self._one(a)
        if own := device.knowledge.own_messages():
            device.deletes(*own[b % len(own)])

    def reads(self, a: int, b: int, c: int) -> None:
        _, device = self._one(a)
        if known := list(device.conversations):
            id = known[b % len(known)]
            device.reads(id, 1 + c % device.conversations[id].head)

    def acknowledges(self, a: int, b: int, c: int) -> None:
        self._one(a)[1].acknowledges()

    def closes(self, a: int, b: int, c: int) -> None:
        self._rules("conversation.close", a, b)

    def reopens(self, a: int, b: int, c: int) -> None:
        self._rules("conversation.reopen", a, b)

    def dismisses(self, a: int, b: int, c: int) -> None:
        self._rules("conversation.no_answer_needed", a, b)

    def changes_access(self, a: int, b: int, c: int) -> None:
        staff = [device for name, device in self.devices() if name in STAFF]
        person = self.cast.viewers[CLIENTS[b % len(CLIENTS)]].person
        profile = PROFILES[c % len(PROFILES)]
        staff[a % len(staff)].asks("access.set", dossier=self.cast.bakery, person=person, profile=profile)

    def _one(self, a: int) -> tuple[str, Device]:
        devices = self.devices()
        return devices[a % len(devices)]

    def _rules(self, t: str, a: int, b: int) -> None:
        _, device = self._one(a)
        if known := list(device.conversations):
            device.asks(t, conversation=known[b % len(known)])
