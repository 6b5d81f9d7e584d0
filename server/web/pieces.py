"""Who is sending a piece of a file now: it lies in memory until it is whole, so the places are few."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from server.errors import RateLimited, Unavailable

AT_ONCE, OF_ONE = 64, 4


class Pieces:
    def __init__(self) -> None:
        self.of: Counter[int] = Counter()

    @contextmanager
    def place(self, person: int) -> Iterator[None]:
        """Errors: `RateLimited` for who has several on their way, `Unavailable` when everybody sends."""
        if self.of[person] >= OF_ONE:
            raise RateLimited
        if self.of.total() >= AT_ONCE:
            raise Unavailable
        self.of[person] += 1
        try:
            yield
        finally:
            self.of[person] -= 1
            self.of += Counter()  # nobody stays in it with nothing
