"""What the rivals need and the project does not: fetched once, by the lock, into `benchmarks/.cache`."""

import os
import shutil
import subprocess
from pathlib import Path

from server.vendor import NODE

HERE = Path(__file__).resolve().parent
CACHE = HERE / ".cache"
APP = HERE / "apps" / "socketio"
SOCKETIO = CACHE / "socketio"


def socketio() -> None:
    """The socket.io chat with its packages; free the second time."""
    lock = (APP / "package-lock.json").read_bytes()
    stamp = SOCKETIO / ".stamp"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        shutil.rmtree(SOCKETIO, ignore_errors=True)
        shutil.copytree(APP, SOCKETIO, ignore=shutil.ignore_patterns("node_modules"))
        _npm_ci(SOCKETIO)
        stamp.write_bytes(lock)
    for file in APP.glob("*.mjs"):
        shutil.copyfile(file, SOCKETIO / file.name)


def _npm_ci(folder: Path) -> None:
    program = NODE.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}  # trust whom this machine trusts
    subprocess.run([NODE, program, "ci", "--ignore-scripts"], cwd=folder, env=environment, check=True)
