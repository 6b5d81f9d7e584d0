"""A restart: how long until everybody is back, and has what was said meanwhile."""

import asyncio
import json
import random
import time

from sqlalchemy import select
from sqlmodel import col

from benchmarks.figures.base import Figure, Measured
from benchmarks.load import marks
from benchmarks.rivals.base import Rival
from benchmarks.rivals.vinkje import Vinkje, VinkjeLine
from benchmarks.rivals.vinkje_world import Badge
from benchmarks.wire import few_at_once
from server.store import Store
from server.streams.models import Stream

BACKOFF = 0.5
GIVE_UP = 60.0
SAYINGS = 5


class Device(VinkjeLine):
    """Follows its streams, and comes back as the protocol tells it to."""

    def __init__(self, rival: Vinkje, badge: Badge) -> None:
        super().__init__(0)
        self.rival = rival
        self.badge = badge
        self.cursor: dict[str, int] = {}
        self.jitter_ms = 0
        self.holes = 0
        self.back: asyncio.Task[None] | None = None

    def hear(self, payload: bytes) -> None:
        frame = json.loads(payload)
        match frame["t"]:
            case "welcome":
                self.cursor = frame["d"]["streams"] | self.cursor
            case "draining":
                self.jitter_ms = frame["d"]["reconnect_in_ms"]
            case "batch":
                for told in frame["d"]:
                    self._take(frame["s"], told["p"], told["q"])
            case "resync":
                self.holes += 1
            case _ if "q" in frame:
                self._take(frame["s"], frame["p"], frame["q"])

    def lacks(self, heads: dict[str, int]) -> bool:
        return any(heads.get(stream, 0) > number for stream, number in self.cursor.items())

    def _take(self, stream: str, before: int, number: int) -> None:
        if number > self.cursor[stream]:
            self.holes += before != self.cursor[stream]
            self.cursor[stream] = number

    def on_ws_disconnected(self, transport: object) -> None:
        if self.back is None:
            self.back = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        """After the jitter it was given; later and later while nobody answers."""
        await asyncio.sleep(self.jitter_ms / 1000)
        attempt = 0
        while True:
            try:
                await self.rival.greet(self, self.badge, json.dumps({"cursor": self.cursor}))
                return
            except (OSError, ConnectionError, TimeoutError, RuntimeError):
                await asyncio.sleep(random.uniform(0, min(30.0, BACKOFF * 2**attempt)))
                attempt += 1


class Returning(Figure):
    name, title = "returning", "everybody back after a restart"
    main, unit = "seconds", "s"
    also = ("from_start_s", "clients", "missed")
    rival: Vinkje

    @classmethod
    def suits(cls, rival: type[Rival]) -> bool:
        return rival.resumes

    async def open(self) -> None:
        badges = self.rival.world.badges
        self.devices = [Device(self.rival, badges[n % len(badges)]) for n in range(self.effort.returning)]
        self.lines = list(self.devices)
        await few_at_once(self.rival.greet(device, device.badge, "{}") for device in self.devices)

    async def measure(self) -> Measured:
        """Something is said before the stop and while people come back; in the end nobody may lack any of it."""
        for device in self.devices:
            device.holes, device.back = 0, None
        begun = time.perf_counter()
        await self._speak()
        await asyncio.to_thread(self.stack.stop)
        started = time.perf_counter()
        await asyncio.to_thread(self.rival.start)
        await self._speak()
        async with asyncio.timeout(GIVE_UP):
            await asyncio.gather(*(device.back for device in self.devices if device.back))
            heads = await self._heads()
            while behind := sum(device.lacks(heads) for device in self.devices):
                await asyncio.sleep(0.02)
        ended = time.perf_counter()
        return {
            "seconds": round(ended - begun, 2),
            "from_start_s": round(ended - started, 2),
            "clients": len(self.devices),
            "missed": behind + sum(device.holes for device in self.devices),
        }

    async def _speak(self) -> None:
        """To the large office, which most of the returning listen to."""
        talk = self.rival.world.speaker
        line = await self.rival.enter(talk.sender, talk.conversation)
        for _ in range(SAYINGS):
            line.say(next(marks))
        await line.until(b'"t":"ok"')
        line.close()

    async def _heads(self) -> dict[str, int]:
        store = Store(self.rival.database)
        async with store.session() as session:
            rows = await session.execute(select(col(Stream.id), col(Stream.head)))
        await store.close()
        return {name: head for name, head in rows}
