"""What changed and is still to be told: each thing at most once a period, the first time at once."""

KEPT_AT_MOST = 10_000


Subject = tuple[str, int]


class Paced:
    """Times are the loop's, in seconds."""

    def __init__(self, period: float) -> None:
        self.period = period
        self.waiting: dict[Subject, float] = {}
        self.told: dict[Subject, float] = {}

    def mark(self, what: Subject, now: float, not_before: float = 0.0) -> float:
        """It changed; when that is due. `not_before` is for what may change back in a moment; a later mark may hasten
        it."""
        due = max(self.told.get(what, now - self.period) + self.period, not_before, now)
        self.waiting[what] = min(due, self.waiting.get(what, due))
        return self.waiting[what]

    def due(self, now: float) -> list[Subject]:
        """What is to be told now; it counts as told."""
        ready = [what for what, at in self.waiting.items() if at <= now]
        for what in ready:
            del self.waiting[what]
            self.told[what] = now
        if len(self.told) > KEPT_AT_MOST:
            self.told = {what: at for what, at in self.told.items() if now - at < self.period}
        return ready

    def next(self) -> float | None:
        return min(self.waiting.values(), default=None)
