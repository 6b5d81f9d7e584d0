"""One connection to one Redis, that is made anew whatever happens to it."""

import asyncio
import contextlib
import logging
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from hiredis import pack_command
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ClusterDownError, ConnectionError, MovedError, TryAgainError
from redis.exceptions import TimeoutError as SlowRedis

PAUSE_FIRST, PAUSE_MOST = 0.05, 2.0
AWAY = (OSError, TimeoutError, asyncio.IncompleteReadError, ConnectionError, SlowRedis)
ELSEWHERE = (MovedError, ClusterDownError, TryAgainError)
DOWN = (*AWAY, *ELSEWHERE)
Command = tuple[str | bytes, ...]
log = logging.getLogger(__name__)


def connection_to(url: str, patience: float) -> AbstractConnection:
    """Not yet connected. Nothing on it takes longer than `patience` seconds."""
    pool = ConnectionPool.from_url(
        url,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_connect_timeout=patience,
        socket_timeout=patience,
    )
    connection: AbstractConnection = pool.make_connection()  # type: ignore[no-untyped-call]
    return connection


async def send(connection: AbstractConnection, commands: Iterable[Command]) -> None:
    """On this connection as it stands, never on a new one. What just closed is a lost connection, however told."""
    packed: bytes = b"".join([pack_command(command) for command in commands])  # type: ignore[arg-type]
    if not connection.is_connected:  # or it would connect anew by itself
        raise ConnectionError("the connection is closed")
    try:
        await connection.send_packed_command(packed)
    except (RuntimeError, AttributeError) as error:  # uvloop's and redis-py's words for what has just closed
        raise ConnectionError(str(error)) from error


async def close(connection: AbstractConnection) -> None:
    with contextlib.suppress(*DOWN, RuntimeError):
        await connection.disconnect()


class Link(ABC):
    """`connection` is there while it is up. `on_lost` is told each time it is not, or could not be made."""

    def __init__(self, url: str, patience: float, on_lost: Callable[[], None]) -> None:
        self.url = url
        self.patience = patience
        self.on_lost = on_lost
        self.connection: AbstractConnection | None = None
        self.failures = 0

    @abstractmethod
    async def talk(self, connection: AbstractConnection) -> None:
        """For as long as the connection lasts; raises when it does not."""

    @abstractmethod
    def give_up(self) -> None:
        """Leave what would go wrong again: nobody foresaw it."""

    def start(self) -> None:
        self.task = asyncio.create_task(self._keep(), name=f"bus {type(self).__name__.lower()}")

    async def stop(self) -> None:
        while not self.task.done():  # wait_for, within redis-py, may swallow a cancellation
            self.task.cancel()
            await asyncio.wait([self.task], timeout=1)

    async def _keep(self) -> None:
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._once()
            except DOWN as error:
                level = logging.DEBUG if self.failures else logging.WARNING
                log.log(level, "the bus is down: %s", str(error) or type(error).__name__)
            except Exception:
                log.exception("the bus begins anew")
                self.give_up()
            held = asyncio.get_running_loop().time() - began > PAUSE_MOST
            self.failures = 1 if held else self.failures + 1
            self.on_lost()
            pause = min(PAUSE_MOST, PAUSE_FIRST * 2**self.failures)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311

    async def _once(self) -> None:
        connection = connection_to(self.url, self.patience)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
            self.connection = connection
            await self.talk(connection)
        finally:
            self.connection = None
            await close(connection)
