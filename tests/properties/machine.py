"""Runs one schedule on real nodes over one bus, and then holds everything against the rows."""

import asyncio
import random
import re
import sqlite3

from server.accounts.sessions import Sessions
from tests.knowledge import Violation
from tests.properties import truth
from tests.properties.cast import CLIENTS, Cast
from tests.properties.deeds import People
from tests.properties.inline_sqlite import InlineStore
from tests.properties.invariants import (
    acknowledged_is_stored,
    corrected_is_stored,
    differences,
    marks_are_what_was_seen,
    numbers_have_no_holes,
)
from tests.properties.nodes import LIMITS, Node
from tests.properties.rights import Rights
from tests.properties.schedules import Step
from tests.properties.stage import Screen, Stage

ACCESS_CHANGED = "SELECT count(*) FROM event WHERE stream_id = ? AND type = 'access.changed'"
MARKER = re.compile(rb"\[c(\d+)\]")
ACCESS_ENDS_WITHIN = 1.0
ACCESS_ENDS_WITHOUT_BUS = 1.0 + LIMITS.recheck_every / 1000
SETTLES_WITHIN = 120.0
LOOKS_EVERY = 0.4
BUS_IS_HELD = 0.8


class Machine:
    def __init__(
        self,
        store: InlineStore,
        sessions: Sessions,
        rows: sqlite3.Connection,
        cast: Cast,
        dice: random.Random,
    ) -> None:
        self.rows, self.cast, self.dice = rows, cast, dice
        self.stage = Stage(store, sessions, rows, cast, dice, self._sent)
        self.people = People(cast, lambda: [(screen.name, screen.device) for screen in self.stage.screens])
        self.rights = Rights(cast)
        self.wrong: list[BaseException] = []
        self.stage.bus.held = dice.random() < BUS_IS_HELD
        store.committed = lambda: self.rights.note(rows, self.loop.time())

    async def runs(self, steps: list[Step]) -> None:
        """From the first step to the last check. Raises what went wrong first."""
        self.loop = asyncio.get_running_loop()
        self.loop.set_exception_handler(lambda _, context: self.wrong.append(_error(context)))
        self.rights.note(self.rows, self.loop.time())
        try:
            await self._opens()
            for step in steps:
                await asyncio.sleep(step.gap)
                await self._does(step)
                self._fails_on_violation()
            await self._settles()
            if self.rights.changed:
                await self._says_last_words()
            self._holds()
        finally:
            for node in self.stage.nodes:
                if node.up:
                    await node.crashes()
        self._fails_on_violation()

    async def _opens(self) -> None:
        self.stage.nodes = [Node(self.stage.store, self.stage.sessions, self.stage.bus) for _ in range(2)]
        for node in self.stage.nodes:
            await node.starts()
        for name in ("an", self.dice.choice(CLIENTS)):
            self.stage.gives_a_device(name)

    async def _does(self, step: Step) -> None:
        if hasattr(self.people, step.kind):
            getattr(self.people, step.kind)(step.a, step.b, step.c)
        else:
            await getattr(self.stage, step.kind)(step.a, step.b)

    # What may never happen

    def _sent(self, name: str, data: bytes) -> None:
        """He may see it, or might as long ago as it may take until access has ended."""
        within = ACCESS_ENDS_WITHOUT_BUS if self.stage.bus.held else ACCESS_ENDS_WITHIN
        for marker in set(map(int, MARKER.findall(data))):
            dossier, private_to = self.people.audiences[marker]
            if not self.rights.could_see(name, dossier, private_to, self.loop.time() - within):
                self.wrong.append(Violation(f"{name} was sent what he may not see: {data!r}"))

    def _fails_on_violation(self) -> None:
        if self.wrong:
            raise self.wrong[0]

    # The end

    async def _settles(self) -> None:
        """Everybody comes back, the bus is kind again, and time passes until nothing more happens."""
        deadline = self.loop.time() + SETTLES_WITHIN
        while True:
            self._comes_to_rest()
            await asyncio.sleep(LOOKS_EVERY)
            self._fails_on_violation()
            behind = [screen for screen in self._present() if not self._is_current(screen)]
            if not behind:
                return
            if self.loop.time() > deadline:
                raise Violation(f"never up to date: {[self._describes(screen) for screen in behind]}")
            await self._repairs()

    def _comes_to_rest(self) -> None:
        for screen in self.stage.screens:
            if screen.line:
                screen.line.stalls(False)
            screen.device.insists()
        for screen in self._present():
            self.stage.connect(screen)
        for node in self.stage.nodes:
            while node.fanout.inbox:
                node.fanout.pass_on()

    async def _says_last_words(self) -> None:
        """To everybody who may still hear them, and to nobody else."""
        await self._repairs()
        self.rights.are_known_everywhere()
        an = self.stage.screens[0].device
        for id, known in an.conversations.items():
            an.posts(id, f"{known.subject} last words")
        await self._settles()

    async def _repairs(self) -> None:
        """What every node does by the clock, now."""
        for node in self.stage.nodes:
            if self.rights.changed:
                await node.live.recheck()
            await node.live.sweep()

    def _present(self) -> list[Screen]:
        """Who lost his last dossier of the office is signed out of it."""
        return [screen for screen in self.stage.screens if self.rights.has_a_place(screen.name)]

    def _is_current(self, screen: Screen) -> bool:
        if not screen.device.idle:
            return False
        return screen.device.cursor == truth.heads(self.rows, self.cast.viewers[screen.name])

    def _describes(self, screen: Screen) -> str:
        device = screen.device
        heads = truth.heads(self.rows, self.cast.viewers[screen.name])
        return f"{screen.name}: {device.cursor} of {heads}, waits for {device.in_flight or device.outbox}"

    def _holds(self) -> None:
        for screen in self.stage.screens:
            if set(screen.device.resyncs) - {"access"}:
                raise Violation(f"{screen.name} had to load afresh, for nothing: {screen.device.resyncs}")
        for screen in self._present():
            self._equals_a_fresh_load(screen)
        self._streams_have_no_holes()
        everything = truth.conversations(self.rows, self.cast.viewers["an"])
        numbers_have_no_holes(everything)
        for name in {screen.name for screen in self.stage.screens}:
            devices = [screen.device for screen in self.stage.screens if screen.name == name]
            acknowledged_is_stored(everything, devices)
            corrected_is_stored(everything, devices)
            if not self._anybody_came_or_went():
                marks_are_what_was_seen(devices)

    def _anybody_came_or_went(self) -> bool:
        """Within one commit too, with the same profiles before and after: who comes back has read all (R2)."""
        told = self.rows.execute(ACCESS_CHANGED, (f"S:{self.cast.office}",))
        return bool(told.fetchone()[0])

    def _equals_a_fresh_load(self, screen: Screen) -> None:
        fresh = truth.conversations(self.rows, self.cast.viewers[screen.name])
        if wrong := "; ".join(differences(screen.device.conversations, fresh)):
            raise Violation(f"{screen.name} sees another world than a fresh load: {wrong}")

    def _streams_have_no_holes(self) -> None:
        """Numbered 1 to head, in the order of commits."""
        told: dict[str, list[int]] = {}
        for stream, seq in self.rows.execute(truth.NUMBERS, self.cast.streams):
            told.setdefault(stream, []).append(seq)
        for stream, head in truth.stands(self.rows, self.cast.streams).items():
            if told.get(stream, []) != list(range(1, head + 1)):
                raise Violation(f"{stream} is numbered {told.get(stream)} up to {head}")


def _error(context: dict[str, object]) -> BaseException:
    found = context.get("exception")
    return found if isinstance(found, BaseException) else Violation(str(context))
