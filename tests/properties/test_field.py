"""Random schedules on two real processes with a real PostgreSQL and a real Redis, all of them killed now and then."""

import os
import random
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from tests.installation import installed
from tests.postgres import plain
from tests.properties.cast import enter_postgresql
from tests.properties.field import cast_of, run_all, weather

IN_CI, HERE = 500, 20
QUICK = {"VINKJE_LIVE__RECHECK_EVERY": "3s", "VINKJE_LIVE__SWEEP_EVERY": "1s"}
HOLES = """
    SELECT s.id, s.head, count(e.seq) FROM stream s LEFT JOIN event e ON e.stream_id = s.id
    GROUP BY s.id, s.head HAVING s.head <> count(e.seq) OR s.head <> coalesce(max(e.seq), 0)
"""


def seeds(config: pytest.Config) -> range:
    if (seed := config.getoption("--seed", None)) is not None:
        return range(seed, seed + 1)
    first = config.getoption("--first", 1)
    return range(first, first + (IN_CI if os.environ.get("CI") == "true" else HERE))


@pytest.mark.postgres
@pytest.mark.timeout(600)
@pytest.mark.spec("S2", "S17", "S69", "P10", "R2", "R5", "U1", "U2", "U6", "T1", "T2", "T3", "T9")
async def test_schedules_on_real_processes(
    postgres_database_url: str, redis_server: object, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    wanted = seeds(pytestconfig)
    dice = random.Random(wanted[0])
    settings: dict[str, Any] = QUICK
    rows = await asyncpg.connect(plain(postgres_database_url))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(rows.close)
        await enter_postgresql(rows, [cast_of(seed) for seed in wanted])
        running = await stack.enter_async_context(
            installed(postgres_database_url, tmp_path, nodes=2, **settings)
        )
        clients = [httpx.AsyncClient(base_url=web.url, timeout=10) for web in running.webs]
        nodes = [await stack.enter_async_context(client) for client in clients]
        async with weather(running, dice, calm_s=2, storm_s=10):
            wrong = await run_all(wanted, nodes)
        assert not wrong, f"{len(wrong)} of {len(wanted)} failed\n" + "\n".join(wrong[:3])
        assert not (complaint := running.tracebacks()), complaint
        assert await rows.fetch(HOLES) == []
