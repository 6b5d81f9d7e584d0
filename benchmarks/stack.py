"""What one rival runs on: its processes, on the server's core, and what they cost all together."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.machine import SERVER_CORE, busy_seconds, children, cpu_seconds, on_core, pss_kib, tree
from server.up.children import dies_with_parent
from tests.postgres import Postgres
from tests.redis_server import RedisServer

READY_WITHIN = 30.0


@dataclass
class Spent:
    """A stretch of time: its length, and the CPU seconds of the server side, of the load, and of strangers."""

    seconds: float = 0.0
    server: float = 0.0
    load: float = 0.0
    others: float = 0.0


class Stack:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vinkje-bench-"))
        self.kept = ExitStack()
        self.roots: set[int] = set()
        self.server: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.kept.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def postgres(self) -> Postgres:
        """A cluster of its own that keeps every promise of durability."""
        programs = Postgres.programs()
        if programs is None:
            raise SystemExit("benchmarks: needs PostgreSQL (Debian: apt-get install postgresql)")
        with self._adopted():
            return self.kept.enter_context(Postgres.thrown_away(programs))

    def redis(self) -> RedisServer:
        server = RedisServer.found()
        if server is None:
            raise SystemExit("benchmarks: needs Redis (Debian: apt-get install redis-server)")
        with self._adopted():
            return self.kept.enter_context(server)

    def serve(self, *command: str | Path, **environment: str) -> None:
        """Start the chat server itself, and wait until `port` answers."""
        with self._adopted(), (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )
        self._wait()

    def stop(self) -> None:
        """End the chat server; its services stay."""
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait()
            self.roots.discard(self.server.pid)
            self.server = None

    def cpu(self) -> float:
        return cpu_seconds(tree(self.roots))

    def memory(self) -> int:
        """KiB in use, everything counted."""
        return pss_kib(tree(self.roots))

    @contextmanager
    def spending(self) -> Iterator[Spent]:
        spent = Spent()
        begun, server, busy = time.perf_counter(), self.cpu(), busy_seconds()
        load = sum(os.times()[:2])
        yield spent
        spent.seconds = time.perf_counter() - begun
        spent.server = self.cpu() - server
        spent.load = sum(os.times()[:2]) - load
        spent.others = busy_seconds() - busy - spent.server - spent.load

    def said(self) -> str:
        """The last lines of the server's log."""
        return "".join((self.folder / "server.log").read_text().splitlines(keepends=True)[-20:])

    @contextmanager
    def _adopted(self) -> Iterator[None]:
        before = children(os.getpid())
        with on_core(SERVER_CORE):
            yield
        self.roots |= children(os.getpid()) - before

    def _wait(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self.server and self.server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"benchmarks: a server did not come up:\n{self.said()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
