"""Programs of ours as children of a process that has imported everything they need, so that they start at once.

`python -m tests.nursery` reads orders from its standard input, a socket: `{"module", "arguments", "environment",
"log"}` is answered by a pid, `{"pid", "patiently"}` by its exit status or null. It ends with whoever holds the other
end, and its children with it. Each runs its module as `python -m` would.
"""

import atexit
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from functools import cache
from importlib import import_module
from typing import Any

from server.config import ROOT, settings
from server.up.children import dies_with_parent

LOADED = (
    "server.app",
    "server.serve",
    "server.reminders.actions",
    "uvloop",
    "dramatiq.brokers.redis",
    "typer",
)
Order = dict[str, Any]


class Child:
    """A process of the nursery, with what is needed of `subprocess.Popen`."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.nursery, self.pid = nursery, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._status(patiently=False)

    def wait(self) -> int | None:
        return self._status(patiently=True)

    def _status(self, patiently: bool) -> int | None:
        if self.returncode is None:
            self.returncode = self.nursery.asks(pid=self.pid, patiently=patiently)
        return self.returncode


class Nursery:
    """The end of the tests."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        with there:
            command = [sys.executable, "-u", "-m", "tests.nursery"]
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=there.fileno())
        self.channel = here.makefile("rw")
        here.close()
        self.lock = threading.Lock()

    def asks(self, **order: Any) -> Any:
        with self.lock:
            print(json.dumps(order), file=self.channel, flush=True)
            return json.loads(self.channel.readline())

    def bears(self, module: str, arguments: list[str], environment: dict[str, str], log: str) -> Child:
        """`python -m module arguments`, that leads a group of its own."""
        return Child(self, self.asks(module=module, arguments=arguments, environment=environment, log=log))

    def ends(self) -> None:
        self.channel.close()
        self.process.wait()


@cache
def nursery() -> Nursery:
    made = Nursery()
    atexit.register(made.ends)
    return made


def serve() -> Order | None:
    """In the nursery until nobody asks any more; in each child what it has to be."""
    with socket.socket(fileno=os.dup(0)) as channel, channel.makefile("rw") as orders:
        for line in orders:
            order: Order = json.loads(line)
            if "pid" in order:
                print(json.dumps(_status(**order)), file=orders, flush=True)
                continue
            leaves_with_us = dies_with_parent(signal.SIGTERM)
            if not (pid := os.fork()):
                leaves_with_us()
                return order
            print(pid, file=orders, flush=True)
    return None


def _status(pid: int, patiently: bool) -> int | None:
    found, status = os.waitpid(pid, 0 if patiently else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def become(order: Order) -> None:
    """Does not return before the program ends."""
    os.setsid()
    _opens(os.devnull, os.O_RDONLY, 0)
    for output in (1, 2):
        _opens(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, output)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = [order["module"], *order["arguments"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


def _opens(path: str, how: int, as_number: int) -> None:
    opened = os.open(path, how, 0o600)
    os.dup2(opened, as_number)
    os.close(opened)


if __name__ == "__main__":
    for name in LOADED:
        import_module(name)
    assert threading.active_count() == 1 and settings.cache_info().misses == 0, (
        "what is loaded is still nobody's"
    )
    if mine := serve():
        become(mine)
