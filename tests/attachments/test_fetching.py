"""Handing out: parts, what a browser may do with it, and a scanner that is asked first."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from server.config import Attachments, Settings
from tests.people import Actor, House, at_home

WHOLE = bytes(range(256)) * 4
MARK = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


async def a_file(house: House, name: str = "Jaarrekening\u00e9 2026.csv") -> tuple[Actor, int]:
    tom = await house.actor("tom")
    talk = await tom.starts(house.world.bakery.id, "Dag")
    return tom, int((await tom.uploads(name, WHOLE, conversation=talk))["id"])


PARTS = {
    "bytes=0-9": (206, WHOLE[:10], "bytes 0-9/1024"),
    "bytes=1000-": (206, WHOLE[1000:], "bytes 1000-1023/1024"),
    "bytes=-24": (206, WHOLE[-24:], "bytes 1000-1023/1024"),
    "bytes=1000-99999": (206, WHOLE[1000:], "bytes 1000-1023/1024"),
    "bytes=0-": (200, WHOLE, None),
    "bytes=0-1,5-6": (200, WHOLE, None),
    "bytes=9-1": (200, WHOLE, None),
    "bytes=-": (200, WHOLE, None),
    "lines=1-2": (200, WHOLE, None),
    "bytes=1024-": (416, b"", "bytes */1024"),
    "bytes=-0": (416, b"", "bytes */1024"),
}


@pytest.mark.spec("S25", "T7")
async def test_a_file_is_given_in_parts_and_as_a_download(small: House) -> None:
    tom, id = await a_file(small)
    for asked, (status, content, said) in PARTS.items():
        answer = await tom.fetches(id, Range=asked)
        assert (answer.status_code, answer.content, answer.headers.get("content-range")) == (
            status,
            content,
            said,
        )
    whole = await tom.fetches(id)
    assert whole.headers["content-disposition"] == (
        "attachment; filename=\"Jaarrekening_ 2026.csv\"; filename*=UTF-8''Jaarrekening%C3%A9%202026.csv"
    )
    assert whole.headers["content-length"] == "1024" and whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert whole.headers["cache-control"] == "private, no-cache"
    etag = whole.headers["etag"]
    assert (await tom.fetches(id, **{"If-None-Match": etag})).status_code == 304
    stale = await tom.fetches(id, **{"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (stale.status_code, len(stale.content)) == (200, 1024)


@pytest.mark.spec("T9")
async def test_a_file_that_is_lost_is_said_before_anything_else(small: House) -> None:
    tom, id = await a_file(small)
    for path in (small.app.state.door.settings.data / "attachments").rglob("whole"):
        path.unlink()
    answer = await tom.fetches(id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")


async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speaks INSTREAM as clamd does, and knows one virus."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    found = b""
    while size := struct.unpack("!I", await reader.readexactly(4))[0]:
        found += await reader.readexactly(size)
    said = b"stream: Eicar-Signature FOUND" if MARK in found else b"stream: OK"
    writer.write((b"INSTREAM size limit exceeded. ERROR" if b"huge" in found else said) + b"\0")
    writer.close()


@asynccontextmanager
async def scanned(settings: Settings) -> AsyncIterator[tuple[House, Any]]:
    server = await asyncio.start_server(clamd, "127.0.0.1", 0)
    address = "{}:{}".format(*server.sockets[0].getsockname())
    wanted = settings.model_copy(update={"attachments": Attachments(clamd=address)})
    async with server, at_home(wanted) as house:
        yield house, server


@pytest.mark.spec("T7")
async def test_viruses_are_looked_for_and_silence_lets_nothing_in(sqlite_url: str, tmp_path: Any) -> None:
    settings = Settings(database={"url": sqlite_url}, data=tmp_path)  # type: ignore[arg-type]
    async with scanned(settings) as (house, server):
        tom = await house.actor("tom")
        talk = await tom.starts(house.world.bakery.id, "Dag")
        assert (await tom.uploads("a.csv", WHOLE, conversation=talk))["size"] == len(WHOLE)
        codes = []
        for content in (b"x" + MARK, b"huge"):
            codes.append(await tries(tom, talk, content))
        server.close()
        await server.wait_closed()
        codes.append(await tries(tom, talk, b"clean"))
    assert codes == [("attachment_rejected", "content"), ("unavailable", None), ("unavailable", None)]
    assert len([path for path in tmp_path.rglob("whole") if path.is_file()]) == 1


async def tries(tom: Actor, talk: int, content: bytes) -> tuple[str, str | None]:
    id = (await tom.begins("a.csv", len(content), conversation=talk)).json()["id"]
    await tom.continues(id, 0, content)
    error = (await tom.asks("POST", f"/attachments/{id}/complete")).json()["error"]
    return error["code"], error.get("field")
