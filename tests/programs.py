"""Programs of ours as real processes, that a test may stop, kill, freeze and start again."""

import asyncio
import os
import signal
from pathlib import Path

from server.up.children import end_group
from server.up.ready import http_answers
from tests.nursery import Child, nursery

MODULES = {"serve": ("server.cli", ["serve"]), "work": ("workers", [])}


class Program:
    """`vinkje serve` or `vinkje work`; what it says goes to `log`."""

    def __init__(self, command: str, environment: dict[str, str], log: Path) -> None:
        self.command = command
        self.environment = environment
        self.log = log
        self.told = 0
        self.process: Child | None = None

    def start(self) -> None:
        environment = {**os.environ, **self.environment}
        self.process = nursery().bears(*MODULES[self.command], environment, str(self.log))

    def kill(self) -> None:
        """The hard way, children included."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """The kind way: it may finish what it is doing."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            leader = self.process.pid
            end_group(leader, how)
            self.process.wait()
            end_group(leader, signal.SIGKILL)
            self.process = None

    def tracebacks(self) -> str:
        """What it said from its first traceback on, since this was last asked; empty when all went well."""
        with self.log.open("a+b") as log:
            log.seek(self.told)
            said = log.read().decode(errors="replace")
            self.told = log.tell()
        return said[max(0, said.find("Traceback") - 500) :] if "Traceback" in said else ""


class Web(Program):
    """One web process, and the address people use."""

    def __init__(self, port: int, environment: dict[str, str], log: Path) -> None:
        super().__init__("serve", {**environment, "VINKJE_WEB__PORT": str(port)}, log)
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    async def answers(self) -> None:
        """Return once it would take work. Fails with its own words when it ended instead."""
        while not await http_answers(f"{self.url}/readyz"):
            if not self.process or self.process.poll() is not None:
                raise AssertionError(f"the web process ended:\n{self.log.read_text(errors='replace')}")
            await asyncio.sleep(0.02)
