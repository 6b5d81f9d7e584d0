"""Some nodes, their people's devices, and a bus that loses, delays and repeats; time passes only at rest."""

import asyncio
import random
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from server.accounts.principal import Principal
from server.config import Settings
from server.live.presence import Presence
from server.presence.messages import Message
from server.presence.rules import RANK

OFFICE = 1
RIGHT_WITHIN = 20.0


@dataclass(eq=False)
class Device:
    """All that presence needs of a connection."""

    principal: Principal
    node: "Node"
    state: str = "online"
    session_id: None = None

    @property
    def person(self) -> int:
        return self.principal.person_id


@dataclass
class Bus:
    """While `cut` nothing passes; else each word to each node has a fate of its own."""

    dice: random.Random
    trouble: float = 0.0
    cut: bool = False
    nodes: list["Node"] = field(default_factory=list)

    def says(self, sender: "Node", message: Message) -> None:
        for node in self.nodes:
            if node is not sender and not self.cut:
                for delay in self._fates():
                    asyncio.get_running_loop().call_later(delay, node.hears, message)

    def _fates(self) -> list[float]:
        if self.dice.random() >= self.trouble:
            return [0.0]
        return self.dice.choice([[], [], [self.dice.random() * 2], [0.0, self.dice.random()]])


class Node:
    def __init__(self, bus: Bus, name: int) -> None:
        self.bus = bus
        self.alive = True
        self.devices: list[Device] = []
        loop = asyncio.get_running_loop()
        store = SimpleNamespace(clock=lambda: round(loop.time() * 1000))
        node: Any = SimpleNamespace(
            settings=Settings(), store=store, sender=bytes([name]), says=lambda _, message: self.says(message)
        )
        self.presence = Presence(node)
        self.clock = asyncio.create_task(self._ticks())
        bus.nodes.append(self)

    async def _ticks(self) -> None:
        while True:
            await asyncio.sleep(self.presence.period / 1000)
            await self.presence.tick()

    def says(self, message: Message) -> None:
        if self.alive:
            self.bus.says(self, message)

    def hears(self, message: Message) -> None:
        if self.alive:
            self.presence.heard(OFFICE, message)

    def crashes(self) -> None:
        """All its people come back to other nodes later, or not."""
        self.alive = False
        self.clock.cancel()
        self.bus.nodes.remove(self)

    @property
    def shows(self) -> dict[int, str]:
        """Who is there, as this node tells it."""
        office = self.presence.offices.get(OFFICE)
        return {person: one.member.state for person, one in office.view.shown.items()} if office else {}


@dataclass
class Field:
    bus: Bus
    nodes: list[Node]
    born: int = 0
    last_there: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, count: int, seed: int) -> "Field":
        bus = Bus(random.Random(seed))
        return cls(bus, [Node(bus, name) for name in range(count)], count)

    @property
    def devices(self) -> list[Device]:
        return [device for node in self.nodes for device in node.devices]

    def truth(self, nodes: list[Node] | None = None) -> dict[int, str]:
        there: dict[int, str] = {}
        for node in nodes or self.nodes:
            for one in node.devices:
                there[one.person] = max(there.get(one.person, "away"), one.state, key=RANK.__getitem__)  # type: ignore[call-overload]
        return there

    def connects(self, node: Node, person: int) -> None:
        name = f"Person {person}"
        by = Principal(person, person, OFFICE, "client", "client", name, "nl", "Europe/Brussels", 10**12)
        device = Device(by, node)
        node.devices.append(device)
        node.presence.came(device, by, "web")  # type: ignore[arg-type]

    def says(self, device: Device, state: Any) -> None:
        device.state = state
        device.node.presence.says(device, state, None)  # type: ignore[arg-type]

    def leaves(self, device: Device) -> None:
        device.node.devices.remove(device)
        device.node.presence.left(device)  # type: ignore[arg-type]

    def crashes(self, node: Node) -> None:
        """Another takes its place."""
        node.crashes()
        self.nodes[self.nodes.index(node)] = Node(self.bus, self.born)
        self.born += 1

    async def passes(self, seconds: float) -> None:
        """Meanwhile nobody is shown who was not there within the last twenty seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until:
            await asyncio.sleep(min(1.0, until - loop.time()))
            self.last_there |= dict.fromkeys(self.truth(), loop.time())
            for node in self.nodes:
                for person in node.shows:
                    assert loop.time() - self.last_there.get(person, 0.0) <= RIGHT_WITHIN, "a ghost"

    def ends(self) -> None:
        for node in self.nodes:
            node.crashes()
