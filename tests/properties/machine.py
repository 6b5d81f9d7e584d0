"""Runs one schedule on real nodes over one bus, and then holds everything against the rows."""

import asyncio
import random
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from server.accounts.sessions import Sessions
from server.fanout.local import LocalBus, LocalFanout
from tests.device import Device
from tests.knowledge import Violation
from tests.properties import truth
from tests.properties.cast import CLIENTS, STAFF, Cast
from tests.properties.deeds import People
from tests.properties.inline_sqlite import InlineStore
from tests.properties.invariants import (
    acknowledged_is_stored,
    differences,
    marks_are_what_was_seen,
    numbers_have_no_holes,
)
from tests.properties.links import Line
from tests.properties.nodes import LIMITS, Node
from tests.properties.schedules import Step

MARKER = re.compile(rb"\[c(\d+)\]")
ACCESS_ENDS_WITHIN = 1.0
ACCESS_ENDS_WITHOUT_BUS = 1.0 + LIMITS.recheck_every / 1000
SETTLES_WITHIN = 120.0
UNWELCOME = (4004, 4005)


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
class Machine:
    store: InlineStore
    sessions: Sessions
    rows: sqlite3.Connection
    cast: Cast
    dice: random.Random
    bus: LocalBus = field(default_factory=LocalBus)
    nodes: list[Node] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    people: People = field(init=False)
    rights: list[tuple[float, dict[int, str]]] = field(default_factory=list)
    wrong: list[BaseException] = field(default_factory=list)

    # From the first step to the last check

    async def runs(self, steps: list[Step]) -> None:
        self.loop = asyncio.get_running_loop()
        self.loop.set_exception_handler(lambda _, context: self.wrong.append(_error(context)))
        self.people = People(self.cast, lambda: [(screen.name, screen.device) for screen in self.screens])
        self.bus.held = self.dice.random() < 0.8
        self.store.committed = self._committed
        self._committed(self.rows)
        try:
            await self._opens()
            for step in steps:
                await asyncio.sleep(step.gap)
                await self._does(step)
                self._fails_on_violation()
            await self.settles()
            self.holds()
        finally:
            for node in self.nodes:
                if node.up:
                    await node.crashes()
        self._fails_on_violation()

    async def _does(self, step: Step) -> None:
        if hasattr(self.people, step.kind):
            getattr(self.people, step.kind)(step.a, step.b, step.c)
        else:
            await getattr(self, step.kind)(step.a, step.b, step.c)

    async def _opens(self) -> None:
        self.nodes = [Node(self.store, self.sessions, self.bus) for _ in range(2)]
        for node in self.nodes:
            await node.starts()
        for name in ("an", self.dice.choice(CLIENTS)):
            self._connects(self._gets_a_device(name))

    def _fails_on_violation(self) -> None:
        if self.wrong:
            raise self.wrong[0]

    # What becomes of their devices and lines

    async def connects(self, a: int, b: int, c: int) -> None:
        away = [screen for screen in self.screens if not screen.online]
        if away:
            self._connects(away[a % len(away)])

    async def loses_its_line(self, a: int, b: int, c: int) -> None:
        if line := self._screen(a).line:
            line.breaks()

    async def stalls(self, a: int, b: int, c: int) -> None:
        """The device stops reading; with buffers this small the server soon calls it lagging."""
        if line := self._screen(a).line:
            line.server.soft_unsent, line.server.hard_unsent, line.high = 600, 1200, 600
            line.stalls(True)
            self.loop.call_later(b / 250, line.stalls, False)

    async def another_device(self, a: int, b: int, c: int) -> None:
        names = list(self.cast.viewers)
        self._connects(self._gets_a_device(names[a % len(names)]))

    def _screen(self, a: int) -> Screen:
        return self.screens[a % len(self.screens)]

    def _gets_a_device(self, name: str) -> Screen:
        viewer = self.cast.viewers[name]
        device = Device(viewer.person, viewer.side, lambda: self._loads(screen), self._cid)
        screen = Screen(name, device)
        device.loaded(*truth.snapshot(self.rows, viewer))
        self.screens.append(screen)
        return screen

    def _loads(self, screen: Screen) -> None:
        """A snapshot is read some time after it was asked, and handed over some time after that."""
        self.loop.call_later(self._delay(), self._reads_snapshot, screen)

    def _reads_snapshot(self, screen: Screen) -> None:
        fresh = truth.snapshot(self.rows, self.cast.viewers[screen.name])
        self.loop.call_later(self._delay(), screen.device.loaded, *fresh)

    def _connects(self, screen: Screen) -> None:
        up = [node for node in self.nodes if node.up]
        if not up or screen.online:
            return
        node = self.dice.choice(up)
        screen.line = Line(screen.device, self._delay, self._watcher(screen.name))
        node.lines.append(screen.line)
        node.live.connected(screen.line.server, self.cast.session(screen.name))
        screen.line.opens()

    def _delay(self) -> float:
        return (
            self.dice.choice((0.0, 0.001, 0.003, 0.03))
            if self.dice.random() < 0.9
            else self.dice.random() / 2
        )

    def _cid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128))

    # What becomes of the bus

    async def bus_passes(self, a: int, b: int, c: int) -> None:
        for _ in range(1 + a % 3):
            self._ear(b).pass_on()

    async def bus_reorders(self, a: int, b: int, c: int) -> None:
        ear = self._ear(b)
        ear.pass_on(a % max(1, len(ear.inbox)))

    async def bus_repeats(self, a: int, b: int, c: int) -> None:
        ear = self._ear(b)
        ear.repeat(a % max(1, len(ear.inbox)))

    async def bus_loses(self, a: int, b: int, c: int) -> None:
        ear = self._ear(b)
        ear.lose(a % max(1, len(ear.inbox)))

    async def bus_breaks(self, a: int, b: int, c: int) -> None:
        self._ear(b).breaks()

    def _ear(self, b: int) -> LocalFanout:
        return self.nodes[b % len(self.nodes)].fanout

    # What becomes of the nodes

    async def node_crashes(self, a: int, b: int, c: int) -> None:
        await self._replaces(a, Node.crashes)

    async def node_retires(self, a: int, b: int, c: int) -> None:
        await self._replaces(a, Node.retires)

    async def _replaces(self, a: int, how: Callable[[Node], Awaitable[None]]) -> None:
        await how(self.nodes[a % len(self.nodes)])
        fresh = Node(self.store, self.sessions, self.bus)
        self.nodes[a % len(self.nodes)] = fresh
        await fresh.starts()

    async def time_passes(self, a: int, b: int, c: int) -> None:
        """Long enough for a sweep, now and then for a heartbeat and a recheck of rights."""
        await asyncio.sleep(2.1 if a % 5 else 9)

    # What must always hold

    def _committed(self, rows: sqlite3.Connection) -> None:
        now = dict(
            rows.execute("SELECT person_id, profile FROM client WHERE dossier_id = ?", (self.cast.bakery,))
        )
        if not self.rights or self.rights[-1][1] != now:
            self.rights.append((self.loop.time(), now))

    def _watcher(self, name: str) -> Callable[[bytes], None]:
        def watch(data: bytes) -> None:
            for number in set(map(int, MARKER.findall(data))):
                if not self._may_see(name, number):
                    self.wrong.append(Violation(f"{name} was sent what he may not see: {data!r}"))

        return watch

    def _may_see(self, name: str, number: int) -> bool:
        """Now, or as long ago as it may take until access has ended."""
        dossier, private_to = self.people.audiences[number]
        if name in STAFF:
            return True
        if private_to is not None and private_to != name:
            return False
        if dossier == self.cast.garage:
            return name == "filip" or private_to == name
        since = self.loop.time() - self._access_ends_within()
        wanted = ("full",) if private_to is None else ("full", "limited")
        person = self.cast.viewers[name].person
        lately = [rights for at, rights in self.rights if at >= since]
        before = [rights for at, rights in self.rights if at < since][-1:]
        return any(rights.get(person) in wanted for rights in before + lately)

    def _access_ends_within(self) -> float:
        return ACCESS_ENDS_WITHOUT_BUS if self.bus.held else ACCESS_ENDS_WITHIN

    def has_a_place(self, screen: Screen) -> bool:
        return (
            screen.name not in ("els", "jan") or self.cast.viewers[screen.name].person in self.rights[-1][1]
        )

    async def settles(self) -> None:
        """Everybody comes back, the bus is kind again, and time passes until nothing more happens."""
        deadline = self.loop.time() + SETTLES_WITHIN
        while True:
            for screen in self.screens:
                if screen.line:
                    screen.line.stalls(False)
                if not screen.online and self.has_a_place(screen):
                    self._connects(screen)
                screen.device.insists()
            for node in self.nodes:
                while node.fanout.inbox:
                    node.fanout.pass_on()
            self._fails_on_violation()
            await asyncio.sleep(0.4)
            behind = [
                screen for screen in self.screens if self.has_a_place(screen) and not self._is_current(screen)
            ]
            if not behind:
                return
            if self.loop.time() > deadline:
                raise Violation(
                    f"these never came up to date: {[self._describes(screen) for screen in behind]}"
                )
            await self._repairs()

    async def _repairs(self) -> None:
        """What every node does by the clock, now."""
        for node in self.nodes:
            if len(self.rights) > 1:
                await node.live.recheck()
            await node.live.sweep()

    def _is_current(self, screen: Screen) -> bool:
        if not screen.device.idle:
            return False
        return screen.device.cursor == truth.heads(self.rows, self.cast.viewers[screen.name])

    def _describes(self, screen: Screen) -> str:
        device = screen.device
        heads = truth.heads(self.rows, self.cast.viewers[screen.name])
        return f"{screen.name}: {device.cursor} of {heads}, waits for {device.in_flight or device.outbox}"

    def holds(self) -> None:
        for screen in self.screens:
            if set(screen.device.resyncs) - {"access"}:
                raise Violation(
                    f"{screen.name} had to load afresh, though nothing was pruned: {screen.device.resyncs}"
                )
            if self.has_a_place(screen):
                self._equals_a_fresh_load(screen)
        self._streams_have_no_holes()
        people: dict[str, list[Device]] = {}
        for screen in self.screens:
            people.setdefault(screen.name, []).append(screen.device)
        everything = truth.conversations(self.rows, self.cast.viewers["an"])
        numbers_have_no_holes(everything)
        for devices in people.values():
            acknowledged_is_stored(everything, devices)
            if len(self.rights) == 1:
                marks_are_what_was_seen(devices)

    def _equals_a_fresh_load(self, screen: Screen) -> None:
        fresh = truth.conversations(self.rows, self.cast.viewers[screen.name])
        known = screen.device.conversations
        if known != fresh:
            raise Violation(
                f"{screen.name} sees another world than a fresh load: {'; '.join(differences(known, fresh))}"
            )

    def _streams_have_no_holes(self) -> None:
        """In every stream, in the order of commits."""
        told: dict[str, list[int]] = {}
        for stream, seq in self.rows.execute(truth.NUMBERS, self.cast.streams):
            told.setdefault(stream, []).append(seq)
        for stream, head in truth.stands(self.rows, self.cast.streams).items():
            if told.get(stream, []) != list(range(1, head + 1)):
                raise Violation(f"{stream} is numbered {told.get(stream)} up to {head}")


def _error(context: dict[str, object]) -> BaseException:
    found = context.get("exception")
    return found if isinstance(found, BaseException) else Violation(str(context))
