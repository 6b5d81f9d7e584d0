import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from server import migrate
from server.clock import now
from server.config import Settings
from server.doctor.main import examine, run
from server.up.ports import free
from tests.installation import Installation, installed
from tests.people import PASSWORD
from tests.platform.waiting import until_async
from tests.redis_cluster import SECRET, RedisCluster, until
from tests.redis_server import RedisServer

NOWHERE = "redis://127.0.0.1:1"


def settings(**changed: object) -> Settings:
    """An installation on this machine, everything of which is a free port: nobody is home."""
    url = f"http://127.0.0.1:{free()}"
    nobody = {"public_url": url, "redis": {"url": NOWHERE}, "smtp": {"port": free()}}
    return Settings.model_validate(nobody | changed)


async def wrong(chosen: Settings) -> dict[str, str]:
    return {found.name: f"{found.says} → {found.do}" for found in await examine(chosen) if not found.ok}


@pytest.fixture
async def installation(sqlite_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installed(sqlite_url, tmp_path) as made:
        yield made


def settings_of(installation: Installation) -> Settings:
    return settings(
        public_url=installation.url,
        data=installation.folder,
        database={"url": installation.database_url},
        redis={"url": installation.redis.url},
        smtp={"port": installation.postbox.port},
    )


async def test_a_well_installation_is_well_from_end_to_end(installation: Installation) -> None:
    await installation.founds("doctor.example")
    installation.needs_worker()
    chosen = settings_of(installation)

    async def well() -> bool:
        return await wrong(chosen) == {}

    await until_async(well)
    findings = await examine(chosen, "an.peeters@doctor.example", PASSWORD)
    assert [found.name for found in findings if not found.ok] == []
    assert "round trip" in findings[-1].says
    assert installation.postbox.mails == []


async def test_a_wrong_password_is_said_and_the_rest_still_looked_at(installation: Installation) -> None:
    findings = await examine(settings_of(installation), "nobody@doctor.example", "not the one")
    said = {found.name: found for found in findings}
    assert "401" in said["round trip"].says and said["socket"].ok and said["database"].ok


async def test_nobody_home_is_said_part_by_part(tmp_path: Path) -> None:
    said = await wrong(settings(data=tmp_path / "nowhere"))
    assert set(said) == {"database", "redis", "worker", "mail", "files", "http", "socket"}
    assert "cannot be opened" in said["database"]
    assert "does not answer" in said["redis"] and "does not answer" in said["mail"]
    assert "nobody answers" in said["http"]


async def test_a_database_behind_is_sent_to_migrate(database_url: str) -> None:
    migrate.downgrade(database_url, "base")
    said = await wrong(settings(database={"url": database_url}))
    assert "at migration none" in said["database"] and "vinkje migrate" in said["database"]


async def test_a_silent_worker_is_noticed(redis_url: str, redis_server: RedisServer) -> None:
    chosen = settings(redis={"url": redis_url})
    assert "no worker has ticked" in (await wrong(chosen))["worker"]
    with redis.Redis.from_url(redis_url) as client:
        client.set("vinkje:tick", now() - 300_000)
    assert "last ticked 300 s ago" in (await wrong(chosen))["worker"]


def test_for_programs_it_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings(), "", "", as_json=True) is False
    told = json.loads(capsys.readouterr().out)
    assert {"name", "ok", "says", "do"} == set(told[0])


def test_for_people_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    run(settings(), "", "", as_json=False)
    told = capsys.readouterr().out
    assert "✗ redis" in told and "→ see that it runs and that redis.url is right" in told


async def test_a_cluster_is_told_and_whether_it_is_whole(
    redis_cluster_url: str, redis_cluster: RedisCluster
) -> None:
    chosen = settings(redis={"url": redis_cluster_url})
    found = {finding.name: finding for finding in await examine(chosen)}
    assert found["redis"].says == "a Redis Cluster of 3 masters answers and carries news"
    assert "no worker has ticked" in found["worker"].says
    redis_cluster.members[0].kill()
    until(lambda: not redis_cluster.members[1].is_well)
    assert "not whole" in (await wrong(chosen))["redis"]
    redis_cluster.start()


async def test_a_member_of_a_cluster_is_not_taken_for_a_redis(redis_cluster: RedisCluster) -> None:
    member = f"redis://:{SECRET}@127.0.0.1:{redis_cluster.members[0].port}"
    said = (await wrong(settings(redis={"url": member})))["redis"]
    assert "redis+cluster://" in said and SECRET not in said
