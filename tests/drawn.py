"""Many values of a hypothesis strategy at once, the same every time: for what is tried on one running server."""

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], most: int) -> list[T]:
    made: list[T] = []

    @settings(
        max_examples=most, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(one=strategy)
    def collect(one: T) -> None:
        made.append(one)

    collect()
    return made
