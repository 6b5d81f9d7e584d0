"""Running the programs of the Procfile together: started, restarted, and ended in order."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from server.up.children import dies_with_parent, end_group
from server.up.errors import CannotStart
from server.up.output import Output
from server.up.procfile import Program

STEADY_S = 60.0
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
GRACE_S = 12.0
LINE_LIMIT = 1 << 24


class Supervisor:
    def __init__(
        self, programs: list[Program], environment: dict[str, str], lock_file: int, grace: float = GRACE_S
    ) -> None:
        self.programs = programs
        self.grace = grace
        self.environment = environment
        self.output = Output([program.name for program in programs])
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.loops: list[asyncio.Task[None]] = []
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.settled = False  # until all runs, a program that ends has failed
        self.ending = False
        # The watcher holds the data folder's lock too, so that nobody starts on it before all has ended.
        self.watcher = subprocess.Popen(
            [sys.executable, "-m", "server.up.watcher", str(grace)],
            stdin=subprocess.PIPE,
            pass_fds=[lock_file],
            start_new_session=True,
            cwd=environment["VINKJE_ROOT"],
        )

    async def start(self, name: str) -> None:
        """Start one program and keep it running from now on."""
        program = next(program for program in self.programs if program.name == name)
        self.loops.append(asyncio.create_task(self._keep(program)))

    async def until(self, ready: Callable[[], Awaitable[bool]], what: str, seconds: float = 60) -> None:
        """Wait for `ready`, unless a program gives up or somebody asks to end. Raises CannotStart."""
        deadline = time.monotonic() + seconds
        while not await ready():
            if self.over.done():
                return self.over.result()
            if time.monotonic() > deadline:
                raise CannotStart(f"{what} did not answer within {seconds:.0f} seconds")
            await asyncio.sleep(0.05)

    def end_on_signals(self) -> None:
        """Ctrl-C once ends everything in order; twice, at once."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(each, self._asked_to_end)

    async def end(self) -> None:
        """End every program in the order of the Procfile, then the watcher."""
        self.ending = True
        for program in self.programs:
            await self._end_one(program.name)
        for loop in self.loops:
            loop.cancel()
        await asyncio.gather(*self.loops, return_exceptions=True)
        if self.watcher.stdin:
            self.watcher.stdin.close()
        self.watcher.wait()

    def _asked_to_end(self) -> None:
        if self.ending:
            for process in self.processes.values():
                end_group(process.pid, signal.SIGKILL)
        elif not self.over.done():
            self.over.set_result(None)

    async def _keep(self, program: Program) -> None:
        wait = FIRST_WAIT_S / 2
        while True:
            began = time.monotonic()
            code = await self._run(program)
            lasted = time.monotonic() - began
            if self.ending:
                return
            if not self.settled:
                return self._give_up(program, code)
            wait = FIRST_WAIT_S if lasted > STEADY_S else min(wait * 2, LONGEST_WAIT_S)
            self.output.own(f"{program.name} ended ({_how(code)}); again in {wait:g} s")
            await asyncio.sleep(wait)

    async def _run(self, program: Program) -> int:
        said, saying = os.pipe()  # a pipe of our own: asyncio's would hold back wait() for the grandchildren
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env=self.environment,
            cwd=self.environment["VINKJE_ROOT"],
            stdin=subprocess.DEVNULL,
            stdout=saying,
            stderr=saying,
            process_group=0,
            preexec_fn=dies_with_parent(),
        )
        os.close(saying)
        self.processes[program.name] = process
        self._tell_watcher(f"+{process.pid}")
        reading = asyncio.create_task(self._read(program.name, said))
        code = await process.wait()
        end_group(process.pid, signal.SIGKILL)
        await reading
        self._tell_watcher(f"-{process.pid}")
        return code

    async def _read(self, name: str, said: int) -> None:
        lines = asyncio.StreamReader(LINE_LIMIT)
        protocol = asyncio.StreamReaderProtocol(lines)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(said, "rb"))
        while line := await lines.readline():
            self.output.child(name, line.decode(errors="replace").rstrip())
        pipe.close()

    async def _end_one(self, name: str) -> None:
        process = self.processes.get(name)
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), self.grace)
        except TimeoutError:
            end_group(process.pid, signal.SIGKILL)
            await process.wait()

    def _give_up(self, program: Program, code: int) -> None:
        last = "\n".join(f"    {line}" for line in self.output.last[program.name])
        if not self.over.done():
            self.over.set_exception(
                CannotStart(f"{program.name} ended at once ({_how(code)})\n{last}".rstrip())
            )

    def _tell_watcher(self, line: str) -> None:
        if self.watcher.stdin:
            os.write(self.watcher.stdin.fileno(), f"{line}\n".encode())


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
