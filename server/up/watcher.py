"""The one who stays: when `vinkje up` is gone without a word, it ends every process group it was told of.

Runs as `python -m server.up.watcher SECONDS` with the read end of a pipe as its input; the kernel closes that pipe
whatever happens to the other side. Lines are `+123` for a group that began and `-123` for one that ended.
"""

import signal
import sys
import time
from collections.abc import Iterable

from server.up.children import end_group


def watch(lines: Iterable[str]) -> set[int]:
    """The groups still running when the lines stop."""
    running: set[int] = set()
    for line in lines:
        (running.add if line[0] == "+" else running.discard)(int(line[1:]))
    return running


def end(groups: set[int], grace: float) -> None:
    """Ask, give them a moment, then insist."""
    until = time.monotonic() + grace
    groups = {group for group in groups if end_group(group, signal.SIGTERM)}
    while groups and time.monotonic() < until:
        time.sleep(0.05)
        groups = {group for group in groups if end_group(group, 0)}
    for group in groups:
        end_group(group, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(watch(sys.stdin), grace=float(sys.argv[1]))
