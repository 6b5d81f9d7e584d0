"""Messages in pairs: what one costs when there is always work, and how late it is at a quiet rate."""

import asyncio

from benchmarks.figures.base import Figure, Measured
from benchmarks.load import Closed, Timetable
from benchmarks.wire import few_at_once

WARM_UP = 0.7


class Pairs(Figure):
    """Half of the connections say a message and wait until the other half has it."""

    connections = 100
    receipts = False
    main, unit = "cpu_s_per_1000", "CPU-s per 1,000"
    also = ("per_second", "p50_ms", "p99_ms")

    async def open(self) -> None:
        meet = self.rival.pair_with_ticks if self.receipts else self.rival.pair
        self.pairs = await few_at_once(meet(number) for number in range(self.connections // 2))
        self.lines = [line for pair in self.pairs for line in pair]

    async def measure(self) -> Measured:
        load = Closed(self.pairs, self.receipts)
        load.start()
        await asyncio.sleep(WARM_UP)
        with self.stack.spending() as spent, load.times.count():
            await asyncio.sleep(self.effort.seconds)
        await load.stop()
        done = len(load.times.taken)
        return {
            "cpu_s_per_1000": round(spent.server / done * 1000, 4),
            "per_second": round(done / spent.seconds),
            "p50_ms": load.times.percentile_ms(50),
            "p99_ms": load.times.percentile_ms(99),
            "server_cores": round(spent.server / spent.seconds, 2),
            "load_cores": round(spent.load / spent.seconds, 2),
            "others_cores": round(spent.others / spent.seconds, 2),
        }


class Pairs100(Pairs):
    name, title = "pairs-100", "a message, 100 connections"


class Pairs1000(Pairs):
    name, title = "pairs-1000", "a message, 1,000 connections"
    connections = 1_000


class Receipts(Pairs):
    name, title = "receipts", "a round of receipts: message, delivered, read seen by the sender"
    receipts = True


class OnTime(Pairs):
    name, title = "on-time", "lateness at 1,000 messages a second, 100 connections"
    main, unit = "p99_ms", "ms, p99"
    also = ("p50_ms", "cpu_s_per_1000", "lost")
    rate = 1_000

    async def measure(self) -> Measured:
        table = Timetable(self.rate)
        for pair in self.pairs:
            pair.receiver.on_message = table.arrived
        senders = [pair.sender for pair in self.pairs]
        await table.run(senders, WARM_UP)
        with self.stack.spending() as spent, table.times.count():
            await table.run(senders, self.effort.seconds)
        await table.rest()
        return {
            "p99_ms": table.times.percentile_ms(99),
            "p50_ms": table.times.percentile_ms(50),
            "cpu_s_per_1000": round(spent.server / (self.rate * self.effort.seconds) * 1000, 4),
            "lost": len(table.due),
            "others_cores": round(spent.others / spent.seconds, 2),
        }
