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


class Raw:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def at(cls, url: str, token: str, receive_buffer: int | None = None) -> Self:
        parts = urlsplit(url)
        plain = socket.socket()
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.connect((parts.hostname, parts.port))
        reader, writer = await asyncio.open_connection(sock=plain, limit=4_096)
        raw = cls(reader, writer)
        request = (
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
        writer.write(request.encode())
        status = await reader.readuntil(b"\r\n\r\n")
        assert status.startswith(b"HTTP/1.1 101")
        return raw

    def frame(self, payload: bytes, opcode: int = 1, fin: bool = True) -> None:
        mask, length = os.urandom(4), len(payload)
        head = bytes([opcode | (0x80 if fin else 0)])
        if length < 126:
            head += bytes([0x80 | length])
        elif length < 65_536:
            head += struct.pack("!BH", 0x80 | 126, length)
        else:
            head += struct.pack("!BQ", 0x80 | 127, length)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
        self.writer.write(head + mask + masked)

    async def hears(self) -> tuple[int, bytes]:
        """The next frame of the server: opcode and payload."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        payload = await self.reader.readexactly(length)
        if payload.startswith(b'{"t":'):
            check_frame(json.loads(payload))
        return first & 0x0F, payload

    async def close_code(self) -> int:
        """Listens until the close frame; 1006 where the server went without one."""
        async with asyncio.timeout(10):
            try:
                while True:
                    opcode, payload = await self.hears()
                    if opcode == 8:
                        return int(struct.unpack("!H", payload[:2])[0])
            except (asyncio.IncompleteReadError, ConnectionError):
                return 1006

    async def close(self) -> None:
        self.writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()
