"""The floor of our own stack: bare Starlette on uvicorn, passing frames on and storing nothing."""

import json
import sys

from benchmarks.rivals.base import RoomRival
from benchmarks.wire import Line, text


class RelayLine(Line):
    def __init__(self, room: str) -> None:
        super().__init__()
        self.room = room

    def say(self, mark: int) -> None:
        self._tell("message", text=text(mark))

    def receipt(self, ref: int) -> None:
        self._tell("delivered", mark=ref)
        self._tell("read", mark=ref)

    def hear(self, payload: bytes) -> None:
        if (found := payload.find(b'"text": "')) >= 0:
            mark = int(payload[found + 9 : found + 17])
            self.on_message(self, mark, mark)
        elif payload.startswith(b'{"kind": "read"'):
            self.on_read(self, json.loads(payload)["mark"])

    def _tell(self, kind: str, **more: object) -> None:
        self.write(json.dumps({"kind": kind, "room": self.room, **more}).encode())


class Relay(RoomRival):
    name, place = "starlette", 9
    what = "bare Starlette relay: stores nothing, resumes nothing"

    async def prepare(self) -> None:
        pass

    def start(self) -> None:
        self.stack.serve(
            *(sys.executable, "-m", "uvicorn", "benchmarks.apps.relay:app", "--ws", "websockets-sansio"),
            *("--ws-per-message-deflate", "false", "--port", str(self.stack.port), "--log-level", "warning"),
        )

    async def enter(self, name: str, room: str) -> Line:
        line = await RelayLine(room).open(f"ws://127.0.0.1:{self.stack.port}/")
        await line.until(b'"entered"', json.dumps({"kind": "enter", "room": room}).encode())
        return line
