"""A figure: how it is set up for a rival, and one measurement of it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from benchmarks.rivals.base import Rival
from benchmarks.wire import Line

Measured = dict[str, float]


@dataclass(frozen=True)
class Effort:
    """How long a stretch is, and how many people there are."""

    seconds: float
    idle: int
    returning: int


class Figure(ABC):
    """One figure of one rival: `open`, then `measure` as often as there are rounds, then `close`.

    `main` is the number the ratio is taken of, `unit` what it is in; less is better.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    main: ClassVar[str]
    unit: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()

    def __init__(self, rival: Rival, effort: Effort) -> None:
        self.rival = rival
        self.stack = rival.stack
        self.effort = effort
        self.lines: list[Line] = []

    @classmethod
    def suits(cls, rival: type[Rival]) -> bool:
        return True

    async def open(self) -> None:  # noqa: B027 (not every figure connects people beforehand)
        """Connect who takes part."""

    @abstractmethod
    async def measure(self) -> Measured:
        """One measurement."""

    async def close(self) -> None:
        for line in self.lines:
            line.close()
        self.lines = []
