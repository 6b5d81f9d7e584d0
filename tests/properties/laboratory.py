"""Where schedules run: one database for many of them, each with an office and two nodes of its own."""

import asyncio
import gc
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.accounts.sessions import Sessions
from tests.knowledge import Violation
from tests.properties.cast import Cast, enter
from tests.properties.inline_sqlite import Connection, InlineStore, in_memory
from tests.properties.machine import Machine
from tests.properties.nodes import SETTINGS
from tests.properties.schedules import Step, draw
from tests.properties.virtual_time import VirtualLoop
from tests.world import DAWN

CASTS_AT_ONCE = 200
APART_MS = 1_000_000  # no sweep looks back into the schedule before


class Complaints(logging.Handler):
    """An error the server logs is a failure, whatever its devices got."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


class Laboratory:
    def __init__(self, template: Path) -> None:
        self.loop = VirtualLoop()
        self.rows = in_memory(template)
        self.store = InlineStore(self.rows, self._clock)
        self.sessions = Sessions(self.store, SETTINGS.sessions)
        self.casts = 0

    def runs(self, seed: int, steps: list[Step] | None = None) -> None:
        """Raises what went wrong; the same seed and steps go the same way."""
        self.loop.leap.now = 0.0
        dice = random.Random(seed)
        Connection.pause = staticmethod(lambda: dice.random() / 20 if dice.random() < 0.4 else 0.0)
        complaints = Complaints()
        logging.getLogger("server").addHandler(complaints)
        try:
            machine = Machine(self.store, self.sessions, self.rows, self._cast(), dice)
            self.loop.run_until_complete(machine.runs(draw(seed) if steps is None else steps))
            if complaints.heard:
                raise Violation(f"the server complains: {complaints.heard[0]}")
        finally:
            logging.getLogger("server").removeHandler(complaints)

    def _clock(self) -> int:
        return DAWN + self.casts * APART_MS + round(self.loop.time() * 1000)

    def _cast(self) -> Cast:
        if self.casts % CASTS_AT_ONCE == 0:
            enter(self.rows, [Cast(self.casts + n) for n in range(CASTS_AT_ONCE)])
        self.casts += 1
        return Cast(self.casts - 1)

    def close(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.sessions.close()
        self.loop.close()


@contextmanager
def laboratory(template: Path) -> Iterator[Laboratory]:
    """On a copy of the migrated, empty `template`."""
    made = Laboratory(template)
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        made.runs(0)  # whatever is done only once is done now
        yield made
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        asyncio.set_event_loop(None)
        made.close()
