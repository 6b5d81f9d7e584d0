"""Hears what is said in the channels that are wanted, and tells when something may have passed unheard."""

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Iterable
from typing import Protocol

from redis.asyncio.connection import AbstractConnection

from server.fanout.link import DOWN, Command, Link, close, send

log = logging.getLogger(__name__)


class Listener(Protocol):
    def heard(self, channel: str, payload: bytes) -> None: ...

    def confirmed(self, channel: str) -> None:
        """From now on this channel is heard, for the first time or again."""

    def deafened(self, channels: Iterable[str]) -> None:
        """These are no longer heard: the connection is gone."""

    def sent_away(self) -> None:
        """The server does not serve a channel any more, and said so."""


class Ear(Link):
    """`kind` is "" for channels every server knows, "s" for those that belong to a slot of a cluster."""

    def __init__(
        self, url: str, kind: str, listener: Listener, patience: float, on_lost: Callable[[], None]
    ) -> None:
        super().__init__(url, patience, on_lost)
        self.kind = kind
        self.listener = listener
        self.wanted: set[str] = set()
        self.asked: set[str] = set()
        self.confirmed: set[str] = set()
        self.leaving: set[str] = set()
        self.changed = asyncio.Event()

    def want(self, channel: str) -> None:
        self.wanted.add(channel)
        self.changed.set()

    def leave(self, channel: str) -> None:
        self.wanted.discard(channel)
        self.changed.set()

    def give_up(self) -> None:
        """All it does can be done again."""

    async def talk(self, connection: AbstractConnection) -> None:
        asking = asyncio.create_task(self._ask(connection), name="bus ear asks")
        try:
            async with asyncio.timeout(2 * self.patience) as deadline:
                await self._hear(connection, deadline)
        finally:
            for gone in (self.asked, self.confirmed, self.leaving):
                gone.clear()
            self.listener.deafened(set(self.wanted))
            asking.cancel()
            await close(connection)  # who swallowed his cancellation finds it closed
            await asyncio.gather(asking, return_exceptions=True)

    async def _ask(self, connection: AbstractConnection) -> None:
        """A frozen server takes the question and never answers: the deadline of `talk` notices."""
        try:
            while True:
                self.changed.clear()
                await send(connection, [*self._changes(), ("PING",)])
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.patience):
                        await self.changed.wait()
        except DOWN:
            await close(connection)
        except Exception:
            log.exception("the bus cannot ask for what it should hear")
            await close(connection)

    def _changes(self) -> list[Command]:
        left, new = self.asked - self.wanted, self.wanted - self.asked
        self.asked = set(self.wanted)
        self.confirmed -= left
        self.leaving |= left
        kind = self.kind.upper()
        unsubscribed: list[Command] = [(f"{kind}UNSUBSCRIBE", channel) for channel in left]
        return unsubscribed + [(f"{kind}SUBSCRIBE", channel) for channel in new]

    async def _hear(self, connection: AbstractConnection, deadline: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        message, subscribe, unsubscribe = (
            f"{self.kind}{word}".encode() for word in ("message", "subscribe", "unsubscribe")
        )
        while True:
            match await connection.read_response(timeout=math.inf, disconnect_on_error=False):
                case [kind, channel, payload] if kind == message:
                    self.listener.heard(channel.decode(), payload)
                case [kind, channel, _] if kind == subscribe:
                    self._confirm(channel.decode())
                case [kind, channel, _] if kind == unsubscribe:
                    self._ended(channel.decode())
                case [b"pong", *_] | b"PONG":
                    deadline.reschedule(loop.time() + 2 * self.patience)

    def _confirm(self, channel: str) -> None:
        if channel in self.asked:
            self.confirmed.add(channel)
            self.listener.confirmed(channel)

    def _ended(self, channel: str) -> None:
        """As we asked; or, its slot having moved to another server, unasked."""
        if channel in self.leaving:
            self.leaving.discard(channel)
        else:
            self.asked.discard(channel)
            self.confirmed.discard(channel)
            self.listener.sent_away()
