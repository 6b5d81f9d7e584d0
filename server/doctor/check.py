"""One thing looked at, and what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

WITHIN_S = 5.0
START = "start everything with bin/up"


class Wrong(Exception):
    """What is wrong, and what to do about it, for a person."""

    def __init__(self, says: str, do: str) -> None:
        super().__init__(says)
        self.says = says
        self.do = do


@dataclass(frozen=True)
class Finding:
    name: str
    ok: bool
    says: str
    do: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


async def look(name: str, check: Callable[[], Awaitable[str]]) -> Finding:
    """Run one check; it returns what it found in order, or raises Wrong."""
    try:
        return Finding(name, True, await check())
    except Wrong as wrong:
        return Finding(name, False, wrong.says, wrong.do)


def reason(error: BaseException) -> str:
    """The first line of an error, short and without its type's module."""
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
