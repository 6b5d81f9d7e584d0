"""A socket on which one may write any bytes at all."""

import asyncio
import contextlib
import json
import os
import socket
import struct
from typing import Self
from urllib.parse import urlsplit

from server.live.endpoint import SUBPROTOCOL
from tests.contract import check_frame


def framed(
    payload: bytes, opcode: int = 1, *, fin: bool = True, reserved: int = 0, masked: bool = True
) -> bytes:
    """A frame as RFC 6455 wants it from a client, or as it does not."""
    length, mask = len(payload), os.urandom(4) if masked else b""
    head = bytes([opcode | reserved << 4 | (0x80 if fin else 0)])
    bit = 0x80 if masked else 0
    if length < 126:
        head += bytes([bit | length])
    elif length < 65_536:
        head += struct.pack("!BH", bit | 126, length)
    else:
        head += struct.pack("!BQ", bit | 127, length)
    if masked:
        payload = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return head + mask + payload


def handshake(url: str, token: str) -> bytes:
    parts = urlsplit(url)
    return (
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()


class Raw:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def line(cls, url: str, receive_buffer: int | None = None) -> Self:
        """A connection on which nothing was said yet."""
        parts = urlsplit(url)
        plain = socket.socket()
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.connect((parts.hostname, parts.port))
        return cls(*await asyncio.open_connection(sock=plain, limit=4_096))

    @classmethod
    async def at(cls, url: str, token: str, receive_buffer: int | None = None) -> Self:
        raw = await cls.line(url, receive_buffer)
        raw.writer.write(handshake(url, token))
        status = await raw.reader.readuntil(b"\r\n\r\n")
        assert status.startswith(b"HTTP/1.1 101")
        return raw

    def frame(self, payload: bytes, opcode: int = 1, fin: bool = True, reserved: int = 0) -> None:
        self.writer.write(framed(payload, opcode, fin=fin, reserved=reserved))

    async def hears(self) -> tuple[int, bytes]:
        """The next frame of the server: opcode and payload."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        payload = await self.reader.readexactly(length)
        if first & 0x0F == 1 and payload.startswith(b'{"t":'):
            check_frame(json.loads(payload))
        return first & 0x0F, payload

    async def close_code(self) -> int:
        """Listens until the close frame; 1005 for one without a code, 1006 where the server went without any."""
        async with asyncio.timeout(10):
            try:
                while True:
                    opcode, payload = await self.hears()
                    if opcode == 8:
                        return int.from_bytes(payload[:2]) or 1005
            except (asyncio.IncompleteReadError, ConnectionError):
                return 1006

    async def close(self) -> None:
        self.writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()
