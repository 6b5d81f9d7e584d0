"""The fast way for whole text frames: it hears and answers exactly what websockets does, however bytes are cut."""

import asyncio
import socket
from itertools import pairwise
from typing import Any, Self

import uvicorn
from hypothesis import example, given, settings
from hypothesis import strategies as some
from uvicorn.server import ServerState

from server.config import Live as Limits
from server.live.framing import UNKNOWN
from server.live.protocol import LiveProtocol
from tests.live.raw import framed, handshake

LIMIT = 70_000
SIZES = some.sampled_from([0, 1, 125, 126, 127, 300, 65_535, 65_536, LIMIT - 9, LIMIT, LIMIT + 1])
payloads = some.binary(max_size=200) | some.text(max_size=50).map(str.encode) | SIZES.map(bytes)
frames = some.builds(
    framed,
    payloads,
    some.sampled_from([1, 1, 1, 1, 0, 2, 8, 9, 10, 3]),
    fin=some.sampled_from([True, True, True, False]),
    reserved=some.sampled_from([0, 0, 0, 0, 4]),
    masked=some.sampled_from([True, True, True, True, False]),
)


class Kept(asyncio.Transport):
    """What a peer would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.closed = False
        self.socket = socket.socket()

    def write(self, data: Any) -> None:
        self.sent += b"" if self.closed else bytes(data)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.socket if name == "socket" else default

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    abort = close


class Peer:
    """One server side of a socket, fed by hand."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.accepted = asyncio.Event()
        self.transport = Kept()
        config = uvicorn.Config(
            self.app,
            interface="asgi3",
            ws_max_size=LIMIT,
            ws_ping_interval=None,
            ws_per_message_deflate=False,
        )
        config.load()
        self.protocol = LiveProtocol(config, ServerState(), {})

    @classmethod
    async def connected(cls, *, fast: bool) -> Self:
        peer = cls()
        peer.protocol.connection_made(peer.transport)
        peer.protocol.data_received(handshake("ws://here/", "token"))
        await asyncio.wait_for(peer.accepted.wait(), 5)
        assert peer.protocol.missing == 0
        if not fast:
            peer.protocol.missing = UNKNOWN
        peer.protocol.report_to(peer, Limits())
        return peer

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        self.accepted.set()
        while (await receive())["type"] != "websocket.disconnect":
            pass

    def received(self, text: bytes) -> None:
        self.heard.append(bytes(text))

    def overflowed(self) -> None: ...
    def lost(self) -> None: ...

    def result(self) -> tuple[list[bytes], bytes, bool]:
        return self.heard, self.transport.sent.partition(b"\r\n\r\n")[2], self.transport.closed

    async def end(self) -> None:
        self.protocol.connection_lost(None)
        self.transport.socket.close()
        for task in list(self.protocol.tasks):
            await task


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(place % (len(stream) + 1) for place in places)})
    return [stream[start:end] for start, end in pairwise(edges)]


@given(some.lists(frames, max_size=6), some.lists(some.integers(0, 2**20), max_size=6))
@example([framed(b"a"), framed(b"b", fin=False), framed(b"c"), framed(b"d")], [])
@example([framed(b"a"), framed(b"b", 9), framed(b"c" * 126), framed(b"\xff"), framed(b"d")], [7, 8, 15])
@settings(deadline=None, max_examples=150)
def test_the_fast_way_is_the_same_way(sent: list[bytes], places: list[int]) -> None:
    async def both() -> None:
        fast, slow = await Peer.connected(fast=True), await Peer.connected(fast=False)
        for piece in cut(b"".join(sent), places):
            fast.protocol.data_received(piece)
        for frame in sent:
            slow.protocol.data_received(frame)
        if slow.transport.closed:  # uvicorn drops what came in one piece with what it cannot read
            assert fast.transport.closed
            assert slow.heard[: len(fast.heard)] == fast.heard
        else:
            assert fast.result() == slow.result()
        await fast.end()
        await slow.end()

    asyncio.run(both())


def test_whole_frames_take_the_fast_way() -> None:
    async def one() -> None:
        peer = await Peer.connected(fast=True)
        stepped = peer.protocol.conn.receive_data
        peer.protocol.conn.receive_data = lambda data: stepped(data) or slow.append(data)  # type: ignore[func-returns-value,method-assign]
        slow: list[bytes] = []
        peer.protocol.data_received(framed(b"one") + framed(b"two" * 100))
        assert (peer.heard, slow) == ([b"one", b"two" * 100], [])
        peer.protocol.data_received(framed(b"three")[:3])
        peer.protocol.data_received(framed(b"three", fin=True)[3:])
        assert len(slow) == 2
        await peer.end()

    asyncio.run(one())
