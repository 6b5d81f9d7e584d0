"""What the children say, line by line, each with its name in its own colour."""

import os
import sys
from collections import deque
from contextlib import suppress

COLOURS = (36, 35, 33, 32, 34)
KEPT = 20


class Output:
    def __init__(self, names: list[str]) -> None:
        self.width = max(map(len, [*names, "vinkje"]))
        self.colours = dict(zip(names, COLOURS, strict=False))
        self.coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.last: dict[str, deque[str]] = {name: deque(maxlen=KEPT) for name in names}

    def child(self, name: str, line: str) -> None:
        self.last[name].append(line)
        self._print(name, self.colours[name], line)

    def own(self, line: str) -> None:
        self._print("vinkje", 1, line)

    def _print(self, name: str, colour: int, line: str) -> None:
        label = f"{name:<{self.width}} |"
        with suppress(OSError):  # the terminal may be gone before we are
            print(f"\x1b[{colour}m{label}\x1b[0m {line}" if self.coloured else f"{label} {line}", flush=True)
