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


@asynccontextmanager
async def supervised(folder: Path, text: str) -> AsyncIterator[asyncio.subprocess.Process]:
    (folder / "Procfile").write_text(text.replace("FOLDER", str(folder)))
    command = [sys.executable, "-m", "tests.platform.supervise", str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def says(process: asyncio.subprocess.Process, wanted: str) -> str:
    assert process.stdout
    while wanted not in (line := (await process.stdout.readline()).decode()):
        assert line, f"ended without saying {wanted!r}"
    return line


async def test_killed_the_hard_way_it_leaves_nothing_behind(tmp_path: Path) -> None:
    async with supervised(tmp_path, f"one: {FAMILY}\ntwo: {FAMILY}\n{READY}") as process:
        await says(process, "started")
        await until(lambda: len(descendants(process.pid)) >= 10)
        family = descendants(process.pid)
        process.send_signal(signal.SIGKILL)
        await until(lambda: all(map(gone, family)))


async def test_ctrl_c_ends_every_child_in_the_order_of_the_procfile(tmp_path: Path) -> None:
    said = "sh -c 'trap \"echo NAME ends; exit\" TERM; echo NAME runs; while :; do sleep 0.05; done'"
    text = "".join(f"{name}: {said.replace('NAME', name)}\n" for name in ("first", "second"))
    async with supervised(tmp_path, text) as process:
        await says(process, "runs")
        await says(process, "runs")
        family = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        await says(process, "first ends")
        await says(process, "second ends")
        assert await process.wait() == 0
        assert all(map(gone, family))


async def test_a_child_that_dies_at_once_ends_everything_with_its_last_lines(tmp_path: Path) -> None:
    text = f"steady: {FAMILY}\nbroken: sh -c 'echo the reason why; exit 3'\n"
    async with supervised(tmp_path, text) as process:
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode() == "vinkje: broken ended at once (exit code 3)\n    the reason why\n"


async def test_a_child_that_dies_later_is_started_again(tmp_path: Path) -> None:
    async with supervised(tmp_path, f"one: sh -c 'echo pid $$; exec sleep 1000'\n{READY}") as process:
        first = int((await says(process, "pid")).split()[-1])
        await says(process, "started")
        os.kill(first, signal.SIGKILL)
        assert "SIGKILL" in await says(process, "again in")
        assert int((await says(process, "pid")).split()[-1]) != first


async def test_a_second_one_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with supervised(tmp_path, f"one: {FAMILY}\n{READY}") as process:
        await says(process, "started")
        with pytest.raises(CannotStart, match="already running on"):
            DataFolder(tmp_path, patience=0).claim()
