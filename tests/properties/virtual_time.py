"""An event loop whose time passes only when nobody has anything left to do: no schedule waits for real time."""

import asyncio
import selectors
from typing import Any


class Leap(selectors.SelectSelector):
    """Where a loop would wait for the world, its clock goes on at once."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everybody waits for something that nobody will do")
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.leap = Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        return self.leap.now
