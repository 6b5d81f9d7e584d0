"""How often somebody may: tokens that come back with time. Each node counts for itself: it costs a subtraction."""

import asyncio
from collections.abc import Hashable

from server.config import Live as Limits

FORGET_ABOVE = 10_000


class Bucket:
    """`burst` at once, then `per_second`."""

    def __init__(self, burst: int, per_second: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self.tokens = float(burst)
        self.at = _now()

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
        now = _now()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now


def _now() -> float:
    return asyncio.get_running_loop().time()


class Buckets:
    """One bucket per address, person or office; full ones are forgotten when there are many."""

    def __init__(self, burst: int, per_second: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self.of: dict[Hashable, Bucket] = {}

    def take(self, who: Hashable) -> bool:
        bucket = self.of.get(who)
        return (bucket or self._new(who)).take()

    def _new(self, who: Hashable) -> Bucket:
        if len(self.of) > FORGET_ABOVE:
            self.of = {known: bucket for known, bucket in self.of.items() if not bucket.full()}
        self.of[who] = Bucket(self.burst, self.per_second)
        return self.of[who]


class Rates:
    """What a person may on all his devices, and an office with all its people, over sockets and HTTP together."""

    def __init__(self, limits: Limits) -> None:
        burst, per_second = limits.command_burst, limits.commands_per_second
        self.people = Buckets(limits.per_person * burst, limits.per_person * per_second)
        self.offices = Buckets(limits.per_office * burst, limits.per_office * per_second)

    def take(self, person: int | None, office: int | None) -> bool:
        """Who is too fast himself costs his office nothing."""
        return self.people.take(person) and self.offices.take(office)
