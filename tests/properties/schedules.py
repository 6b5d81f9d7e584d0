"""A schedule: steps drawn from a seed, each with the numbers that decide what exactly it does."""

import random
from typing import NamedTuple

WEIGHTS = {
    "posts": 10,
    "starts": 3,
    "edits": 2,
    "deletes": 1.5,
    "reads": 4,
    "acknowledges": 3,
    "closes": 1,
    "reopens": 1,
    "dismisses": 1,
    "changes_access": 1.5,
    "connects": 2,
    "loses_its_line": 2,
    "stalls": 1,
    "another_device": 1,
    "bus_passes": 9,
    "bus_reorders": 3,
    "bus_repeats": 2,
    "bus_loses": 3,
    "bus_breaks": 1,
    "node_crashes": 0.7,
    "node_retires": 0.3,
    "time_passes": 1,
}
GAPS = (0, 0, 0, 0.001, 0.01, 0.04, 0.1, 0.3)
LEAST, MOST = 30, 36


class Step(NamedTuple):
    """What happens after `gap` seconds; `a`, `b`, `c` choose among what there is at that moment."""

    kind: str
    a: int
    b: int
    c: int
    gap: float

    def __str__(self) -> str:
        return f"{self.kind}({self.a}, {self.b}, {self.c}) after {self.gap} s"


def draw(seed: int) -> list[Step]:
    dice = random.Random(seed)
    kinds, weights = list(WEIGHTS), list(WEIGHTS.values())
    return [
        Step(kind, dice.randrange(1000), dice.randrange(1000), dice.randrange(1000), dice.choice(GAPS))
        for kind in dice.choices(kinds, weights, k=dice.randint(LEAST, MOST))
    ]
