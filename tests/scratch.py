"""Where tests put their files: in memory where there is room, for a disk is most of what many of them would cost.

`TMPDIR` says otherwise. What a run leaves behind that was killed, or that failed, goes when the next one begins.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 2**30
NAME = "vinkje-"


def pytest_configure(config: pytest.Config) -> None:
    """For this process and all it starts."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    for left in MEMORY.glob(f"{NAME}*"):
        if not Path("/proc", left.name.removeprefix(NAME)).exists():
            shutil.rmtree(left, ignore_errors=True)
    if shutil.disk_usage(MEMORY).free > ENOUGH:
        folder = MEMORY / f"{NAME}{os.getpid()}"
        folder.mkdir(mode=0o711)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    folder = MEMORY / f"{NAME}{os.getpid()}"
    if exitstatus == pytest.ExitCode.OK:
        session.config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
