"""Vinkje as it is deployed: `vinkje serve`, the real application, every check on; only its rates are raised."""

import secrets
import sys
from pathlib import Path

from redis import Redis

from benchmarks.load import Pair
from benchmarks.rivals.base import Rival
from benchmarks.rivals.vinkje_world import Badge, Talk, World, build
from benchmarks.wire import Line, few_at_once, text
from server import migrate
from server.store import Store

RAISED = {"COMMAND_BURST": "100000000", "COMMANDS_PER_SECOND": "1000000", "HANDSHAKES_PER_SECOND": "1000000"}
PAIRS, DESKS, HALL = 500, 50, 1_000
SUBPROTOCOL = "vinkje.v1.json"


class VinkjeLine(Line):
    """A device of one person, speaking the protocol of docs/protocol.md."""

    run = secrets.token_hex(4)

    def __init__(self, conversation: int) -> None:
        super().__init__()
        self.conversation = conversation
        self.mine: dict[int, int] = {}  # number in the conversation → mark, until read

    def say(self, mark: int) -> None:
        self.write(
            f'{{"t":"message.send","id":"{mark}","d":{{"cid":"{self.run}-0000-7000-8000-{mark:012x}",'
            f'"conversation":{self.conversation},"text":"{text(mark)}"}}}}'.encode()
        )

    def receipt(self, ref: int) -> None:
        for delivered, read in ((ref, 0), (ref, ref)):
            self.write(
                f'{{"t":"receipt","id":"r","d":{{"marks":[[{self.conversation},{delivered},{read}]]}}}}'.encode()
            )

    def hear(self, payload: bytes) -> None:
        if payload.startswith(b'{"t":"message.new"'):
            seq, mark = _number(payload, b'"seq":'), int(_after(payload, b'"text":"', 8))
            self.mine[seq] = mark
            self.on_message(self, mark, seq)
        elif payload.startswith(b'{"t":"receipt"'):
            read = _number(payload, b'"read_upto":')
            if read in self.mine:
                self.on_read(self, self.mine.pop(read))
        elif payload.startswith(b'{"t":"error"'):
            raise RuntimeError(payload.decode())


def _after(payload: bytes, name: bytes, length: int) -> bytes:
    start = payload.index(name) + len(name)
    return payload[start : start + length]


def _number(payload: bytes, name: bytes) -> int:
    return int(_after(payload, name, 20).partition(b",")[0].partition(b"}")[0])


class Vinkje(Rival):
    name, place = "vinkje", 1
    what = "Vinkje on PostgreSQL"
    resumes = True
    world: World

    async def prepare(self) -> None:
        self.redis = self.stack.redis().url
        self.database = self.make_database()
        migrate.upgrade(self.database)
        store = Store(self.database)
        self.world = await build(store, PAIRS, DESKS, HALL)
        await store.close()

    def published(self) -> int:
        """How often something was said over Redis so far."""
        with Redis.from_url(self.redis) as client:
            return sum(one["calls"] for name, one in client.info("commandstats").items() if "publish" in name)

    def make_database(self) -> str:
        postgres = self.stack.postgres()
        return postgres.database(postgres.create())

    def start(self) -> None:
        self.stack.serve(
            *(sys.executable, "-m", "server.cli", "serve"),
            VINKJE_DATABASE__URL=self.database,
            VINKJE_REDIS__URL=self.redis,
            VINKJE_WEB__PORT=str(self.stack.port),
            VINKJE_PUBLIC_URL=f"http://127.0.0.1:{self.stack.port}",
            VINKJE_DATA=str(self.stack.folder),
            **{f"VINKJE_LIVE__{limit}": value for limit, value in RAISED.items()},
        )

    async def pair(self, number: int) -> Pair:
        return await self.meet(self.world.partners[number])

    async def pair_with_ticks(self, number: int) -> Pair:
        """What a client has read is told to the office alone."""
        return await self.meet(self.world.desks[number])

    async def meet(self, talk: Talk) -> Pair:
        sender = await self.enter(talk.sender, talk.conversation)
        return Pair(sender, await self.enter(talk.receiver, talk.conversation))

    async def audience(self, size: int) -> tuple[Line, list[Line]]:
        talk = self.world.speaker
        listeners = await few_at_once(self.enter(one, talk.conversation) for one in self.world.hall[:size])
        return await self.enter(talk.sender, talk.conversation), listeners

    async def silent(self, number: int) -> Line:
        badges = self.world.badges
        return await self.enter(badges[number % len(badges)], 0)

    async def enter(self, badge: Badge, conversation: int) -> Line:
        return await self.greet(VinkjeLine(conversation), badge, "{}")

    async def greet(self, line: Line, badge: Badge, hello: str) -> Line:
        headers = {"Authorization": f"Bearer {badge.secret}", "Sec-WebSocket-Protocol": SUBPROTOCOL}
        await line.open(f"ws://127.0.0.1:{self.stack.port}/api/v1/live", headers)
        await line.until(b'"t":"welcome"', f'{{"t":"hello","id":"0","d":{hello}}}'.encode())
        return line


class VinkjeOnSqlite(Vinkje):
    name, place = "vinkje-sqlite", 2
    what = "Vinkje on SQLite"

    def make_database(self) -> str:
        file: Path = self.stack.folder / "vinkje.db"
        return f"sqlite+aiosqlite:///{file}"
