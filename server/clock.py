"""Instants: whole milliseconds since 1970 in UTC, the same integer in both databases and in every comparison."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated

from msgspec import Meta

Instant = int
Clock = Callable[[], Instant]
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]


def now() -> Instant:
    return time.time_ns() // 1_000_000


@lru_cache(1_024)  # what happens in one transaction happens in one instant
def iso(at: Instant) -> str:
    """`2026-11-23T13:40:05.120Z`, as it stands on the wire."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def iso_or_none(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
