"""The bus within one process: the twin of the Redis one for tests, that loses, repeats and reorders when told."""

import asyncio
from collections.abc import Callable

Packet = tuple[int, bytes]


class LocalBus:
    """What the nodes of one process share. While `held`, news waits in each node's `inbox` until passed on."""

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        self.nodes: list[LocalFanout] = []


class LocalFanout:
    def __init__(self, bus: LocalBus) -> None:
        self.bus = bus
        self.on_message: Callable[[int, bytes], None] = lambda office, payload: None
        self.on_gap: Callable[[], None] = lambda: None
        self.offices: set[int] = set()
        self.inbox: list[Packet] = []

    async def start(self) -> None:
        self.bus.nodes.append(self)

    async def stop(self) -> None:
        self.bus.nodes.remove(self)

    def publish(self, office: int, payload: bytes) -> None:
        for node in self.bus.nodes:
            if office in node.offices:
                node.inbox.append((office, payload))
                if not self.bus.held:
                    asyncio.get_running_loop().call_soon(node.pass_on)

    async def subscribe(self, office: int) -> None:
        self.offices.add(office)

    async def unsubscribe(self, office: int) -> None:
        self.offices.discard(office)

    def pass_on(self, which: int = 0) -> None:
        """Let one waiting packet through, by default the oldest. Nothing happens where none waits."""
        if which < len(self.inbox):
            self.on_message(*self.inbox.pop(which))

    def repeat(self, which: int = 0) -> None:
        if which < len(self.inbox):
            self.inbox.append(self.inbox[which])

    def lose(self, which: int = 0) -> None:
        if which < len(self.inbox):
            del self.inbox[which]

    def breaks(self) -> None:
        """An outage: all that waits is gone, and the node is told that something may have passed unheard."""
        self.inbox.clear()
        self.on_gap()
