"""Schedules on real processes: many at once, each in an office of its own, while lines, Redis and nodes are killed."""

import asyncio
import random
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import redis.asyncio as redis
from redis.exceptions import RedisError

from tests.installation import Installation
from tests.knowledge import Violation
from tests.properties.cast import CLIENTS, STAFF, Cast
from tests.properties.deeds import People
from tests.properties.invariants import (
    acknowledged_is_stored,
    corrected_is_stored,
    differences,
    marks_are_what_was_seen,
    numbers_have_no_holes,
)
from tests.properties.phones import Phone, fresh
from tests.properties.schedules import Step, draw

AT_ONCE = 24
GAP_S = 0.05
SETTLES_WITHIN_S = 60.0
ASK_AGAIN_S = 0.3
EVERYWHERE = (("els", 0, "full"), ("tom", 0, "full"), ("jan", 0, "limited"), ("filip", 1, "full"),
              *((name, 1, "limited") for name in ("els", "tom", "jan")))  # fmt: skip


def cast_of(seed: int) -> Cast:
    """Everybody keeps a place in the office, whatever happens to his access to the bakery."""
    return Cast(seed, EVERYWHERE)


@dataclass
class Field:
    """One schedule. Steps about buses and nodes do nothing here: those are everybody's, see `weather`."""

    seed: int
    nodes: list[httpx.AsyncClient]
    phones: list[Phone] = field(default_factory=list)

    async def runs(self) -> None:
        self.cast, self.dice = cast_of(self.seed), random.Random(self.seed)
        self.people = People(self.cast, lambda: [(phone.name, phone.device) for phone in self.phones])
        self.rights_change = False
        try:
            for name in ("an", self.dice.choice(CLIENTS)):
                await self._gets_a_phone(name)
            for step in draw(self.seed):
                await asyncio.sleep(self.dice.random() * GAP_S)
                await self._does(step)
                self._fails_on_violation()
            await self._settles()
            self._holds()
        finally:
            for phone in self.phones:
                await phone.ends()

    async def _does(self, step: Step) -> None:
        self.rights_change = self.rights_change or step.kind == "changes_access"
        if step.kind in ("loses_its_line", "stalls"):
            self.phones[step.a % len(self.phones)].cut()
        elif step.kind == "connects":
            self.phones[step.a % len(self.phones)].allowed.set()
        elif step.kind == "another_device":
            await self._gets_a_phone(list(self.cast.viewers)[step.a % len(self.cast.viewers)])
        elif hasattr(self.people, step.kind):
            getattr(self.people, step.kind)(step.a, step.b, step.c)

    async def _gets_a_phone(self, name: str) -> None:
        order = self.dice.sample(self.nodes, len(self.nodes))
        phone = Phone(self.cast, name, order, lambda marker: self._may_see(name, marker))
        await phone.begins()
        self.phones.append(phone)

    def _may_see(self, name: str, marker: int) -> bool:
        """If rights change, ever."""
        dossier, private_to = self.people.audiences[marker]
        if name in STAFF or private_to == name:
            return True
        if private_to is not None:
            return False
        full = ("filip",) if dossier == self.cast.garage else ("els", "tom")
        return name in full or (self.rights_change and dossier == self.cast.bakery)

    def _fails_on_violation(self) -> None:
        for phone in self.phones:
            if phone.running.done():
                phone.running.result()

    async def _settles(self) -> None:
        """Everybody comes back; in the end each knows what a fresh load says."""
        for phone in self.phones:
            phone.allowed.set()
        deadline = asyncio.get_running_loop().time() + SETTLES_WITHIN_S
        for phone in self.phones:
            while wrong := await self._what_is_wrong(phone):
                self._fails_on_violation()
                if asyncio.get_running_loop().time() > deadline:
                    raise Violation(f"{phone.name} sees another world than a fresh load: {wrong}")
                await asyncio.sleep(ASK_AGAIN_S)

    async def _what_is_wrong(self, phone: Phone) -> str:
        if any(not other.device.idle for other in self.phones):
            waits = [(other.name, other.device.in_flight, other.device.outbox) for other in self.phones]
            return f"still waiting: {waits}"
        self.known, cursor = await fresh(self.nodes, phone.viewer, phone.device.cursor)
        if phone.device.cursor != cursor:
            return f"at {phone.device.cursor} of {cursor}"
        return "; ".join(differences(phone.device.conversations, self.known))

    def _holds(self) -> None:
        everything = next(phone for phone in self.phones if phone.name == "an").device.conversations
        numbers_have_no_holes(everything)
        for name in {phone.name for phone in self.phones}:
            devices = [phone.device for phone in self.phones if phone.name == name]
            acknowledged_is_stored(everything, devices)
            corrected_is_stored(everything, devices)
            if not self.rights_change:
                marks_are_what_was_seen(devices)
        for phone in self.phones:
            if set(phone.device.resyncs) - {"access"}:
                raise Violation(f"{phone.name} had to load afresh: {phone.device.resyncs}")


async def run_all(seeds: range, nodes: list[httpx.AsyncClient]) -> list[str]:
    """So many at once as there is room for; what went wrong, by seed."""
    room, wrong = asyncio.Semaphore(AT_ONCE), []

    async def one(seed: int) -> None:
        async with room:
            try:
                await Field(seed, nodes).runs()
            except Exception:
                wrong.append(f"schedule {seed}: {''.join(traceback.format_exception(*sys.exc_info()))}")

    await asyncio.gather(*(one(seed) for seed in seeds))
    return wrong


@asynccontextmanager
async def weather(
    running: Installation, dice: random.Random, calm_s: float, storm_s: float
) -> AsyncIterator[None]:
    """Every `calm_s` Redis loses its listeners or its data; every `storm_s` a node is killed and started again."""

    async def every(period: float, accident: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(period * (0.5 + dice.random()))
            await accident()

    async def redis_forgets() -> None:
        async with redis.Redis.from_url(running.redis.url) as client:
            with suppress(RedisError):
                if dice.random() < 0.7:
                    await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                else:
                    await client.flushall()

    async def node_dies() -> None:
        web = dice.choice(running.webs)
        web.kill()
        web.start()
        await web.answers()

    tasks = [
        asyncio.create_task(every(calm_s, redis_forgets)),
        asyncio.create_task(every(storm_s, node_dies)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(ended, asyncio.CancelledError):
                raise Violation(f"the weather broke: {ended!r}")
