"""Whether each part answers yet."""

import asyncio
import contextlib

from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.up.http import ask


async def redis_answers(url: str) -> bool:
    try:
        async with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2, protocol=2) as client:
            return bool(await client.ping())
    except (RedisError, OSError):
        return False


async def port_answers(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def http_answers(url: str) -> bool:
    try:
        status, _ = await ask(url)
    except OSError:
        return False
    return status == 200
