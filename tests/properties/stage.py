"""What schedules happen on: nodes over one bus, and people's devices with their lines to them."""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from server.accounts.sessions import Sessions
from server.fanout.local import LocalBus, LocalFanout
from server.store import Store
from tests.device import Device
from tests.properties import truth
from tests.properties.cast import Cast
from tests.properties.links import Line
from tests.properties.nodes import Node

QUICK, SLOW_S = (0.0, 0.001, 0.003, 0.03), 0.5


@dataclass
class Screen:
    """A device in somebody's hands."""

    name: str
    device: Device
    line: Line | None = None

    @property
    def online(self) -> bool:
        return self.line is not None and not self.line.cut


@dataclass
class Stage:
    """The steps that befall devices, lines, the bus and the nodes; `a` and `b` choose which. `sent` sees what the
    server writes to whom."""

    store: Store
    sessions: Sessions
    rows: sqlite3.Connection
    cast: Cast
    dice: random.Random
    sent: Callable[[str, bytes], None]
    bus: LocalBus = field(default_factory=LocalBus)
    nodes: list[Node] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)

    # Devices and lines

    async def connects(self, a: int, b: int) -> None:
        if away := [screen for screen in self.screens if not screen.online]:
            self.connect(away[a % len(away)])

    async def loses_its_line(self, a: int, b: int) -> None:
        if line := self._screen(a).line:
            line.breaks()

    async def stalls(self, a: int, b: int) -> None:
        """The device stops reading; with buffers this small the server soon calls it lagging."""
        if line := self._screen(a).line:
            line.server.soft_unsent, line.server.hard_unsent, line.high = 600, 1200, 600
            line.stalls(True)
            asyncio.get_running_loop().call_later(b / 250, line.stalls, False)

    async def another_device(self, a: int, b: int) -> None:
        names = list(self.cast.viewers)
        self.gives_a_device(names[a % len(names)])

    def gives_a_device(self, name: str) -> None:
        viewer = self.cast.viewers[name]
        screen = Screen(name, Device(viewer.person, viewer.side, lambda: self._loads(screen), self._cid))
        screen.device.loaded(*truth.snapshot(self.rows, viewer))
        self.screens.append(screen)
        self.connect(screen)

    def connect(self, screen: Screen) -> None:
        """To any node there is."""
        up = [node for node in self.nodes if node.up]
        if not up or screen.online:
            return
        node = self.dice.choice(up)
        screen.line = Line(screen.device, self._delay, lambda data: self.sent(screen.name, data))
        node.lines.append(screen.line)
        node.live.connected(screen.line.server, self.cast.session(screen.name))
        screen.line.opens()

    def _screen(self, a: int) -> Screen:
        return self.screens[a % len(self.screens)]

    def _loads(self, screen: Screen) -> None:
        """A snapshot is read some time after it was asked, and handed over some time after that."""
        asyncio.get_running_loop().call_later(self._delay(), self._reads_snapshot, screen)

    def _reads_snapshot(self, screen: Screen) -> None:
        fresh = truth.snapshot(self.rows, self.cast.viewers[screen.name])
        asyncio.get_running_loop().call_later(self._delay(), screen.device.loaded, *fresh)

    def _delay(self) -> float:
        return self.dice.choice(QUICK) if self.dice.random() < 0.9 else self.dice.random() * SLOW_S

    def _cid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128))

    # The bus

    async def bus_passes(self, a: int, b: int) -> None:
        for _ in range(1 + a % 3):
            self._ear(b).pass_on()

    async def bus_reorders(self, a: int, b: int) -> None:
        self._ear(b).pass_on(self._packet(a, b))

    async def bus_repeats(self, a: int, b: int) -> None:
        self._ear(b).repeat(self._packet(a, b))

    async def bus_loses(self, a: int, b: int) -> None:
        self._ear(b).lose(self._packet(a, b))

    async def bus_breaks(self, a: int, b: int) -> None:
        self._ear(b).breaks()

    def _ear(self, b: int) -> LocalFanout:
        return self.nodes[b % len(self.nodes)].fanout

    def _packet(self, a: int, b: int) -> int:
        return a % max(1, len(self._ear(b).inbox))

    # The nodes

    async def node_crashes(self, a: int, b: int) -> None:
        await self._replaces(a, Node.crashes)

    async def node_retires(self, a: int, b: int) -> None:
        await self._replaces(a, Node.retires)

    async def _replaces(self, a: int, ends: Callable[[Node], Awaitable[None]]) -> None:
        place = a % len(self.nodes)
        await ends(self.nodes[place])
        self.nodes[place] = Node(self.store, self.sessions, self.bus)
        await self.nodes[place].starts()

    async def time_passes(self, a: int, b: int) -> None:
        """Long enough for a sweep, now and then for a heartbeat."""
        await asyncio.sleep(2.1 if a % 5 else 9)
