"""Who descends from whom, as the kernel tells it."""

from pathlib import Path


def stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, group, …; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def gone(pid: int) -> bool:
    """Ended, though perhaps nobody took note of it yet."""
    fields = stat(pid)
    return not fields or fields[0] == "Z"


def descendants(pid: int) -> set[int]:
    parents = {int(entry.name): stat(int(entry.name)) for entry in Path("/proc").glob("[0-9]*")}
    found: set[int] = set()
    waiting = {pid}
    while waiting:
        waiting = {child for child, fields in parents.items() if fields and int(fields[1]) in waiting}
        found |= waiting
    return found
