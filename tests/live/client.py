"""An app on the other end of the socket, that checks what must hold for every frame it gets."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from server.live.endpoint import SUBPROTOCOL
from tests.contract import Wire
from tests.walls.witness import witness

Frame = dict[str, Any]
WITHIN = 10


class App:
    """Applies news as a client must: never twice, never out of order."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.cursor: dict[str, int] = {}
        self.heard: list[Frame] = []
        self.events: dict[str, list[Frame]] = {}
        self.calls = 0
        self.person: int | None = None
        self.wire = Wire()

    @classmethod
    async def at(cls, url: str, *, token: str | None = None, **options: Any) -> Self:
        headers = dict(options.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        origin = options.pop("origin", None)
        return cls(
            await connect(
                url,
                subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
                additional_headers=headers,
                origin=Origin(origin) if origin else None,
                compression=None,
                max_size=None,
                **options,
            )
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def says(self, t: str, d: object = None, id: str | None = None) -> str:
        self.calls += 1
        name = id or str(self.calls)
        self.wire.says(name, t)
        await self.socket.send(json.dumps({"t": t, "id": name, "d": d or {}}))
        return name

    async def hello(self, **d: Any) -> Frame:
        await self.says("hello", d)
        self.cursor.update(d.get("cursor", {}))
        welcome = await self.hears(lambda frame: frame["t"] in ("welcome", "error"))
        for stream, head in welcome["d"].get("streams", {}).items():
            self.cursor.setdefault(stream, head)
        return welcome

    async def calls_(self, t: str, **d: Any) -> Frame:
        name = await self.says(t, d)
        return await self.hears(lambda frame: frame.get("id") == name)

    async def sends(self, conversation: int, text: str) -> Frame:
        return await self.calls_("message.send", cid=str(uuid4()), conversation=conversation, text=text)

    async def hears(self, wanted: Callable[[Frame], object]) -> Frame:
        """The next frame like this; what comes before it is taken in."""
        async with asyncio.timeout(WITHIN):
            while True:
                frame = await self.next()
                if wanted(frame):
                    return frame

    async def hears_a(self, t: str) -> Frame:
        return await self.hears(lambda frame: frame["t"] == t)

    async def gets(self, stream: str, upto: int) -> list[str]:
        """Listens until this stream was applied up to here; the texts of its messages so far."""
        async with asyncio.timeout(WITHIN):
            while self.cursor.get(stream, 0) < upto:
                await self.next()
        return self.texts(stream)

    def texts(self, stream: str) -> list[str]:
        return [e["d"]["text"] for e in self.events.get(stream, []) if e["t"] == "message.new"]

    async def next(self) -> Frame:
        text = await self.socket.recv(decode=True)
        self.wire.hears(text)
        frame: Frame = json.loads(text)
        self.heard.append(frame)
        if frame["t"] == "welcome":
            self.person = frame["d"]["me"]["person"]["id"]
        witness.hears(self.person, text)
        if frame["t"] == "batch":
            for event in frame["d"]:
                self._apply(frame["s"], event)
            assert self.cursor[frame["s"]] == frame["to"]
        elif "q" in frame:
            self._apply(frame["s"], frame)
        return frame

    def _apply(self, stream: str, event: Frame) -> None:
        here = self.cursor.get(stream, 0)
        if event["q"] <= here:
            return
        assert event["p"] == here, f"a hole in {stream}: {event['p']} after {here}"
        self.cursor[stream] = event["q"]
        self.events.setdefault(stream, []).append(event)

    async def closed(self) -> int:
        """Listens until the end; the close code, 1006 when there was none."""
        async with asyncio.timeout(WITHIN):
            try:
                while True:
                    await self.next()
            except ConnectionClosed:
                return self.socket.close_code or 1006
