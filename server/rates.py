"""How often somebody may: tokens that come back with time. Each node counts for itself: it costs a subtraction."""

from collections.abc import Hashable

from server.config import Live as Limits

FORGET_ABOVE = 10_000


class Bucket:
    """`burst` at once, then `per_second`. `now` is the event loop's time."""

    def __init__(self, burst: int, per_second: float, now: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self.tokens = float(burst)
        self.at = now

    def take(self, now: float) -> bool:
        tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        self.tokens = tokens if tokens < 1 else tokens - 1
        return tokens >= 1

    def is_full(self, now: float) -> bool:
        return self.tokens + (now - self.at) * self.per_second >= self.burst


class Buckets:
    """One bucket per address, person or office; full ones are forgotten when there are many."""

    def __init__(self, burst: int, per_second: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self.of: dict[Hashable, Bucket] = {}

    def take(self, who: Hashable, now: float) -> bool:
        return (self.of.get(who) or self._new(who, now)).take(now)

    def _new(self, who: Hashable, now: float) -> Bucket:
        if len(self.of) > FORGET_ABOVE:
            self.of = {known: bucket for known, bucket in self.of.items() if not bucket.is_full(now)}
        self.of[who] = Bucket(self.burst, self.per_second, now)
        return self.of[who]


class Rates:
    """What a person may on all his devices, and an office with all its people, over sockets and HTTP together."""

    def __init__(self, limits: Limits) -> None:
        burst, per_second = limits.command_burst, limits.commands_per_second
        self.people = Buckets(limits.per_person * burst, limits.per_person * per_second)
        self.offices = Buckets(limits.per_office * burst, limits.per_office * per_second)

    def take(self, person: int | None, office: int | None, now: float) -> bool:
        """Who is too fast himself costs his office nothing."""
        return self.people.take(person, now) and self.offices.take(office, now)
