"""A socket.io chat on PostgreSQL with the Redis adapter: as one writes it, and tuned."""

import json

import asyncpg

from benchmarks.install import SOCKETIO, socketio
from benchmarks.rivals.base import SECRET, RoomRival, signature
from benchmarks.wire import Line, text
from server.vendor import NODE
from tests.postgres import plain

TABLES = """
CREATE TABLE message (id bigserial PRIMARY KEY, room text NOT NULL, author text NOT NULL, mark bigint NOT NULL,
    text text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON message (room, id);
CREATE TABLE receipt (room text, mark bigint, reader text, kind text, at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room, mark, reader, kind));
"""


class SocketIoLine(Line):
    """Socket.IO 5 packets in Engine.IO 4 frames; a message asks for the server's acknowledgement."""

    def __init__(self, room: str) -> None:
        super().__init__()
        self.room = room

    def say(self, mark: int) -> None:
        self._emit("message", {"room": self.room, "mark": mark, "text": text(mark)}, f"{mark}")

    def receipt(self, ref: int) -> None:
        self._emit("delivered", {"room": self.room, "mark": ref})
        self._emit("read", {"room": self.room, "mark": ref})

    def hear(self, payload: bytes) -> None:
        if payload.startswith(b'42["message"'):
            mark = json.loads(payload[2:])[1]["mark"]
            self.on_message(self, mark, mark)
        elif payload.startswith(b'42["read"'):
            self.on_read(self, json.loads(payload[2:])[1]["mark"])
        elif payload == b"2":
            self.write(b"3")

    def _emit(self, event: str, data: dict[str, object], id: str = "") -> None:
        self.write(f"42{id}{json.dumps([event, data])}".encode())


class SocketIo(RoomRival):
    name, place = "socketio-pg", 8
    what = "socket.io with its Redis adapter, one INSERT per message and per receipt"
    grouped = ""

    async def prepare(self) -> None:
        socketio()
        self.redis = self.stack.redis().socket
        postgres = self.stack.postgres()
        self.database = plain(postgres.database(postgres.create()))
        connection = await asyncpg.connect(self.database)
        await connection.execute(TABLES)
        await connection.close()

    def start(self) -> None:
        self.stack.serve(
            *(NODE, SOCKETIO / "chat.mjs", str(self.stack.port)),
            NODE_ENV="production",
            DATABASE=self.database,
            REDIS=str(self.redis),
            SECRET=SECRET.decode(),
            GROUPED=self.grouped,
        )

    async def enter(self, name: str, room: str) -> Line:
        line = SocketIoLine(room)
        await line.open(f"ws://127.0.0.1:{self.stack.port}/socket.io/?EIO=4&transport=websocket")
        card = {"name": name, "signature": signature(name)}
        await line.until(b'40{"sid"', b"40" + json.dumps(card).encode())
        await line.until(b'"entered"', b"42" + json.dumps(["enter", room]).encode())
        return line


class SocketIoGrouped(SocketIo):
    name, place = "socketio-pg-batch", 7
    what = "the same, tuned: what waits while a commit runs is inserted together"
    grouped = "yes"
