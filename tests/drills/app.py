"""An app in somebody's hand over a real network: it carries the frames of a `Device`, and always comes back."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from server.live.endpoint import SUBPROTOCOL
from tests.contract import check_response
from tests.device import Device
from tests.knowledge import Violation
from tests.people import PASSWORD

WITHIN_S = 90  # less than a test may take, or nobody would hear what it waits for
BACK_AFTER_S = 0.05
INSISTS_EVERY_S = 0.25
HOOKS: Any = {"response": [check_response]}
GONE = (OSError, TimeoutError, WebSocketException, InvalidHandshake)


class App:
    """`urls` are the nodes it tries in turn. `device` knows what it was told, and breaks when a promise is broken."""

    def __init__(self, urls: list[str], me: Any, token: str) -> None:
        self.urls = itertools.cycle(urls)
        self.token = token
        self.device = Device(me["person"]["id"], me["side"], self._reload, uuid4)
        self.device.loaded({}, {stream: 0 for stream in me["streams"]})
        self.socket: ClientConnection | None = None
        self.changed = asyncio.Event()
        self.connections = 0
        self.trouble: Exception | None = None
        self.running: asyncio.Task[None]
        self.errors: list[Any] = []

    @classmethod
    @asynccontextmanager
    async def of(cls, email: str, urls: list[str]) -> AsyncIterator[Self]:
        """Signed in while nothing has been said yet, and connected."""
        async with httpx.AsyncClient(base_url=urls[0], event_hooks=HOOKS) as http:
            wish = {"email": email, "password": PASSWORD, "bearer": True}
            answer = (await http.post("/api/v1/session", json=wish)).raise_for_status().json()
        app = cls(urls, answer["me"], answer["token"])
        app.running = asyncio.create_task(app._runs())
        try:
            await app.sees(lambda: app.device.greeted)
            yield app
        finally:
            app.running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await app.running

    async def sees(self, true: Callable[[], bool]) -> None:
        """Return once it is so, whatever happens to the connection meanwhile."""
        try:
            await asyncio.wait_for(self._sees(true), WITHIN_S)
        except TimeoutError:
            waits = f"greeted: {self.device.greeted}, waiting: {self.device.in_flight}, {self.device.outbox}"
            raise TimeoutError(
                f"connected {self.connections} times, {waits}, last: {self.trouble!r}"
            ) from None

    async def _sees(self, true: Callable[[], bool]) -> None:
        while not true():
            self.changed.clear()
            waiting = asyncio.create_task(self.changed.wait())
            await asyncio.wait({waiting, self.running}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if self.running.done():
                self.running.result()

    async def posts(self, conversation: int, text: str) -> int:
        """Return its number once it is acknowledged, however often it must be said."""
        cid = self.device.posts(conversation, text)
        await self.sees(lambda: cid in self.device.acknowledged)
        return self.device.acknowledged[cid][1]

    async def starts(self, dossier: int, subject: str, text: str) -> int:
        cid = self.device.starts(dossier, subject, text)
        await self.sees(lambda: cid in self.device.acknowledged)
        return self.device.acknowledged[cid][0]

    async def has(self, conversation: int, text: str) -> None:
        await self.sees(lambda: text in self.texts(conversation))

    def texts(self, conversation: int) -> list[str]:
        known = self.device.conversations.get(conversation)
        return [said.text for said in known.messages.values()] if known else []

    def _reload(self) -> None:
        raise Violation("asked to load everything afresh, though it missed little")

    async def _runs(self) -> None:
        while True:
            try:
                await self._talks(next(self.urls))
            except GONE as trouble:
                self.trouble = trouble
                self.device.lost()
                self.changed.set()
                await asyncio.sleep(BACK_AFTER_S)

    async def _talks(self, url: str) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        options: dict[str, Any] = {"subprotocols": [SUBPROTOCOL], "compression": None, "max_size": None}
        address = url.replace("http", "ws", 1) + "/api/v1/live"
        async with connect(
            address, additional_headers=headers, open_timeout=2, close_timeout=0.1, **options
        ) as socket:
            self.connections += 1
            self.socket = socket
            outgoing: asyncio.Queue[bytes] = asyncio.Queue()
            self.device.opened(outgoing.put_nowait)
            helpers = [
                asyncio.create_task(self._says(socket, outgoing)),
                asyncio.create_task(self._insists()),
            ]
            try:
                async for text in socket:
                    self._hears(text.encode() if isinstance(text, str) else text)
            finally:
                for helper in helpers:
                    helper.cancel()
        raise ConnectionResetError

    def _hears(self, text: bytes) -> None:
        self.device.heard(text)
        if text.startswith(b'{"t":"error"'):
            self.errors.append(json.loads(text))
        self.changed.set()

    async def _says(self, socket: ClientConnection, outgoing: asyncio.Queue[bytes]) -> None:
        with contextlib.suppress(WebSocketException):
            while True:
                await socket.send((await outgoing.get()).decode())

    async def _insists(self) -> None:
        while True:
            await asyncio.sleep(INSISTS_EVERY_S)
            if self.device.greeted:
                self.device.insists()
