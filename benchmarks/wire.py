"""A connection of the load generator: cheap enough that it is not what we measure."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self, TypeVar

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

T = TypeVar("T")
SENTENCE = "Goedemorgen, mogen we de factuur van de drukker nog bij het tweede kwartaal boeken? Hij kwam gisteren pas."
PATIENCE = 30


class Line(WSListener):
    """One signed-in connection. A rival says how it speaks; the load generator sets what it wants to hear."""

    on_message: Callable[["Line", int, Any], None]  # (line, mark, what `read` needs)
    on_read: Callable[["Line", int], None]  # (line, mark)

    def __init__(self) -> None:
        self.transport: Any = None
        self.awaited: tuple[bytes, asyncio.Future[bytes]] | None = None
        self.on_message = lambda line, mark, ref: None
        self.on_read = lambda line, mark: None
        self.on_lost: Callable[[], None] = lambda: None
        self.lost = False

    def say(self, mark: int) -> None:
        """Send a message that carries this number to the other side."""
        raise NotImplementedError

    def receipt(self, ref: Any) -> None:
        """Tell the sender that this message was delivered, and then that it was read."""
        raise NotImplementedError

    def hear(self, payload: bytes) -> None:
        raise NotImplementedError

    async def open(self, url: str, headers: dict[str, str] | None = None) -> Self:
        await ws_connect(
            lambda: self, url, extra_headers=headers or {}, websocket_handshake_timeout=PATIENCE, proxy=None
        )
        return self

    async def until(self, needle: bytes, say: bytes | None = None) -> bytes:
        """Say something and wait for the frame that answers it."""
        self.awaited = needle, asyncio.get_running_loop().create_future()
        if say is not None:
            self.write(say)
        try:
            return await asyncio.wait_for(self.awaited[1], PATIENCE)
        finally:
            self.awaited = None

    def write(self, payload: bytes) -> None:
        self.transport.send(WSMsgType.TEXT, payload)

    def close(self) -> None:
        self.transport.disconnect(False)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            if frame.msg_type == WSMsgType.CLOSE:
                transport.disconnect()
            return
        payload = frame.get_payload_as_bytes()
        if self.awaited is not None and self.awaited[0] in payload and not self.awaited[1].done():
            self.awaited[1].set_result(payload)
        self.hear(payload)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.lost = True
        if self.awaited is not None and not self.awaited[1].done():
            self.awaited[1].set_exception(ConnectionError("the server closed the connection"))
        self.on_lost()


def text(mark: int) -> str:
    """What is written in message number `mark`; the number leads, in eight digits."""
    return f"{mark:08} {SENTENCE}"


async def few_at_once(work: Iterable[Awaitable[T]], at_once: int = 32) -> list[T]:
    slots = asyncio.Semaphore(at_once)

    async def one(waiting: Awaitable[T]) -> T:
        async with slots:
            return await waiting

    return await asyncio.gather(*map(one, work))
