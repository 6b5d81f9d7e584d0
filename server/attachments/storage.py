"""Where files lie: a folder of this machine. Names are ours, drawn at random; `s3.py` is the same elsewhere."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

BLOCK = 262_144


class Storage(Protocol):
    """`folder/part` names what is kept; whatever returned is durable. Errors: `OSError`."""

    async def write(self, name: str, data: bytes) -> None: ...

    async def keep(self, name: str, file: Path) -> None:
        """Take over a finished file."""

    def read(self, name: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """From `start`, up to and without `end`. Errors: `FileNotFoundError`."""

    async def remove(self, folder: str, part: str = "") -> None:
        """All of a folder, or one part of it; it may be gone already."""


class Disk:
    """`folder/part` is `fo/folder/part`. Nobody but us reads it, and nothing in it may be run."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def write(self, name: str, data: bytes) -> None:
        await asyncio.to_thread(_write, self._at(name), data)

    async def keep(self, name: str, file: Path) -> None:
        await asyncio.to_thread(_copy, file, self._at(name))

    async def read(self, name: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        opened = await asyncio.to_thread(self._at(name).open, "rb")
        try:
            opened.seek(start)
            left = (os.fstat(opened.fileno()).st_size if end is None else end) - start
            while left > 0 and (block := await asyncio.to_thread(opened.read, min(BLOCK, left))):
                left -= len(block)
                yield block
        finally:
            opened.close()

    async def remove(self, folder: str, part: str = "") -> None:
        if part:
            await asyncio.to_thread(self._at(f"{folder}/{part}").unlink, missing_ok=True)
        else:
            await asyncio.to_thread(shutil.rmtree, self.root / folder[:2] / folder, ignore_errors=True)

    def _at(self, name: str) -> Path:
        return self.root / name[:2] / name


def _write(at: Path, data: bytes) -> None:
    with _new(at).open("wb") as made:
        made.write(data)
        _finish(made.fileno(), at)


def _copy(file: Path, at: Path) -> None:
    with file.open("rb") as source, _new(at).open("wb") as made:
        shutil.copyfileobj(source, made, BLOCK)
        made.flush()
        _finish(made.fileno(), at)


def _new(at: Path) -> Path:
    at.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return at


def _finish(descriptor: int, at: Path) -> None:
    """On the disk, with its name."""
    os.fchmod(descriptor, 0o600)
    os.fsync(descriptor)
    for folder in (at.parent, at.parent.parent):
        opened = os.open(folder, os.O_RDONLY)
        os.fsync(opened)
        os.close(opened)
