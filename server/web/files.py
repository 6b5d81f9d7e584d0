"""Bytes of a file as an answer: whole or a part, under its own name, and harmless to whoever opens it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.attachments.storage import Storage

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
# Even opened in a window of its own it has no origin, no script and nothing to load.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class Served:
    """What lies at `at`. Without a size it is given whole."""

    at: str
    size: int | None
    type: str
    name: str
    etag: str
    inline: bool = False


async def file_answer(request: Request, storage: Storage, file: Served) -> Response:
    """Access was checked for this very request; a browser keeps it only to ask again. Errors: `OSError`, before
    anything is said."""
    etag = f'"{file.etag}"'
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(file.name, "inline" if file.inline else "attachment"),
        "Content-Security-Policy": POLICY,
        "ETag": etag,
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if file.size is None:
        return StreamingResponse(await begun(storage.read(file.at)), 200, headers, file.type)
    start, end = part(request, file.size, etag) or (0, file.size)
    partial = (start, end) != (0, file.size)
    if start >= end:
        headers["Content-Range"] = f"bytes */{file.size}"
        return Response(status_code=416, headers=headers)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    headers |= {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    blocks = await begun(storage.read(file.at, start, end))
    return StreamingResponse(blocks, 206 if partial else 200, headers, file.type)


async def begun(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, its first block there already."""
    first = await anext(blocks, b"")

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for block in blocks:
            yield block

    return whole()


def part(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """The one range that is asked for, its end excluded; none where everything is, or what is asked is not clear."""
    found = RANGE.fullmatch(request.headers.get("range", ""))
    if not found or found[0] == "bytes=-" or request.headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    end = min(size, int(last) + 1) if last else size
    return None if last and int(last) < int(first) else (int(first), end)


def disposition(name: str, kind: str) -> str:
    """RFC 6266 and 8187: the name in UTF-8, and in ASCII for who reads no other."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
