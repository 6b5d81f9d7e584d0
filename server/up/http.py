"""The smallest of HTTP clients: straight to the address, past any proxy, a few seconds at most."""

import asyncio
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

WITHIN_S = 5.0


async def ask(url: str, method: str = "GET", body: Any = None) -> tuple[int, Any]:
    """The status and the JSON of the answer (None when it is no JSON). Raises OSError when nobody answers."""
    return await asyncio.to_thread(_ask, url, method, body)


def _ask(url: str, method: str, body: Any) -> tuple[int, Any]:
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=WITHIN_S)
    try:
        payload = None if body is None else json.dumps(body)
        connection.request(method, address.path, payload, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, _json(answer.read())
    except HTTPException as error:
        raise OSError(f"no HTTP: {error!r}") from error
    finally:
        connection.close()


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
