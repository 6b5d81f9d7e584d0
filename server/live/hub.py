"""Who on this node listens to which stream; news goes out in the order of its numbers, to each socket once."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from server import catchup
from server.db import out_of_reach
from server.live.framing import text_frame
from server.store import Store

HELD_AT_MOST = 1_000
log = logging.getLogger(__name__)


class Socket(Protocol):
    """What the hub needs of a connection: the call does not wait."""

    def write(self, frame: bytes) -> None: ...


class Channel:
    """A stream as this node knows it. `live` sockets have everything up to `head`; `ahead` ones have more."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.head: int | None = None
        self.wanted = 0
        self.members: set[Socket] = set()
        self.live: set[Socket] = set()
        self.ahead: dict[Socket, int] = {}
        self.held: dict[int, bytes] = {}
        self.patience: asyncio.TimerHandle | None = None
        self.filling: asyncio.Task[None] | None = None

    def advance(self, to: int, frame: bytes) -> None:
        """Send what leads from `head` to `to`, and then what was held for its turn."""
        self._send(to, frame)
        while self.held and (following := self.held.pop(to + 1, None)) is not None:
            to += 1
            self._send(to, text_frame(following))

    def _send(self, to: int, frame: bytes) -> None:
        for socket in self.live:
            socket.write(frame)
        if self.ahead:
            for socket in [socket for socket, cursor in self.ahead.items() if cursor < to]:
                socket.write(
                    frame
                )  # a batch that fills a hole may begin below where it stands, and end beyond
            self._welcome_back(to)
        self.head = to

    def _welcome_back(self, head: int) -> None:
        for socket in [socket for socket, cursor in self.ahead.items() if cursor <= head]:
            del self.ahead[socket]
            self.live.add(socket)

    def skip(self, to: int) -> None:
        """There is nothing to send up to `to`."""
        self.head = to
        self.held = {q: payload for q, payload in self.held.items() if q > to}
        self._welcome_back(to)
        if (following := self.held.pop(to + 1, None)) is not None:
            self.advance(to + 1, text_frame(following))

    def has_hole(self) -> bool:
        return self.head is not None and (bool(self.held) or self.wanted > self.head)

    def stop(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
        if self.filling is not None:
            self.filling.cancel()


class Hub:
    """The channels of this node. A missing number is waited for `patience` seconds, then read from the rows."""

    def __init__(
        self, store: Store, patience: float, on_unbridgeable: Callable[[str, Iterable[Socket]], None]
    ) -> None:
        self.store = store
        self.patience = patience
        self.on_unbridgeable = on_unbridgeable
        self.channels: dict[str, Channel] = {}

    def open(self, stream: str, socket: Socket) -> Channel:
        """From now on nothing of this stream passes unseen, though the socket gets none of it yet."""
        channel = self.channels.setdefault(stream, Channel(stream))
        channel.members.add(socket)
        return channel

    def leave(self, stream: str, socket: Socket) -> None:
        channel = self.channels.get(stream)
        if channel is None:
            return
        self.pause(stream, socket)
        channel.members.discard(socket)
        if not channel.members:
            channel.stop()
            del self.channels[stream]

    def go_live(self, stream: str, socket: Socket, cursor: int) -> bool:
        """Let the socket hear what comes after `cursor`; false while the channel is already beyond it."""
        channel = self.channels[stream]
        if channel.head is None or channel.head > cursor:
            return False
        if channel.head == cursor:
            channel.live.add(socket)
        else:
            channel.ahead[socket] = cursor
        return True

    def pause(self, stream: str, socket: Socket) -> int | None:
        """Let it hear no more; returns up to where it heard everything, if it was live."""
        channel = self.channels[stream]
        if socket in channel.live:
            channel.live.discard(socket)
            return channel.head
        return channel.ahead.pop(socket, None)

    def cursor(self, stream: str, socket: Socket) -> int | None:
        channel = self.channels[stream]
        return channel.head if socket in channel.live else channel.ahead.get(socket)

    def deliver(self, stream: str, q: int, payload: bytes) -> None:
        """News from the writer or the bus, in any order, any number of times."""
        channel = self.channels.get(stream)
        if channel is None or (channel.head is not None and q <= channel.head):
            return
        if channel.head is not None and q == channel.head + 1:
            channel.advance(q, text_frame(payload))
        elif len(channel.held) < HELD_AT_MOST:
            channel.held[q] = payload
        else:
            channel.wanted = max(channel.wanted, q)
        self._mind(channel)

    def seen(self, stream: str, head: int) -> None:
        """The rows say that the stream stands at `head`: start there, or fetch what did not come."""
        channel = self.channels.get(stream)
        if channel is None:
            return
        if channel.head is None:
            channel.skip(head)
        channel.wanted = max(channel.wanted, head)
        self._mind(channel)

    def _mind(self, channel: Channel) -> None:
        if channel.has_hole() and channel.patience is None and channel.filling is None:
            loop = asyncio.get_running_loop()
            channel.patience = loop.call_later(self.patience, self._lose_patience, channel)

    def _lose_patience(self, channel: Channel) -> None:
        channel.patience = None
        if channel.has_hole():
            channel.filling = asyncio.create_task(self._fill(channel), name=f"fill {channel.stream}")

    async def _fill(self, channel: Channel) -> None:
        """Read what is missing; if the database does not answer either, the next sweep asks again."""
        try:
            while channel.has_hole():
                await self._fill_page(channel)
        except Exception as problem:
            known = None if out_of_reach(problem) else problem
            log.warning("a hole cannot be read now: %s", type(problem).__name__, exc_info=known)
        finally:
            channel.filling = None

    async def _fill_page(self, channel: Channel) -> None:
        stood = channel.head or 0
        found = await catchup.after(self.store, channel.stream, stood)
        if not found or found[0][0] != stood + 1:
            await self._give_up(channel)
        elif missing := [(q, told) for q, told in found if q > (channel.head or 0)]:
            to = missing[-1][0]
            batch = catchup.as_batch(channel.stream, missing, more=False)
            channel.held = {q: payload for q, payload in channel.held.items() if q > to}
            channel.advance(to, text_frame(batch))

    async def _give_up(self, channel: Channel) -> None:
        """The rows in between are pruned, or never were: whoever listens must load afresh."""
        head = (await catchup.heads(self.store, [channel.stream]))[channel.stream]
        self.on_unbridgeable(channel.stream, channel.live)
        channel.wanted = head
        channel.skip(head)

    async def stop(self) -> None:
        filling = [channel.filling for channel in self.channels.values() if channel.filling is not None]
        for channel in self.channels.values():
            channel.stop()
        self.channels.clear()
        await asyncio.gather(*filling, return_exceptions=True)
