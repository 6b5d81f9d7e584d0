"""A device on a line to a node in this process: it asks when told, and keeps every byte it is sent."""

import asyncio
from typing import Any

import msgspec

from server.live.node import Live
from tests.properties.links import TEXT, Line, frames
from tests.walls.witness import witness

Frame = dict[str, Any]


class Ear:
    def __init__(self, name: str = "") -> None:
        self.name = name
        self.heard_all: list[bytes] = []
        self.answers: dict[str, asyncio.Future[Frame]] = {}
        self.calls = 0
        self.person: int | None = None

    @classmethod
    async def at(cls, live: Live, session_id: int | None, name: str = "", **hello: Any) -> "Ear":
        """Connected and greeted, or shown out."""
        ear = cls(name)
        ear.line = Line(ear, lambda: 0.0, ear._watch)  # type: ignore[arg-type]
        live.connected(ear.line.server, session_id)
        ear.line.opens()
        ear.welcome = asyncio.get_running_loop().create_future()
        ear.says("hello", hello, "hello")
        await asyncio.wait_for(ear.welcome, 10)
        return ear

    line: Line
    welcome: asyncio.Future[Frame]

    def says(self, t: str, d: object, id: str) -> None:
        self.send(msgspec.json.encode({"t": t, "id": id, "d": d}))

    async def asks(self, t: str, **d: Any) -> Frame:
        """The one answer to this command."""
        self.calls += 1
        id = str(self.calls)
        self.answers[id] = asyncio.get_running_loop().create_future()
        self.says(t, d, id)
        return await asyncio.wait_for(self.answers[id], 10)

    def close_code(self) -> int:
        """Why it was shown out."""
        return int(self.line.server.queue.get_nowait()["code"])

    def takes(self) -> list[bytes]:
        """What came since the last time."""
        heard, self.heard_all = self.heard_all, []
        return heard

    # What the line tells

    def opened(self, send: Any) -> None:
        self.send = send

    def lost(self) -> None:
        if not self.welcome.done():
            self.welcome.set_exception(ConnectionError("lost before the welcome"))

    def heard(self, text: bytes) -> None:
        """Each frame was seen when it was written."""

    def _watch(self, data: bytes) -> None:
        for kind, payload in frames(data):
            if kind == TEXT:
                self._frame(payload)

    def _frame(self, payload: bytes) -> None:
        frame = msgspec.json.decode(payload)
        if frame["t"] == "welcome":
            self.person = frame["d"]["me"]["person"]["id"]
        witness.hears(self.person, payload)
        if frame["t"] in ("ok", "error") and frame.get("id") in self.answers:
            self.answers.pop(frame["id"]).set_result(frame)
            return
        if not self.welcome.done():
            self.welcome.set_result(frame)
        self.heard_all.append(payload)
