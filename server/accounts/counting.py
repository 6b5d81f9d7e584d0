"""Counting tries: with all nodes together in Redis; while that is away, each node for itself."""

import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from server.redis import is_cluster, servers_of

PATIENCE = 0.5
AGAIN_AFTER = 5.0
AWAY = (RedisError, RedisClusterException, OSError, TimeoutError)
SCHEMES = {"unix": "async+redis+unix", "rediss+cluster": "async+redis+cluster"}
T = TypeVar("T")
log = logging.getLogger(__name__)


class Counting:
    """Nobody is refused because Redis is away, and it is not asked again before `again_after` seconds."""

    def __init__(self, redis_url: str = "", *, again_after: float = AGAIN_AFTER) -> None:
        self._here = MovingWindowRateLimiter(_memory())
        self._storage = _storage(redis_url) if redis_url else None
        self._together = MovingWindowRateLimiter(self._storage) if self._storage else None
        self._again_after = again_after
        self._away_until = 0.0

    async def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """One more; false where it is one too many."""
        return await self._ask(lambda limiter: limiter.hit(limit, *key))

    async def test(self, limit: RateLimitItem, *key: str) -> bool:
        """Whether one more would fit."""
        return await self._ask(lambda limiter: limiter.test(limit, *key))

    async def clear(self, limit: RateLimitItem, *key: str) -> None:
        await self._ask(lambda limiter: limiter.clear(limit, *key))

    async def close(self) -> None:
        """It may still be asked: it connects anew."""
        if self._storage is None:
            return
        client = self._storage.bridge.storage
        await client.aclose()
        if manager := getattr(client, "nodes_manager", None):  # what a cluster left behind when it failed
            await manager.aclose()
            await manager.aclose("startup_nodes")

    async def _ask(self, what: Callable[[MovingWindowRateLimiter], Awaitable[T]]) -> T:
        if self._together and time.monotonic() >= self._away_until:
            try:
                return await what(self._together)
            except Exception as problem:  # whatever it is: it is no reason to keep anybody out
                self._away_until = time.monotonic() + self._again_after
                known = None if isinstance(problem, AWAY) else problem
                log.warning(
                    "tries are counted on this node alone: %s", type(problem).__name__, exc_info=known
                )
                await self.close()
        return await what(self._here)


def _memory() -> MemoryStorage:
    storage = MemoryStorage()
    # What is cleared while it cleans up would end the cleaning with a KeyError.
    storage.events = defaultdict(list)
    return storage


def _storage(url: str) -> Any:
    scheme, _, rest = _legible(url).partition("://")
    options: dict[str, Any] = {
        "implementation": "redispy",
        "key_prefix": "vinkje:tries",
        "socket_connect_timeout": PATIENCE,
        "socket_timeout": PATIENCE,
        "retry": Retry(NoBackoff(), 0),
    }
    if scheme == "rediss+cluster":
        options["ssl"] = True
    return storage_from_string(f"{SCHEMES.get(scheme, f'async+{scheme}')}://{rest}", **options)


def _legible(url: str) -> str:
    """`limits` reads no list with an IPv6 address in it: one server then, which finds the others."""
    if not is_cluster(url) or "[" not in url:
        return url
    servers = servers_of(url)
    found = next((server for server in servers if "[" not in server), servers[0])
    return f"{url.partition('://')[0]}://{found.partition('://')[2]}"
