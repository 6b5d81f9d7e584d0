"""A server node of a schedule: everything of the real one but the listening port."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from server.accounts.sessions import Sessions
from server.commands.base import Services
from server.config import Live as Limits
from server.config import Settings
from server.fanout.local import LocalBus, LocalFanout
from server.live.node import Live
from server.store import Store
from server.writer import Writer
from tests.properties.links import Line

LIMITS = Limits(command_burst=10_000, commands_per_second=10_000, heartbeat=6_000)
SETTINGS = Settings(live=LIMITS)


@dataclass
class Node:
    store: Store
    sessions: Sessions
    bus: LocalBus
    lines: list[Line] = field(default_factory=list)
    up: bool = False

    async def starts(self) -> None:
        self.fanout = LocalFanout(self.bus)
        self.writer = Writer(self.store, lambda *news: self.live.published(*news))
        self.live = Live(Services(self.store, self.writer, SETTINGS), self.sessions, self.fanout)
        await self.writer.start()
        await self.live.start()
        self.up = True

    async def retires(self) -> None:
        """As on SIGTERM: what was asked is finished, then everybody is sent elsewhere."""
        self.up = False
        await self.live.stop()
        await self.writer.stop()
        for line in self.lines:
            line.breaks()
        await asyncio.sleep(0)

    async def crashes(self) -> None:
        """As on SIGKILL: whatever was going on stops where it is; what is committed stays."""
        self.up = False
        for line in self.lines:
            line.breaks()
        await self.fanout.stop()
        tasks: list[asyncio.Task[Any]] = [*self.live.tasks, *self.live.clockwork]
        if self.writer.task is not None:
            tasks.append(self.writer.task)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.live.hub.stop()
