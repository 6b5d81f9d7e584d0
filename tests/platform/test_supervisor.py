import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.config import ROOT
from server.up.errors import CannotStart
from server.up.folder import DataFolder
from tests.platform.processes import descendants, gone
from tests.platform.waiting import until

# Grandchildren, one of them deaf to a polite request.
FAMILY = """sh -c 'sleep 1000 & (trap "" TERM; sleep 1000; sleep 1000) & wait'"""

READY = "ready: sh -c 'touch FOLDER/ready; exec sleep 1000'\n"


class Supervised:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.pid = process.pid
        self.unheard: list[str] = []

    async def says(self, wanted: str) -> str:
        """The first line with these words that nobody asked for yet, whatever else comes in between."""
        assert self.process.stdout
        while not any(wanted in line for line in self.unheard):
            line = (await self.process.stdout.readline()).decode()
            assert line, f"ended without saying {wanted!r}"
            self.unheard.append(line)
        return self.unheard.pop(next(at for at, line in enumerate(self.unheard) if wanted in line))


@asynccontextmanager
async def supervised(folder: Path, text: str) -> AsyncIterator[Supervised]:
    (folder / "Procfile").write_text(text.replace("FOLDER", str(folder)))
    command = [sys.executable, "-m", "tests.platform.supervise", str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield Supervised(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_killed_the_hard_way_it_leaves_nothing_behind(tmp_path: Path) -> None:
    async with supervised(tmp_path, f"one: {FAMILY}\ntwo: {FAMILY}\n{READY}") as one:
        await one.says("started")
        await until(lambda: len(descendants(one.pid)) >= 10)
        family = descendants(one.pid)
        one.process.send_signal(signal.SIGKILL)
        await until(lambda: all(map(gone, family)))


async def test_ctrl_c_ends_every_child_in_the_order_of_the_procfile(tmp_path: Path) -> None:
    said = "sh -c 'trap \"echo NAME ends; exit\" TERM; echo NAME runs; while :; do sleep 0.05; done'"
    text = "".join(f"{name}: {said.replace('NAME', name)}\n" for name in ("first", "second"))
    async with supervised(tmp_path, text) as one:
        await one.says("runs")
        await one.says("runs")
        family = descendants(one.pid)
        one.process.send_signal(signal.SIGINT)
        await one.says("first ends")
        await one.says("second ends")
        assert await one.process.wait() == 0
        assert all(map(gone, family))


async def test_a_child_that_dies_at_once_ends_everything_with_its_last_lines(tmp_path: Path) -> None:
    text = f"steady: {FAMILY}\nbroken: sh -c 'echo the reason why; exit 3'\n"
    async with supervised(tmp_path, text) as one:
        _, errors = await one.process.communicate()
    assert one.process.returncode == 1
    assert errors.decode() == "vinkje: broken ended at once (exit code 3)\n    the reason why\n"


async def test_a_child_that_dies_later_is_started_again(tmp_path: Path) -> None:
    async with supervised(tmp_path, f"one: sh -c 'echo pid $$; exec sleep 1000'\n{READY}") as one:
        first = int((await one.says("pid")).split()[-1])
        await one.says("started")
        os.kill(first, signal.SIGKILL)
        assert "SIGKILL" in await one.says("again in")
        assert int((await one.says("pid")).split()[-1]) != first


async def test_a_second_one_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with supervised(tmp_path, f"one: {FAMILY}\n{READY}") as one:
        await one.says("started")
        with pytest.raises(CannotStart, match="already running on"):
            DataFolder(tmp_path, patience=0).claim()
