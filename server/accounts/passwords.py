"""Passwords as argon2id, hashed a few at a time: it is meant to cost memory and time, but not all of ours."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import Unavailable

T = TypeVar("T")
WAITING_AT_MOST = 64

hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Passwords:
    """A pool of `slots` threads; beyond a bounded queue it refuses rather than piles up."""

    def __init__(self, slots: int) -> None:
        self._pool = ThreadPoolExecutor(slots, "argon2")
        self._waiting = 0
        self._nobodys = nobodys()

    async def hash(self, password: str) -> str:
        return await self._in_pool(lambda: hasher.hash(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether it is the one kept. Where none is kept, no takes as long."""
        return await self._in_pool(lambda: _matches(kept or self._nobodys, password)) and kept is not None

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _in_pool(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_AT_MOST:
            raise Unavailable("Too many people are signing in at once. Try again.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


@cache
def nobodys() -> str:
    """The hash of a password that nobody has."""
    return hasher.hash(secrets.token_hex())


def _matches(kept: str, password: str) -> bool:
    try:
        return hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
