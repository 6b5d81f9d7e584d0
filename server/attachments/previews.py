"""Having a file drawn by a process that it may break."""

import asyncio
import logging
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from server.attachments.kinds import SHOWN

AT_ONCE = 2
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}  # none of our settings, and no key of theirs
log = logging.getLogger(__name__)


class Size(Struct):
    width: int
    height: int


class Previews:
    """Draws at most two at a time: who uploads much waits, and nobody else does."""

    def __init__(self, within: float) -> None:
        self.within = within
        self.places = asyncio.Semaphore(AT_ONCE)

    async def draw(self, file: Path, kind: str, folder: Path) -> Size | None:
        """Leaves `large.jpg` and `small.jpg` in the folder. None for what cannot be drawn: it is a file like others."""
        if kind not in SHOWN:
            return None
        async with self.places:
            said = await self._said(file, kind, folder)
        try:
            return msgspec.json.decode(said, type=Size)
        except msgspec.DecodeError:
            log.info("a file of %s has no preview", kind)
            return None

    async def _said(self, file: Path, kind: str, folder: Path) -> bytes:
        drawing = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.attachments.draw", file, kind, folder,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=ENVIRONMENT | {"PYTHONPATH": ":".join(filter(None, sys.path))},
        )  # fmt: skip
        try:
            async with asyncio.timeout(self.within):
                said, _ = await drawing.communicate()
            return said if drawing.returncode == 0 else b""
        except TimeoutError:
            return b""
        finally:
            if drawing.returncode is None:
                drawing.kill()
                await drawing.wait()
