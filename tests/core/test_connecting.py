"""Connecting that is given up in the middle."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from server.db import create_engine


def locked(file: Path) -> sqlite3.Connection:
    """Nobody gets further than asking for it."""
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("PRAGMA journal_mode=DELETE")
    holder.execute("BEGIN EXCLUSIVE")
    return holder


def test_who_gives_up_is_waited_for_by_his_loop(tmp_path: Path) -> None:
    file, before = tmp_path / "vinkje.db", set(threading.enumerate())
    holder = locked(file)

    async def connects_and_gives_up() -> None:
        engine = create_engine(f"sqlite+aiosqlite:///{file}")
        connecting = asyncio.create_task(engine.connect().start())
        while set(threading.enumerate()) == before:
            await asyncio.sleep(0)
        connecting.cancel()
        asyncio.get_running_loop().call_soon(holder.close)
        with pytest.raises(asyncio.CancelledError):
            await connecting
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        await engine.dispose()

    asyncio.run(connects_and_gives_up())
    for thread in set(threading.enumerate()) - before:
        thread.join(10)  # an answer to a closed loop is a warning of pytest's, and so a failure
    assert set(threading.enumerate()) <= before
