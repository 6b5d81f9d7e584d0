"""Says what it is given, in that order."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from server.fanout.link import ELSEWHERE, Link, send

WAITING_AT_MOST = 10_000
Said = tuple[str, bytes]
log = logging.getLogger(__name__)


class Mouth(Link):
    """What got no answer is said again on the next connection: the numbers in it make a repetition harmless."""

    def __init__(
        self,
        url: str,
        kind: str,
        on_astray: Callable[[str, bytes], None],
        patience: float,
        on_lost: Callable[[], None],
    ) -> None:
        super().__init__(url, patience, on_lost)
        self.word = f"{kind.upper()}PUBLISH"
        self.on_astray = on_astray
        self.unanswered: deque[Said] = deque()
        self.outgoing: deque[Said] = deque(maxlen=WAITING_AT_MOST)
        self.wake = asyncio.Event()

    def say(self, channel: str, payload: bytes) -> None:
        self.outgoing.append((channel, payload))
        self.wake.set()

    def rest(self) -> list[Said]:
        """What it did not get said, for another to say."""
        return [*self.unanswered, *self.outgoing]

    def give_up(self) -> None:
        self.unanswered.clear()

    async def talk(self, connection: AbstractConnection) -> None:
        while True:
            await self._say_all(connection)
            await self.wake.wait()
            self.wake.clear()

    async def _say_all(self, connection: AbstractConnection) -> None:
        while self.unanswered or self.outgoing:
            if not self.unanswered:
                self.unanswered.extend(self.outgoing)
                self.outgoing.clear()
            words = [(self.word, channel, payload) for channel, payload in self.unanswered]
            await send(connection, words)
            async with asyncio.timeout(self.patience):
                for _ in words:
                    await self._answer(connection)

    async def _answer(self, connection: AbstractConnection) -> None:
        try:
            await connection.read_response(timeout=math.inf, disconnect_on_error=False)
        except ELSEWHERE:
            self.on_astray(*self.unanswered[0])
        except ResponseError as error:
            log.warning("Redis refuses to carry news: %s", error)
        self.unanswered.popleft()
