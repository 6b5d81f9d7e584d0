"""The way in, as a browser or an app takes it: HTTP, then the socket."""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from server.config import Settings
from server.doctor.check import START, Wrong, reason
from server.up.http import ask

WITHIN_S = 8.0
PROTOCOL = "vinkje.v1.json"
SIGN_IN_AGAIN = 4004


async def http(settings: Settings) -> str:
    for path, does in (("/healthz", "lives"), ("/readyz", "is ready for work")):
        try:
            status, _ = await ask(settings.public_url + path)
        except OSError as error:
            raise Wrong(
                f"nobody answers at {settings.public_url}: {reason(error)}",
                f"{START}; see public_url and the proxy",
            ) from error
        if status != 200:
            raise Wrong(
                f"{path} answers {status}, so nothing says the web server {does}", "read what `web` says"
            )
    return f"{settings.public_url} answers and is ready"


async def stranger(settings: Settings) -> str:
    """Whoever did not sign in gets no further than the door."""
    try:
        async with asyncio.timeout(WITHIN_S), _socket(settings) as socket:
            await _say(socket, "hello")
            while _refuses(await socket.recv()):
                pass
    except ConnectionClosed as closed:
        if closed.rcvd and closed.rcvd.code == SIGN_IN_AGAIN:
            return "the socket answers, and refuses who did not sign in"
        raise Wrong(
            f"the socket closed with {closed.rcvd and closed.rcvd.code} instead of {SIGN_IN_AGAIN}",
            "read what `web` says",
        ) from closed
    except InvalidStatus as refused:
        if refused.response.status_code == 401:
            return "the socket answers, and refuses who did not sign in"
        raise _no_socket(refused) from refused
    except (InvalidHandshake, OSError, TimeoutError) as error:
        raise _no_socket(error) from error
    raise Wrong("the socket let a stranger in", "take this installation off the network and report it")


async def round_trip(settings: Settings, email: str, password: str) -> str:
    """Sign in as somebody, say hello, and time a ping."""
    token = await _sign_in(settings, email, password)
    try:
        async with asyncio.timeout(WITHIN_S), _socket(settings, token) as socket:
            await _say(socket, "hello")
            await _hear(socket, "welcome")
            began = asyncio.get_running_loop().time()
            await _say(socket, "ping")
            await _hear(socket, "ok")
            took = asyncio.get_running_loop().time() - began
    except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError) as error:
        raise _no_socket(error) from error
    return f"signed in as {email}; a round trip over the socket takes {took * 1000:.1f} ms"


async def _sign_in(settings: Settings, email: str, password: str) -> str:
    wish = {"email": email, "password": password, "bearer": True, "label": "vinkje doctor"}
    try:
        status, answer = await ask(f"{settings.public_url}/api/v1/session", "POST", wish)
    except OSError as error:
        raise Wrong(f"nobody answers at {settings.public_url}: {reason(error)}", START) from error
    if status != 200:
        raise Wrong(f"signing in as {email} answers {status}", "see the address and the password")
    return str(answer["token"])


def _socket(settings: Settings, token: str = "") -> connect:
    address = urlsplit(settings.public_url)
    secure = {"http": "ws", "https": "wss"}[address.scheme]
    url = urlunsplit(address._replace(scheme=secure, path="/api/v1/live"))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return connect(url, additional_headers=headers, subprotocols=[PROTOCOL], proxy=None)  # type: ignore[list-item]


async def _say(socket: ClientConnection, command: str) -> None:
    await socket.send(json.dumps({"t": command, "id": command, "d": {}}))


async def _hear(socket: ClientConnection, wanted: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["t"] == wanted:
            return frame


def _refuses(frame: str | bytes) -> bool:
    return bool(json.loads(frame)["t"] == "error")


def _no_socket(error: BaseException) -> Wrong:
    return Wrong(
        f"the socket does not work: {reason(error)}",
        "see that the proxy passes WebSocket upgrades on /api/v1/live, and read what `web` says",
    )
