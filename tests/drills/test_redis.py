"""Redis only makes it faster: frozen or dead, the chat goes on at two seconds; back, it is live again."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from server.fanout import channel_of
from tests.drills.conftest import Drill, Makes
from tests.redis_cluster import RedisCluster

FILIP = "filip.verstraete@drill.test"
SLOW_S = 2.0 + 2.0  # the sweep of moved streams, and what comes after it


async def latency(drill: Drill, text: str) -> float:
    """From An's press of Send, on one node, to Els's app, on the other; without what a busy machine adds to it."""
    began, starved = time.monotonic(), seconds_starved(drill)
    await drill.apps["an"].posts(drill.conversation, text)
    await drill.apps["els"].has(drill.conversation, text)
    return time.monotonic() - began - (seconds_starved(drill) - starved)


def seconds_starved(drill: Drill) -> float:
    """How long the apps and the nodes have wanted a processor and others had it, as the kernel counts it."""
    nodes = [web.process.pid for web in drill.installation.webs if web.process]
    counts = [Path(f"/proc/{pid}/schedstat").read_text() for pid in (os.getpid(), *nodes)]
    return sum(int(count.split()[1]) for count in counts) / 1e9


async def two_nodes(makes: Makes, database_url: str, **how: Any) -> Drill:
    drill = await makes(database_url, nodes=2, **how)
    await drill.joins("an", 0)
    await drill.joins("els", 1)
    await drill.begins()
    return drill


@pytest.mark.spec("U2", "T9")
@pytest.mark.parametrize("accident", ["killed", "frozen"])
async def test_chat_goes_on_without_redis(makes: Makes, sqlite_url: str, accident: str) -> None:
    drill = await two_nodes(makes, sqlite_url)
    redis = drill.installation.redis
    if accident == "killed":
        redis.kill()
    else:
        redis.freeze()
    for number in range(2):
        assert await latency(drill, f"zonder Redis {number}") < SLOW_S
    if accident == "killed":
        redis.start()
    else:
        redis.thaw()
    async with drill.in_the_middle_of(5):
        pass
    await everybody_has_all(drill)
    await until_live_again(drill)


async def everybody_has_all(drill: Drill) -> None:
    """In one order, and over the connection they had."""
    stored = await drill.stored()
    for app in drill.apps.values():
        await app.sees(lambda app=app: len(app.texts(drill.conversation)) == len(stored))  # type: ignore[misc]
        assert app.texts(drill.conversation) == [text for _, text, _ in stored]
        assert app.connections == 1


async def until_live_again(drill: Drill) -> None:
    number = 0
    while await latency(drill, f"weer met Redis {number}") > 0.5:
        number += 1


@pytest.mark.spec("U2", "T3", "T9")
async def test_redis_dies_in_the_middle_of_sends(makes: Makes, database_url: str) -> None:
    drill = await two_nodes(makes, database_url)
    messages = 30
    async with drill.in_the_middle_of(messages):
        drill.installation.redis.kill()
        drill.installation.redis.start()
    await drill.ends_well(messages)


@pytest.mark.spec("U2", "U3", "U6", "T1", "T3", "T4", "T9")
@pytest.mark.postgres
@pytest.mark.parametrize("replicas", [0, 3])
async def test_a_master_of_the_cluster_dies_and_comes_back(
    makes: Makes, postgres_database_url: str, replicas: int
) -> None:
    """The one that carries the office. Filip stays away: each of his mails comes once all the same."""
    cluster = RedisCluster.found(replicas)
    drill = await two_nodes(makes, postgres_database_url, redis=cluster)
    running, an, messages = drill.installation, drill.apps["an"], 20
    await running.reminds_after(drill.world.office, seconds=3)
    running.worker.start()
    home = cluster.home_of(channel_of(drill.world.office.id))
    async with drill.in_the_middle_of(messages):
        home.kill()
    await drill.ends_well(messages)
    await an.starts(drill.world.garage.id, "Leasing", "Stuur je het contract door?")
    for number in range(2):
        assert await latency(drill, f"zonder meester {number}") < SLOW_S
    await running.mails(FILIP)
    home.start()
    await until_live_again(drill)
    await everybody_has_all(drill)
    await an.starts(drill.world.garage.id, "Verzekering", "En de polis?")
    mails = await running.mails(FILIP, 2)
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 2
    assert not running.tracebacks()
