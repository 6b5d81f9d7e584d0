"""The data folder: made when missing, ours by a marker, in use by one `vinkje up` at a time."""

import fcntl
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from server.up.children import alive
from server.up.errors import CannotStart

MARKER = ".vinkje"
MARKER_TEXT = "This folder holds the data of a Vinkje installation; `vinkje up --fresh` may empty it.\n"
RUNNING = "running.json"
PATIENCE_S = 20.0


class DataFolder:
    def __init__(self, path: Path, patience: float = PATIENCE_S) -> None:
        self.path = path.absolute()
        self.patience = patience
        self.lock_file = -1

    def claim(self) -> None:
        """Make it if need be and take it for ourselves. Raises CannotStart with the reason."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.lock_file = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
            if not (self.path / MARKER).exists() and self._is_empty():
                (self.path / MARKER).write_text(MARKER_TEXT)
            self._lock()
        except CannotStart:
            raise
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CannotStart(
                f"cannot write in {self.path} ({reason}); choose another with --data"
            ) from error

    def empty(self) -> None:
        """Remove everything in it, if it is ours."""
        if not (self.path / MARKER).exists():
            raise CannotStart(f"{self.path} was not made by Vinkje, so --fresh leaves it alone")
        for entry in self.path.iterdir():
            if entry.name in (MARKER, ".lock"):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def note(self, **about: Any) -> None:
        """Leave word, for `vinkje doctor` and a second `vinkje up`, of what runs here."""
        (self.path / RUNNING).write_text(json.dumps({"pid": os.getpid(), **about}, indent=1))

    def forget(self) -> None:
        """Take our own note back; never that of another who runs here."""
        if self.running().get("pid") == os.getpid():
            (self.path / RUNNING).unlink()

    def running(self) -> dict[str, Any]:
        """What `note` left; empty when nothing runs here."""
        try:
            noted: dict[str, Any] = json.loads((self.path / RUNNING).read_text())
        except (OSError, ValueError):
            return {}
        return noted if alive(noted["pid"]) else {}

    def join(self) -> None:
        """Take over the addresses of what runs here: for a command given beside it."""
        os.environ.update(self.running().get("environment", {}))

    def _is_empty(self) -> bool:
        return all(entry.name == ".lock" for entry in self.path.iterdir())

    def _lock(self) -> None:
        """One owner at a time; what a killed one left behind gets a moment to end."""
        until = time.monotonic() + self.patience
        while True:
            try:
                return fcntl.flock(self.lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                owner = self.running()
                if owner or time.monotonic() > until:
                    raise CannotStart(
                        f"already running on {self.path}"
                        + (f": {owner['url']} (process {owner['pid']})" if owner else "")
                    ) from None
                time.sleep(0.1)
