"""How often somebody may: tokens that come back with time."""

from collections.abc import Callable

FORGET_ABOVE = 10_000


class Bucket:
    """`burst` at once, then `per_second`."""

    def __init__(self, burst: int, per_second: float, time: Callable[[], float]) -> None:
        self.burst = burst
        self.per_second = per_second
        self.time = time
        self.tokens = float(burst)
        self.at = time()

    def take(self) -> bool:
        self._refill()
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def full(self) -> bool:
        self._refill()
        return self.tokens >= self.burst

    def _refill(self) -> None:
        now = self.time()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now


class Buckets:
    """One bucket per address; full ones are forgotten when there are many."""

    def __init__(self, per_second: int, time: Callable[[], float]) -> None:
        self.per_second = per_second
        self.time = time
        self.of: dict[str, Bucket] = {}

    def take(self, address: str) -> bool:
        if len(self.of) > FORGET_ABOVE:
            self.of = {known: bucket for known, bucket in self.of.items() if not bucket.full()}
        if address not in self.of:
            self.of[address] = Bucket(self.per_second, self.per_second, self.time)
        return self.of[address].take()
