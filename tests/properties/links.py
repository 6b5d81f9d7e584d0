"""A socket in memory: the server's own protocol class on one end, a device on the other, and a line between them.

Frames arrive in order and late; a stalled line keeps them until the server
notices; a cut one loses what was on its way.
"""

import asyncio
import struct
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from server.live.protocol import LiveProtocol
from tests.device import Device


async def nothing(scope: object, receive: object, send: object) -> None:
    """The handshake is behind us: nobody asks the ASGI application."""


CONFIG = uvicorn.Config(nothing, ws=LiveProtocol, ws_per_message_deflate=False, log_config=None)
CONFIG.load()
TEXT, CLOSE = 0x81, 0x88


def frames(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(opcode, payload) of unmasked frames, each whole."""
    at = 0
    while at < len(data):
        kind, length = data[at], data[at + 1]
        at += 2
        if length == 126:
            (length,), at = struct.unpack_from("!H", data, at), at + 2
        elif length == 127:
            (length,), at = struct.unpack_from("!Q", data, at), at + 8
        yield kind, data[at : at + length]
        at += length


class Line(asyncio.Transport):
    """The server's transport. `watch` sees every write before the device does."""

    def __init__(self, device: Device, delay: Callable[[], float], watch: Callable[[bytes], None]) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.device, self.delay, self.watch = device, delay, watch
        self.waiting: deque[bytes] = deque()
        self.size = 0
        self.high = 0
        self.full = self.stalled = self.cut = False
        self.arriving: asyncio.TimerHandle | None = None
        self.up = 0.0
        self.close_code: int | None = None
        self.server = LiveProtocol(CONFIG, ServerState(), {}, self.loop)
        self.server.connection_made(self)
        self.server.handshake_complete = True

    def opens(self) -> None:
        self.device.opened(self.send)

    # From the device to the server

    def send(self, text: bytes) -> None:
        """In order, each after its own delay."""
        self.up = max(self.up, self.loop.time() + self.delay())
        self.loop.call_at(self.up, self._reaches, text)

    def _reaches(self, text: bytes) -> None:
        if not self.cut and self.server.listener is not None and not self.server.gone():
            self.server.listener.received(text)

    # From the server to the device

    def write(self, data: Any) -> None:
        if self.cut:
            return
        self.watch(data)
        self.waiting.append(data)
        self.size += len(data)
        if self.size > self.high and not self.full:
            self.full = True
            self.server.pause_writing()
        self._moves()

    def _moves(self) -> None:
        if self.waiting and not self.stalled and not self.cut and self.arriving is None:
            self.arriving = self.loop.call_later(self.delay(), self._arrives)

    def _arrives(self) -> None:
        self.arriving = None
        if self.stalled or self.cut:
            return
        data = self.waiting.popleft()
        self.size -= len(data)
        for kind, payload in frames(data):
            if kind == TEXT:
                self.device.heard(payload)
            elif kind == CLOSE:
                self.close_code = struct.unpack("!H", payload[:2])[0]
                self.breaks()
                return
        if self.full and self.size <= self.high // 4:
            self.full = False
            self.server.resume_writing()
        self._moves()

    def stalls(self, stalled: bool) -> None:
        self.stalled = stalled
        self._moves()

    def breaks(self) -> None:
        """Both ends learn of it; what was on its way is gone."""
        if not self.cut:
            self.cut = True
            self.waiting.clear()
            self.size = 0
            self.device.lost()
            self.loop.call_soon(self.server.connection_lost, ConnectionResetError())

    # What asyncio expects of a transport

    def get_write_buffer_size(self) -> int:
        return self.size

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high = high or 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return NoSocket() if name == "socket" else default

    def is_closing(self) -> bool:
        return self.cut

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def abort(self) -> None:
        self.breaks()

    close = abort


class NoSocket:
    def getsockname(self) -> None:
        pass

    getpeername = getsockname

    def setsockopt(self, *_: object) -> None:
        pass
