"""The load itself: who says what when, and how long it took."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks.wire import Line

clock = time.perf_counter
marks = itertools.count(1)


class Pair(NamedTuple):
    sender: Line
    receiver: Line


@dataclass
class Times:
    """Latencies in seconds, taken while `counting`."""

    counting: bool = False
    taken: list[float] = field(default_factory=list)

    @contextmanager
    def count(self) -> Iterator[None]:
        self.counting = True
        yield
        self.counting = False

    def add(self, seconds: float) -> None:
        if self.counting:
            self.taken.append(seconds)

    def percentile_ms(self, percent: float) -> float:
        ordered = sorted(self.taken)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000, 2)


class Closed:
    """Every sender has one message out, and says the next when it arrived; with `receipts`, when it was read."""

    def __init__(self, pairs: list[Pair], receipts: bool = False) -> None:
        self.times = Times()
        self.out: dict[int, tuple[float, Line]] = {}
        self.running = False
        self.done = asyncio.Event()
        self.pairs = pairs
        for sender, receiver in pairs:
            receiver.on_message = self._answered if receipts else self._arrived
            sender.on_read = self._finished

    def start(self) -> None:
        self.running = True
        self.done.clear()
        for pair in self.pairs:
            self._say(pair.sender)

    async def stop(self) -> None:
        """Say nothing new, and wait for what is under way."""
        self.running = False
        await asyncio.wait_for(self.done.wait(), 20)

    def _say(self, sender: Line) -> None:
        mark = next(marks)
        self.out[mark] = clock(), sender
        sender.say(mark)

    def _answered(self, line: Line, mark: int, ref: Any) -> None:
        line.receipt(ref)

    def _arrived(self, line: Line, mark: int, ref: Any) -> None:
        self._finished(line, mark)

    def _finished(self, line: Line, mark: int) -> None:
        began, sender = self.out.pop(mark, (0.0, None))
        if sender is None:
            return
        self.times.add(clock() - began)
        if self.running:
            self._say(sender)
        elif not self.out:
            self.done.set()


class Timetable:
    """Messages leave when the timetable says; lateness counts from then, whoever caused it."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.times = Times()
        self.due: dict[int, float] = {}

    def arrived(self, line: Line, mark: int, ref: Any) -> None:
        due = self.due.pop(mark, None)
        if due is not None:
            self.times.add(clock() - due)

    async def run(self, senders: list[Line], seconds: float) -> None:
        begin, turn = clock(), itertools.cycle(senders)
        for number in range(int(self.rate * seconds)):
            due = begin + number / self.rate
            while (early := due - clock()) > 0:
                await asyncio.sleep(early - 0.0015 if early > 0.003 else 0)
            mark = next(marks)
            self.due[mark] = due
            next(turn).say(mark)

    async def rest(self) -> None:
        """Wait for the last ones; those lost stay in `due`."""
        until = clock() + 5
        while self.due and clock() < until:
            await asyncio.sleep(0.02)


class Audience:
    """One speaker, many who hear him: a saying is over when all have it."""

    def __init__(self, speaker: Line, listeners: list[Line]) -> None:
        self.speaker = speaker
        self.size = len(listeners)
        self.times = Times()
        self.out: dict[int, tuple[float, int]] = {}
        self.heard = 0
        self.room = asyncio.Event()
        for listener in listeners:
            listener.on_message = self._arrived

    def say(self, due: float | None = None) -> None:
        mark = next(marks)
        self.out[mark] = due or clock(), self.size
        self.speaker.say(mark)

    async def saturate(self, seconds: float) -> None:
        """Two sayings under way at any time."""
        until = clock() + seconds
        while clock() < until:
            while len(self.out) < 2:
                self.say()
            self.room.clear()
            await asyncio.wait_for(self.room.wait(), 20)

    async def at_rate(self, rate: float, seconds: float) -> None:
        begin = clock()
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - clock()))
            self.say(due)

    async def rest(self) -> None:
        while self.out:
            self.room.clear()
            await asyncio.wait_for(self.room.wait(), 20)

    def _arrived(self, line: Line, mark: int, ref: Any) -> None:
        begun = self.out.get(mark)
        if begun is None:
            return
        self.heard += 1
        self.times.add(clock() - begun[0])
        if begun[1] > 1:
            self.out[mark] = begun[0], begun[1] - 1
        else:
            del self.out[mark]
            self.room.set()
