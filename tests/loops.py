"""Running a coroutine from plain code."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end in a thread with a loop of its own: the test's own loop stays untouched."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
