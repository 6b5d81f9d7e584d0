"""Whether each part answers yet."""

import asyncio
import contextlib
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import RedisError


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


async def http_status(url: str, path: str, within: float = 5) -> int:
    """The status of `GET path`; 0 when nobody answers. Speaks to the address itself, past any proxy setting."""
    try:
        return await asyncio.wait_for(_get(url, path), within)
    except (OSError, TimeoutError, ValueError, IndexError):
        return 0


async def _get(url: str, path: str) -> int:
    address = urlsplit(url)
    secure = address.scheme == "https"
    port = address.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(address.hostname, port, ssl=secure or None)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
