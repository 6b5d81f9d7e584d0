"""uvicorn's WebSocket, taught to write ready frames, to join them, and to let go of who does not read."""

import asyncio
import contextlib
import socket
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from server.config import Live as Limits
from server.live import closing
from server.live.closing import Close
from server.live.framing import UNKNOWN, end_of_frame, plain_text

SEND_BUFFER = 64 * 1024
USER_TIMEOUT_MS = 16_000
FRAGMENTS_AT_MOST = 512
PROGRESS = 4_096  # bytes; who reads less than this in the time given is not reading
EXTENSION = "vinkje.socket"
HEADERS_END = b"\r\n\r\n"


class Listener(Protocol):
    """Who a socket reports to, from within the event loop: none of it may wait."""

    def received(self, text: bytes) -> None: ...

    def overflowed(self) -> None: ...

    def lost(self) -> None: ...


class Turn:
    """The sockets of one event loop that have frames to send at the end of this turn."""

    def __init__(self) -> None:
        self.sockets: list[LiveProtocol] = []

    def end(self) -> None:
        sockets, self.sockets = self.sockets, []
        for one in sockets:
            one.flush()


turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turn] = WeakKeyDictionary()


class LiveProtocol(WebSocketsSansIOProtocol):
    """Handshake and farewell stay with the ASGI application; in between, frames go straight to a `Listener`."""

    soft_unsent = 65_536
    hard_unsent = 262_144
    no_progress = 20.0
    farewell = 4.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.listener: Listener | None = None
        self.turn = turns.setdefault(self.loop, Turn())
        self.missing = UNKNOWN  # bytes that still belong to a frame websockets has the beginning of
        self.pending: list[bytes] = []
        self.written = 0
        self.sent_at_ping = 0
        self.waiting_at_ping = False
        self.patience: asyncio.TimerHandle | None = None
        self.close_timeout = self.farewell

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        plain = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):  # a unix socket has no TCP options
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            # asyncio sets this only where the listening socket was told its protocol.
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: Any = self.scope["extensions"]
            extensions[EXTENSION] = {"socket": self}

    def report_to(self, listener: Listener, limits: Limits) -> None:
        """From here on text goes to `listener`, and what waits for this peer is bounded by `limits`."""
        self.listener = listener
        self.soft_unsent, self.hard_unsent = limits.soft_unsent, limits.hard_unsent
        self.no_progress = limits.no_progress / 1000
        self.transport.set_write_buffer_limits(high=self.soft_unsent)

    # Sending

    def write(self, frame: bytes) -> None:
        """Send a ready frame at the end of this turn of the loop, together with all others of the turn."""
        if not self.pending:
            if not self.turn.sockets:
                self.loop.call_soon(self.turn.end)
            self.turn.sockets.append(self)
        self.pending.append(frame)

    def flush(self) -> None:
        data = b"".join(self.pending)
        self.pending.clear()
        if not data or self.close_sent or self.transport.is_closing():
            return
        self.written += len(data)
        self.transport.write(data)
        if self.transport.get_write_buffer_size() > self.hard_unsent and self.listener is not None:
            self.listener.overflowed()

    def unsent(self) -> int:
        return self.transport.get_write_buffer_size()

    def sent(self) -> int:
        """Bytes the kernel took so far."""
        return self.written - self.unsent()

    def gone(self) -> bool:
        return self.close_sent or self.transport.is_closing()

    def finish(self, why: Close) -> None:
        """Close, with what was written before; at once and without a word if the peer is not reading."""
        if self.gone():
            return
        self.flush()
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": why.code, "reason": why.reason})
        if self.unsent() > self.soft_unsent or not self._say_close(why):
            self.transport.abort()
            return
        self.close_sent = True
        self.transport.resume_reading()
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def _say_close(self, why: Close) -> bool:
        try:
            self.conn.send_close(why.code, why.reason)
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close" and self.handshake_complete:
            self.finish(Close(message.get("code", 1000), message.get("reason") or ""))
        else:
            await super().send(message)

    def shutdown(self) -> None:
        if self.listener is None:
            super().shutdown()
        else:
            self.finish(closing.DRAINING)

    # Letting go

    def pause_writing(self) -> None:
        """Much is waiting: take no more commands from a peer that does not read their answers."""
        super().pause_writing()
        self.transport.pause_reading()
        self.patience = self.loop.call_later(self.no_progress, self._check_progress, self.sent())

    def resume_writing(self) -> None:
        super().resume_writing()
        self._forget_patience()
        if not self.read_paused:
            self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_patience()
        listener, self.listener = self.listener, None
        super().connection_lost(exc)
        if listener is not None:
            listener.lost()

    def _check_progress(self, sent: int) -> None:
        if self.sent() < sent + PROGRESS:
            self.transport.abort()
        else:
            self.patience = self.loop.call_later(self.no_progress, self._check_progress, self.sent())

    def _forget_patience(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def send_keepalive_ping(self) -> None:
        self.sent_at_ping, self.waiting_at_ping = self.sent(), self.unsent() > 0
        super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        """A ping behind a long queue may take its time while the queue moves; any other peer is let go."""
        if self.gone():
            return
        if self.waiting_at_ping and self.sent() >= self.sent_at_ping + PROGRESS:
            self.sent_at_ping = self.sent()
            self.pong_timer = self.loop.call_later(self.ping_timeout or 0, self.keepalive_timeout)
            return
        if self.unsent() == 0:
            self._say_close(closing.PONG_MISSED)
        self.transport.abort()

    # Receiving

    def data_received(self, data: bytes) -> None:
        """Whole text frames go to the listener as they are; all the rest takes the way through websockets."""
        at = 0
        while at < len(data) and self.missing != UNKNOWN:
            end = end_of_frame(data, at) if self.missing == 0 else at + self.missing
            if end == UNKNOWN or self.conn.state is not State.OPEN:
                self.missing = UNKNOWN
                break
            if self.missing or end > len(data) or not self._took(data, at, end):
                super().data_received(data[at:end])
            self.missing = max(0, end - len(data))
            at = end
        if at < len(data):
            begins = not self.handshake_initiated
            super().data_received(data[at:])
            if begins and self.handshake_initiated and data.find(HEADERS_END) == len(data) - len(HEADERS_END):
                self.missing = 0

    def _took(self, data: bytes, at: int, end: int) -> bool:
        """True if this was a text frame by itself, and has been passed on."""
        if self.listener is None or self.frames or end - at > self.config.ws_max_size:
            return False
        text = plain_text(data, at, end)
        if text is not None:
            self._heard(text)
        return text is not None

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= FRAGMENTS_AT_MOST:
            self.finish(closing.TOO_BIG)
        elif not self.close_sent:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        if self.close_sent:
            self.frames = []
            return
        if self.curr_msg_data_type != "text":
            self.finish(closing.TEXT_ONLY)
            return
        text = b"".join(self.frames)
        if self.listener is None and self._is_utf8(text):
            super().send_receive_event_to_app()
            return
        self.frames = []
        self._heard(text)

    def _heard(self, text: bytes) -> None:
        if self._is_utf8(text) and self.listener is not None:
            self.listener.received(text)

    def _is_utf8(self, text: bytes) -> bool:
        try:
            text.decode()
        except UnicodeDecodeError:
            self.finish(closing.NOT_UTF8)
            return False
        return True
