"""The whole of `vinkje up`, as somebody types it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.config import ROOT
from server.up.http import ask
from server.up.ports import free
from tests.platform.processes import descendants, gone
from tests.platform.waiting import until

pytestmark = pytest.mark.timeout(180)


@asynccontextmanager
async def up(data: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    ports = {"VINKJE_SMTP__PORT": str(free()), "VINKJE_SMTP__PAGE_PORT": str(free())}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "up", "--data", str(data), *options),
        cwd=ROOT,
        env={**os.environ, **ports},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.communicate()


async def summary(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    said = ""
    while "Ctrl-C ends it" not in said:
        line = (await process.stdout.readline()).decode()
        assert line, said
        said += line
    return said


async def vinkje(*arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", *arguments), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_from_nothing_to_a_well_installation_and_back_after_a_kill(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free()
    url = f"http://127.0.0.1:{port}"
    async with up(data, "--port", str(port)) as process:
        said = await summary(process)
        assert url in said and "vinkje-demo-2026" in said
        person = json.loads((await vinkje("demo", "--json", "--data", str(data)))[1])[0]
        assert person["email"] in said and person["url"] == url
        code, told = await vinkje(
            "doctor", "--data", str(data), "--email", person["email"], "--password", "vinkje-demo-2026"
        )
        assert code == 0 and "All is well" in told
        family = descendants(process.pid)
        process.kill()
        await until(lambda: all(map(gone, family)))

    async with up(data, "--port", str(port)) as process:
        await summary(process)
        assert (await ask(f"{url}/readyz"))[0] == 200
        assert json.loads((await vinkje("demo", "--json", "--data", str(data)))[1])[0] == person
        family = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        await process.communicate()
        assert process.returncode == 0 and all(map(gone, family))


async def test_production_gets_no_demo_and_no_mail_catcher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINKJE_ENVIRONMENT", "production")
    async with up(tmp_path / "data", "--port", str(free())) as process:
        said = await summary(process)
    assert "Sign in" not in said and "Mails" not in said
    assert not (tmp_path / "data" / "mails").exists()


async def test_a_database_out_of_reach_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINKJE_DATABASE__URL", f"postgresql+asyncpg://nobody@127.0.0.1:{free()}/none")
    async with up(tmp_path / "data", "--port", str(free())) as process:
        said, _ = await process.communicate()
    last = said.decode().splitlines()[-1]
    assert process.returncode == 1
    assert last.startswith("vinkje: the database cannot be brought up to date: ")
    assert "Traceback" not in said.decode()
