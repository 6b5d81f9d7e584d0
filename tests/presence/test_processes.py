"""Real processes that are killed or fall silent, nodes and Redis alike: soon nobody shows what nobody vouches for."""

import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from server.fanout import channel_of
from tests.installation import Installation, installed
from tests.live.client import App
from tests.people import PASSWORD
from tests.redis_cluster import RedisCluster
from tests.redis_server import RedisServer
from tests.services import missing
from tests.world import World

TERMS = {
    "VINKJE_PRESENCE__LEASE": "900ms",
    "VINKJE_PRESENCE__PACE": "50ms",
    "VINKJE_PRESENCE__LINGER": "50ms",
}
RIGHT_WITHIN_S = 6  # of 1.2 by these terms: the machine has other things to do
NAMES = {"an": "an.peeters", "els": "els.goossens", "tom": "tom.goossens"}

pytestmark = pytest.mark.spec("T10", "U5", "T9")


@dataclass
class Scene:
    """An and Tom are at the first node, Els at the second; An looks at the board."""

    installation: Installation
    world: World
    an: App
    states: dict[int, str]

    async def sees(self, **wanted: str) -> None:
        began = time.monotonic()
        ids = {self.world.people[name].person_id: state for name, state in wanted.items()}
        while not ids.items() <= self.states.items():
            frame = await self.an.next()
            if frame["t"] == "presence.sync":
                self.states.clear()
            if frame["t"].startswith("presence"):
                self.states |= {one["person"]["id"]: one["state"] for one in frame["d"]["people"]}
        assert time.monotonic() - began < RIGHT_WITHIN_S

    def signals(self, node: int, how: signal.Signals) -> None:
        process = self.installation.webs[node].process
        assert process
        os.kill(process.pid, how)


async def at(url: str, name: str, stack: AsyncExitStack) -> App:
    async with httpx.AsyncClient(base_url=url) as http:
        wish = {"email": f"{NAMES[name]}@presence.test", "password": PASSWORD, "bearer": True}
        token = (await http.post("/api/v1/session", json=wish)).raise_for_status().json()["token"]
    app = await stack.enter_async_context(
        await App.at(url.replace("http", "ws", 1) + "/api/v1/live", token=token)
    )
    await app.hello()
    return app


@asynccontextmanager
async def scene(
    url: str, folder: Path, redis: RedisServer | RedisCluster | None = None
) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(installed(url, folder, nodes=2, redis=redis, **TERMS))
        world = await running.founds("presence.test")
        near, far = (web.url for web in running.webs)
        an = await at(near, "an", stack)
        await an.calls_("presence.sync")
        made = Scene(running, world, an, {})
        await at(near, "tom", stack)
        await at(far, "els", stack)
        await made.sees(els="online", tom="online")
        yield made
        running.webs[0].stop()  # the sockets have nobody to say goodbye to
        assert not running.tracebacks()


async def test_nodes_and_a_redis_that_fall_silent(
    sqlite_url: str, tmp_path: Path, redis_server: object
) -> None:
    async with scene(sqlite_url, tmp_path) as seen:
        redis = seen.installation.redis
        seen.signals(1, signal.SIGSTOP)
        await seen.sees(els="unknown", tom="online")
        seen.signals(1, signal.SIGCONT)
        await seen.sees(els="online")
        assert isinstance(redis, RedisServer)
        redis.freeze()
        await seen.sees(els="unknown", tom="online")
        redis.thaw()
        await seen.sees(els="online")
        redis.kill()
        await seen.sees(els="unknown", tom="online")
        redis.start()
        await seen.sees(els="online")
        seen.installation.webs[1].kill()
        await seen.sees(els="unknown", tom="online")


async def test_a_cluster_that_loses_the_master_of_the_office(sqlite_url: str, tmp_path: Path) -> None:
    if not (cluster := RedisCluster.found()):
        missing("no Redis: install redis-server, or the extra `embedded`")
    async with scene(sqlite_url, tmp_path, cluster) as seen:
        home = cluster.home_of(channel_of(seen.world.office.id))
        home.kill()
        await seen.sees(els="unknown", tom="online")
        cluster.start()
        await seen.sees(els="online")
        seen.installation.webs[1].kill()
        await seen.sees(els="unknown", tom="online")
