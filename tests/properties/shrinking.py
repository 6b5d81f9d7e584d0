"""Making a failure readable: the fewest steps, found greedily, that still fail."""

from collections.abc import Callable

from tests.properties.schedules import Step

TRIES = 400


def shrunk(steps: list[Step], fails: Callable[[list[Step]], bool]) -> list[Step]:
    """Leave out ever smaller runs of steps, as long as what remains fails."""
    tries, size = 0, len(steps) // 2
    while size and tries < TRIES:
        at = 0
        while at < len(steps) and tries < TRIES:
            fewer = steps[:at] + steps[at + size :]
            tries += 1
            if fails(fewer):
                steps = fewer
            else:
                at += size
        size //= 2
    return steps
