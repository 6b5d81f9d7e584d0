"""What the figures ask of a chat server."""

import hashlib
import hmac
from abc import ABC, abstractmethod
from typing import ClassVar

from benchmarks.load import Pair
from benchmarks.stack import Stack
from benchmarks.wire import Line, few_at_once

SECRET = b"of the benchmark"


class Rival(ABC):
    """One chat server and how its own clients speak to it. `place` is its place in the tables."""

    name: ClassVar[str]
    place: ClassVar[int]
    what: ClassVar[str]
    resumes: ClassVar[bool] = False

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @abstractmethod
    async def prepare(self) -> None:
        """Start its services, make its tables and its people."""

    @abstractmethod
    def start(self) -> None:
        """Start the server itself; also after `stack.stop()`."""

    @abstractmethod
    async def pair(self, number: int) -> Pair:
        """Two people in one conversation, signed in."""

    @abstractmethod
    async def audience(self, size: int) -> tuple[Line, list[Line]]:
        """One who speaks, and those who hear him."""

    @abstractmethod
    async def silent(self, number: int) -> Line:
        """Somebody signed in who only listens."""

    async def pair_with_ticks(self, number: int) -> Pair:
        """The same, where the sender is told what was read."""
        return await self.pair(number)


class RoomRival(Rival):
    """One whose clients join a room by name."""

    @abstractmethod
    async def enter(self, name: str, room: str) -> Line:
        """A connection of somebody in this room."""

    async def pair(self, number: int) -> Pair:
        room = f"pair {number}"
        return Pair(await self.enter(f"a{number}", room), await self.enter(f"b{number}", room))

    async def audience(self, size: int) -> tuple[Line, list[Line]]:
        listeners = await few_at_once(self.enter(f"l{number}", "hall") for number in range(size))
        return await self.enter("speaker", "hall"), listeners

    async def silent(self, number: int) -> Line:
        return await self.enter(f"s{number}", f"room {number}")


def signature(name: str) -> str:
    """How the rivals of our own writing know that somebody is who he says."""
    return hmac.new(SECRET, name.encode(), hashlib.sha256).hexdigest()
