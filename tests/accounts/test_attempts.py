"""Tries to sign in are counted by all nodes together, and by each alone while Redis is away."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import redis
from limits import RateLimitItemPerMinute

from server.accounts.attempts import Attempts
from server.accounts.counting import Counting
from server.config import Sessions as Settings
from server.errors import RateLimited
from tests.redis_cluster import RedisCluster
from tests.redis_server import RedisServer

AN, HOME = "an.peeters@example.test", "192.0.2.1"
Node = Callable[..., Attempts]


@asynccontextmanager
async def installation(redis_url: str) -> AsyncIterator[Node]:
    """Each call is another of its nodes: three tries per account, five failures per address."""
    async with AsyncExitStack() as stack:

        def made(again_after: float = 0) -> Attempts:
            settings = Settings(attempts="3 per hour", attempts_per_address="5 per hour")
            attempts = Attempts(settings, Counting(redis_url, again_after=again_after))
            stack.push_async_callback(attempts.close)
            return attempts

        yield made


@pytest.fixture
async def node(any_redis_url: str) -> AsyncIterator[Node]:
    async with installation(any_redis_url) as made:
        yield made


@pytest.fixture
async def fragile(redis_server: RedisServer, redis_url: str) -> AsyncIterator[Node]:
    """The same on a Redis that the test may break."""
    async with installation(redis_url) as made:
        yield made
    if redis_server.process is None:
        redis_server.start()
    redis_server.thaw()


async def too_often(at: Attempts, account: str, address: str = HOME) -> bool:
    try:
        async with asyncio.timeout(5):
            await at.begin(account, address)
    except RateLimited:
        return True
    return False


async def test_nodes_count_an_account_together(node: Node) -> None:
    one, other = node(), node()
    assert [await too_often(at, AN) for at in (one, other, one, other, one)] == [False] * 3 + [True] * 2
    assert not await too_often(other, "tom@example.test")


async def test_who_came_in_on_one_node_begins_anew_on_all(node: Node) -> None:
    one, other = node(), node()
    for _ in range(4):
        assert not await too_often(one, AN)
        await other.succeeded(AN)


async def test_nodes_count_the_failures_of_an_address_together(node: Node) -> None:
    one, other = node(), node()
    for number in range(5):
        assert not await too_often(one, f"{number}@example.test")
        await other.failed(HOME)
    assert await too_often(one, AN)
    assert not await too_often(one, AN, "192.0.2.2")


@pytest.mark.spec("T9")
@pytest.mark.parametrize("away", ["killed", "frozen"])
async def test_without_redis_each_node_counts_for_itself(
    fragile: Node, redis_server: RedisServer, away: str
) -> None:
    one, other = fragile(again_after=60), fragile(again_after=60)
    for _ in range(3):
        await one.begin(AN, HOME)
    redis_server.kill() if away == "killed" else redis_server.freeze()
    for at in (one, other):
        assert [await too_often(at, AN) for _ in range(4)] == [False] * 3 + [True]


@pytest.mark.spec("T9")
async def test_without_a_master_of_the_cluster_nobody_is_kept_out(
    redis_cluster: RedisCluster, redis_cluster_url: str
) -> None:
    async with installation(redis_cluster_url) as node:
        one = node()
        assert not await too_often(one, AN)
        redis_cluster.members[0].kill()
        try:
            assert not any([await too_often(one, f"{number}@example.test") for number in range(6)])
        finally:
            redis_cluster.start()


@pytest.mark.spec("T9")
async def test_they_count_together_again_once_redis_is_back(fragile: Node, redis_server: RedisServer) -> None:
    one, other = fragile(), fragile()
    redis_server.kill()
    assert not await too_often(one, AN)
    redis_server.start()
    assert [await too_often(at, AN) for at in (one, other, one, other)] == [False] * 3 + [True]


async def test_the_counters_tell_nobody_who_it_was(fragile: Node, redis_url: str) -> None:
    await fragile().begin(AN, HOME)
    await fragile().failed(HOME)
    with redis.Redis.from_url(redis_url) as eye:
        kept = b" ".join(eye.keys())
        assert kept.count(b"vinkje:tries") == 2
        assert AN.encode() not in kept and HOME.encode() not in kept


async def test_who_is_forgotten_in_the_middle_of_a_clean_up_disturbs_nobody() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    counting, many = Counting(), RateLimitItemPerMinute(5)
    for name in ("an", "els", "an"):
        await counting.hit(many, name)
        cleaning = asyncio.all_tasks() - {asyncio.current_task()}
        if name == "els":
            await asyncio.wait(cleaning)
    await asyncio.sleep(0)  # it has begun, with the first of them
    await counting.clear(many, "els")
    await asyncio.wait(cleaning)
    del cleaning, counting
    gc.collect()
    assert complaints == []


@pytest.mark.parametrize("hosts", ["one:1,[::1]:2", "[::1]:1,[::1]:2", "[::1]:1"])
async def test_a_cluster_may_be_named_by_ipv6_addresses(hosts: str) -> None:
    assert await Counting(f"redis+cluster://{hosts}").hit(RateLimitItemPerMinute(5), "an")
