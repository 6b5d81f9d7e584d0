"""How much a database did, counted rather than timed: rows and index entries on PostgreSQL, steps on SQLite."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from server.db import is_sqlite
from tests.postgres import plain

EVERY = 20
TOUCHED = """
    SELECT (SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_user_tables)
         + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes)
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class Steps:
    """Of SQLite's virtual machine, on every connection opened meanwhile."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self) -> int:
        self.taken += EVERY
        return 0


@contextmanager
def counting() -> Iterator[Steps]:
    steps, connect = Steps(), sqlite3.connect

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)
        connection.set_progress_handler(steps, EVERY)
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]
    try:
        yield steps
    finally:
        sqlite3.connect = connect


async def work_of(url: str, deed: Callable[[], Awaitable[Any]]) -> int:
    """What a deed made the database do. It opens its own connections, and closes them all."""
    if is_sqlite(url):
        with counting() as steps:
            await deed()
        return steps.taken
    before = await _touched(url)
    await deed()
    return await _touched(url) - before


async def _touched(url: str) -> int:
    """Once everybody else has left: who leaves hands in his count."""
    connection = await asyncpg.connect(plain(url))
    while await connection.fetchval(OTHERS):
        await connection.fetchval("SELECT pg_sleep(0.005)")
    touched = int(await connection.fetchval(TOUCHED))
    await connection.close()
    return touched
