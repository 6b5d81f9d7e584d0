"""The bus over Redis pub/sub: one connection that listens, one that publishes in order."""

import asyncio
import contextlib
import logging
import math
import random
from collections import deque
from collections.abc import Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError
from redis.exceptions import TimeoutError as SlowRedis

from server.fanout import channel_of, office_of

PING_EVERY = 5.0
CONFIRM_WITHIN = 2.0
BACKOFF_FIRST, BACKOFF_MOST = 0.05, 2.0
WAITING_AT_MOST = 10_000
DOWN = (ConnectionError, SlowRedis, OSError, TimeoutError, asyncio.IncompleteReadError)
log = logging.getLogger(__name__)


class RedisFanout:
    """`url` is `unix://…` or `redis://…`. It comes back by itself; what was said meanwhile is told as a gap."""

    def __init__(self, url: str, *, ping_every: float = PING_EVERY) -> None:
        self.ping_every = ping_every
        self.pool = ConnectionPool.from_url(
            url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=ping_every,
            socket_timeout=ping_every,
        )
        self.on_message: Callable[[int, bytes], None] = lambda office, payload: None
        self.on_gap: Callable[[], None] = lambda: None
        self.wanted: set[str] = set()
        self.confirmed: set[str] = set()
        self.waiters: dict[str, asyncio.Future[None]] = {}
        self.ear: AbstractConnection | None = None
        self.mouth: AbstractConnection | None = None
        self.unanswered: list[tuple[str, str, bytes]] = []
        self.outgoing: deque[tuple[str, str, bytes]] = deque(maxlen=WAITING_AT_MOST)
        self.wake = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        self.stopping = False

    async def start(self) -> None:
        self.tasks = [
            asyncio.create_task(self._keep(self._listen), name="bus ear"),
            asyncio.create_task(self._keep(self._speak), name="bus mouth"),
        ]

    async def stop(self) -> None:
        self.stopping = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self._release()
        await self.pool.disconnect()

    def publish(self, office: int, payload: bytes) -> None:
        self.outgoing.append(("PUBLISH", channel_of(office), payload))
        self.wake.set()

    async def subscribe(self, office: int) -> None:
        channel = channel_of(office)
        self.wanted.add(channel)
        if channel in self.confirmed or self.ear is None:
            return
        if channel not in self.waiters:
            self.waiters[channel] = asyncio.get_running_loop().create_future()
            await self._say("SUBSCRIBE", channel)
        if waiter := self.waiters.get(channel):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(waiter), CONFIRM_WITHIN)

    async def unsubscribe(self, office: int) -> None:
        channel = channel_of(office)
        self.wanted.discard(channel)
        self.confirmed.discard(channel)
        await self._say("UNSUBSCRIBE", channel)

    async def _say(self, *command: str) -> None:
        """Or leave it: the next ear asks for all that is wanted."""
        if self.ear is not None:
            with contextlib.suppress(*DOWN):
                await _send(self.ear, command)

    async def _keep(self, talk: Callable[[AbstractConnection], Any]) -> None:
        """Connect and talk; again, after a growing pause, whenever that ends."""
        attempt = 0
        while not self.stopping:
            connection: AbstractConnection = self.pool.make_connection()  # type: ignore[no-untyped-call]
            try:
                await connection.connect()  # type: ignore[no-untyped-call]
                attempt = 0
                await talk(connection)
            except DOWN as error:
                log.log(logging.DEBUG if attempt else logging.WARNING, "the bus is down: %s", error)
            except Exception:
                log.exception("the bus begins anew")
                self.unanswered.clear()
            finally:
                with contextlib.suppress(*DOWN, RuntimeError):
                    await connection.disconnect()
            if self.stopping:
                return
            attempt += 1
            pause = min(BACKOFF_MOST, BACKOFF_FIRST * 2**attempt)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311

    async def _listen(self, connection: AbstractConnection) -> None:
        pinging = asyncio.create_task(self._ping(connection), name="bus ping")
        self.ear = connection
        try:
            if self.wanted:
                await _send(connection, ("SUBSCRIBE", *self.wanted))
            async with asyncio.timeout(2 * self.ping_every) as deadline:
                await self._hear(connection, deadline)
        finally:
            pinging.cancel()
            self.ear = None
            self.confirmed.clear()
            self._release()
            self.on_gap()

    async def _ping(self, connection: AbstractConnection) -> None:
        """A frozen server takes the question and never answers: the deadline of `_listen` notices."""
        with contextlib.suppress(*DOWN):
            while True:
                await _send(connection, ("PING",))
                await asyncio.sleep(self.ping_every)

    async def _hear(self, connection: AbstractConnection, deadline: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        while True:
            match await connection.read_response(timeout=math.inf, disconnect_on_error=False):
                case [b"message", channel, payload]:
                    self._pass_on(channel, payload)
                case [b"subscribe", channel, _]:
                    self._confirm(channel.decode())
                case [b"pong", *_] | b"PONG":
                    deadline.reschedule(loop.time() + 2 * self.ping_every)

    def _pass_on(self, channel: bytes, payload: bytes) -> None:
        try:
            self.on_message(office_of(channel), payload)
        except Exception:
            log.exception("news from the bus could not be passed on")

    def _confirm(self, channel: str) -> None:
        """Nobody waits for it: it was repeated after an outage, or came too late. Something may have passed unheard."""
        if channel in self.wanted:
            self.confirmed.add(channel)
        waiter = self.waiters.pop(channel, None)
        if waiter is not None and not waiter.done():
            waiter.set_result(None)
        else:
            self.on_gap()

    def _release(self) -> None:
        for waiter in self.waiters.values():
            if not waiter.done():
                waiter.set_result(None)
        self.waiters.clear()

    async def _speak(self, connection: AbstractConnection) -> None:
        """What got no answer is said again: the numbers in it make a repetition harmless."""
        self.mouth = connection
        while True:
            while waiting := self._next_words():
                await _send(connection, *waiting)
                for _ in waiting:
                    await connection.read_response(disconnect_on_error=False)
                self.unanswered = []
            await self.wake.wait()
            self.wake.clear()

    def _next_words(self) -> list[tuple[str, str, bytes]]:
        if not self.unanswered:
            self.unanswered = list(self.outgoing)
            self.outgoing.clear()
        return self.unanswered


async def _send(connection: AbstractConnection, *commands: tuple[str | bytes, ...]) -> None:
    """On this connection as it stands, never on a new one. What closes under it is a lost connection, however told."""
    packed = connection.pack_commands(commands)
    if not connection.is_connected:  # or it would connect anew by itself
        raise ConnectionError("the connection is closed")
    try:
        await connection.send_packed_command(packed)
    except (RuntimeError, AttributeError) as error:  # uvloop's and redis-py's words for what has just closed
        raise ConnectionError(str(error)) from error
