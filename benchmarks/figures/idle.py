"""What a signed-in connection that says nothing costs."""

import asyncio

from benchmarks.figures.base import Figure, Measured
from benchmarks.wire import few_at_once

FIRST = 32
SETTLE = 1.0


class Idle(Figure):
    name, title = "idle", "an idle signed-in connection"
    main, unit = "kib_per_connection", "KiB"
    also = ("connects_per_s", "cpu_ms_per_connect", "lost")

    async def measure(self) -> Measured:
        """On a fresh server, whose pools and caches a few have filled already."""
        self.stack.stop()
        self.rival.start()
        self.lines = await few_at_once(self.rival.silent(number) for number in range(FIRST))
        await asyncio.sleep(SETTLE)
        before, count = self.stack.memory(), self.effort.idle
        with self.stack.spending() as spent:
            self.lines += await few_at_once(self.rival.silent(FIRST + number) for number in range(count))
        await asyncio.sleep(SETTLE)
        grown = self.stack.memory() - before
        lost = sum(line.lost for line in self.lines)
        await self.close()
        return {
            "kib_per_connection": round(grown / count, 1),
            "connects_per_s": round(count / spent.seconds),
            "cpu_ms_per_connect": round(spent.server / count * 1000, 3),
            "lost": lost,
        }
