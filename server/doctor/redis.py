"""Redis, alone or as a cluster: whether it is whole, and carries news."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.exceptions import RedisClusterException, RedisError

from server.config import Settings
from server.doctor.check import START, WITHIN_S, Wrong, reason
from server.fanout import PARTITIONS
from server.fanout.redis import RedisFanout
from server.redis import is_cluster, servers_of

AWAY = (RedisError, RedisClusterException, OSError, TimeoutError)
SLOTS = 16_384
NOBODYS = range(-PARTITIONS, 0)  # numbers no office has, in every partition


async def redis(settings: Settings) -> str:
    url = settings.redis_url
    try:
        async with asyncio.timeout(WITHIN_S):
            found = await (_whole_cluster(url) if is_cluster(url) else _one_server(url))
    except AWAY as error:
        raise Wrong(f"Redis at {shown(url)} does not answer: {reason(error)}", cure(settings)) from error
    if not await carries(url):
        raise Wrong(
            f"{found} answers, but carries no news", "restart it, and see that pub/sub is not forbidden"
        )
    return f"{found} answers and carries news"


async def _one_server(url: str) -> str:
    async with Redis.from_url(url, protocol=2, socket_connect_timeout=WITHIN_S) as client:
        part: dict[str, Any] = await client.info("cluster")
    if part.get("cluster_enabled"):
        raise Wrong(
            f"the Redis at {shown(url)} is part of a cluster", "set redis.url to redis+cluster://host:port,…"
        )
    return "Redis"


async def _whole_cluster(url: str) -> str:
    info = await _cluster_info(servers_of(url))
    if (served := int(info["cluster_slots_ok"])) < SLOTS or info["cluster_state"] != "ok":
        raise Wrong(
            f"the Redis Cluster is not whole: {served} of its {SLOTS} slots are served",
            "see which master is gone with `CLUSTER NODES`; meanwhile news may be two seconds late",
        )
    return f"a Redis Cluster of {info['cluster_size']} masters"


async def _cluster_info(urls: list[str]) -> dict[str, str]:
    """As the first that answers sees it."""
    for last, url in enumerate(urls, 1 - len(urls)):
        try:
            async with Redis.from_url(url, protocol=2, socket_connect_timeout=1) as client:
                return dict(await client.execute_command("CLUSTER INFO"))  # type: ignore[no-untyped-call]
        except AWAY:
            if not last:
                raise
    raise ValueError("no server is named")


async def carries(url: str) -> bool:
    """Whether what is said is heard, in every partition."""
    heard: set[int] = set()
    everything = asyncio.Event()

    def hear(office: int, payload: bytes) -> None:
        heard.add(office)
        if len(heard) == PARTITIONS:
            everything.set()

    bus = RedisFanout(url)
    bus.on_message = hear
    await bus.start()
    try:
        async with asyncio.timeout(WITHIN_S):
            await asyncio.gather(*map(bus.subscribe, NOBODYS))
            while not bus.listens:
                await asyncio.sleep(0.01)
            for office in NOBODYS:
                bus.publish(office, b"hello")
            await everything.wait()
    except TimeoutError:
        return False
    finally:
        await bus.stop()
    return True


def client_of(settings: Settings) -> Redis | RedisCluster:
    first, *others = servers_of(settings.redis_url)
    if not is_cluster(settings.redis_url):
        return Redis.from_url(first, protocol=2, socket_connect_timeout=WITHIN_S)
    nodes = [ClusterNode(str(url.hostname), url.port or 6379) for url in map(urlsplit, others)]
    return RedisCluster.from_url(first, startup_nodes=nodes, protocol=2, require_full_coverage=False)


def cure(settings: Settings) -> str:
    return "see that it runs and that redis.url is right" if settings.redis.url else START


def shown(url: str) -> str:
    """Without its password."""
    login, at, rest = url.rpartition("@")
    return f"{url.partition('://')[0]}://…@{rest}" if at else url
