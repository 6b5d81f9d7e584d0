"""Starting a process that cannot outlive the one that started it."""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(with_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What the child does between fork and exec: ask the kernel for `with_signal` when its parent is gone."""
    parent = os.getpid()

    def ask() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, with_signal)
        if os.getppid() != parent:
            os._exit(0)

    return ask


def end_group(leader: int, with_signal: int) -> bool:
    """Signal a whole process group (0 only asks); false when nobody of it is left."""
    try:
        os.killpg(leader, with_signal)
    except ProcessLookupError:
        return False
    except PermissionError:  # a group of zombies, on some systems
        return False
    return True


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
