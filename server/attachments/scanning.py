"""Asking clamd whether a file is infected. What it cannot say is refused: a scanner that is away lets nothing in."""

import asyncio
import struct
from pathlib import Path

from server.errors import AttachmentRejected, Unavailable

BLOCK = 65_536
CLEAN = b"stream: OK"


async def scan(address: str, file: Path, within: float) -> None:
    """`address` is `host:port` or `unix:/path`. Errors: `AttachmentRejected`, `Unavailable`."""
    try:
        async with asyncio.timeout(within):
            said = await _instream(address, file)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise Unavailable("Files cannot be checked for viruses right now. Try again.") from error
    if said.endswith(b"FOUND"):
        raise AttachmentRejected("This file is infected.", field="content")
    if said != CLEAN:
        raise Unavailable("Files cannot be checked for viruses right now. Try again.")


async def _instream(address: str, file: Path) -> bytes:
    """One session of clamd's INSTREAM: blocks, each with its length before it, an empty one last."""
    reader, writer = await connect(address)
    try:
        writer.write(b"zINSTREAM\0")
        with file.open("rb") as opened:
            while block := opened.read(BLOCK):
                writer.write(struct.pack("!I", len(block)) + block)
                await writer.drain()
        writer.write(struct.pack("!I", 0))
        await writer.drain()
        return (await reader.readuntil(b"\0")).rstrip(b"\0")
    finally:
        writer.close()


async def connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if address.startswith("unix:"):
        return await asyncio.open_unix_connection(address.removeprefix("unix:"))
    host, _, port = address.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def answers(address: str, within: float) -> bool:
    """Whether it is there. Errors: `OSError`, `TimeoutError`."""
    async with asyncio.timeout(within):
        reader, writer = await connect(address)
        try:
            writer.write(b"zPING\0")
            return (await reader.readuntil(b"\0")) == b"PONG\0"
        finally:
            writer.close()
