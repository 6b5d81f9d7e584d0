"""Who opens a line and does not use it, or only very slowly, loses it; headers are on what refuses an upgrade, too."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn

from server.live.protocol import LiveProtocol
from server.web import endpoint
from server.web.punctual import PunctualProtocol
from tests.live.node import QuietServer
from tests.live.raw import Raw, handshake
from tests.people import House
from tests.web.test_guards import ALWAYS

HEAD = (
    b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def url(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    monkeypatch.setattr(PunctualProtocol, "head_within", 0.2)
    monkeypatch.setattr(endpoint, "BODY_WITHIN", 0.2)
    options = {"lifespan": "off", "log_config": None, "access_log": False}
    server = QuietServer(
        uvicorn.Config(house.app, port=0, http=PunctualProtocol, ws=LiveProtocol, **options)  # type: ignore[arg-type]
    )
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"http://{host}:{port}/api/v1/live"
    server.should_exit = True
    await running


async def says(url: str, *parts: bytes) -> bytes:
    """All that is answered until the line is closed."""
    raw = await Raw.line(url)
    for part in parts:
        raw.writer.write(part)
        await raw.writer.drain()
    try:
        async with asyncio.timeout(5):
            return await raw.reader.read()
    except ConnectionError:
        return b""
    finally:
        await raw.close()


@pytest.mark.spec("T8")
@pytest.mark.parametrize("said", [b"", b"GET /healthz", HEAD[:-2]])
async def test_who_only_holds_a_line_loses_it(url: str, said: bytes) -> None:
    assert await says(url, said) == b""


@pytest.mark.spec("T8")
async def test_a_body_that_never_ends_is_not_waited_for(url: str) -> None:
    answer = await says(url, HEAD, b"{")
    assert answer.startswith(b"HTTP/1.1 400") and b"in time" in answer


async def test_who_is_punctual_keeps_it(url: str) -> None:
    raw = await Raw.line(url)
    for _ in range(3):
        raw.writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await raw.reader.readline() == b"HTTP/1.1 200 OK\r\n"
        await raw.reader.readuntil(b"}")
    await raw.close()


async def test_a_refused_upgrade_has_its_headers(url: str) -> None:
    answer = await says(url, handshake(url, "nobody's token"))
    head = answer.partition(b"\r\n\r\n")[0].decode().lower()
    assert head.startswith("http/1.1 401")
    assert ALWAYS <= {line.partition(":")[0] for line in head.split("\r\n")[1:]}
