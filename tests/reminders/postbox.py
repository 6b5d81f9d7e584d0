"""A real SMTP server that does as it is told: takes mails, refuses them, or hangs up at any step."""

import asyncio
import email
from asyncio import StreamReader, StreamWriter
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self

from tests.walls.witness import witness

HANG_UP = "hang up"
STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "body")
REPLIES = {
    "connect": "220 postbox",
    "ehlo": "250 postbox",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "body": "250 taken",
}


@dataclass
class Postbox:
    """`moods` is what it does to the next mails, one each: {step: reply or HANG_UP}; after that it is good again.

    `meanwhile` is done once, when that step is reached and before it is answered.
    """

    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    moods: deque[dict[str, str]] = field(default_factory=deque)
    always: dict[str, str] = field(default_factory=dict)
    keeps_then_hangs_up: bool = False
    meanwhile: dict[str, Callable[[], None]] = field(default_factory=dict)
    port: int = 0
    server: asyncio.Server | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.server
        self.server.close()
        await self.server.wait_closed()

    async def arrives(self, mails: int) -> list[EmailMessage]:
        while len(self.mails) < mails:
            self.arrived.clear()
            await self.arrived.wait()
        return self.mails

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        mood = {**self.always, **(self.moods.popleft() if self.moods else {})}
        try:
            await self._talk(reader, writer, mood)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: StreamReader, writer: StreamWriter, mood: dict[str, str]) -> None:
        envelope: list[str] = []

        async def answers(step: str) -> str:
            self.meanwhile.pop(step, lambda: None)()
            reply = mood.get(step, REPLIES[step])
            if reply == HANG_UP:
                raise ConnectionAbortedError
            writer.write(f"{reply}\r\n".encode())
            await writer.drain()
            return reply

        await answers("connect")
        while line := (await reader.readuntil(b"\n")).decode().strip():
            command = line.partition(" ")[0].upper()
            if command in ("EHLO", "HELO"):
                await answers("ehlo")
            elif command == "MAIL":
                await answers("mail")
            elif command == "RCPT":
                envelope.append(line.partition(":")[2].strip("<> "))
                await answers("rcpt")
            elif command == "DATA":
                if (await answers("data")).startswith("354"):
                    body = await reader.readuntil(b"\r\n.\r\n")
                    await self._take(body[:-5], envelope, mood.get("body", ""))
                    await answers("body")
            elif command == "RSET":
                writer.write(b"250 ok\r\n")
            elif command == "QUIT":
                self.meanwhile.pop("quit", lambda: None)()
                if mood.get("quit") == HANG_UP:
                    return
                writer.write(b"221 bye\r\n")
                return

    async def _take(self, body: bytes, envelope: list[str], mood: str) -> None:
        if mood and not (mood == HANG_UP and self.keeps_then_hangs_up):
            return
        message = email.message_from_bytes(body, policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.envelopes.append(envelope)
        witness.mail(envelope, message)
        self.arrived.set()
