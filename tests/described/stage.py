"""A real server on a loopback port with the small world in it, and the apps of its people."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from websockets.protocol import State

from server.config import Database, Live, Settings
from server.live.protocol import LiveProtocol
from tests.contract import check_response
from tests.described.script import Mismatch, Names, Step
from tests.live.client import App, Frame
from tests.live.node import GENEROUS, QuietServer
from tests.people import OWN, PASSWORD, House, at_home

HOOKS: Any = {"response": [check_response]}


@asynccontextmanager
async def served(database_url: str) -> AsyncIterator[tuple[House, str]]:
    """The house, and the address at which it answers over HTTP and sockets."""
    settings = Settings(
        database=Database(url=database_url),
        public_url=OWN,
        live=Live(**GENEROUS),
    )
    async with at_home(settings) as house:
        config = uvicorn.Config(
            house.app,
            ws=LiveProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
        )
        server, listening = QuietServer(config), socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.005)
        try:
            yield house, "http://{}:{}".format(*listening.getsockname())
        finally:
            server.should_exit = True
            await running


def lane_of(frame: Frame) -> tuple[str, str]:
    """An answer belongs to its command, an event to its stream, anything else to its kind."""
    return next((name, frame[name]) for name in ("id", "s", "t") if name in frame)


@dataclass
class Player:
    """One person of a script: his app, and what it got that he has not looked at yet."""

    name: str
    email: str
    http: httpx.AsyncClient
    socket: App | None = None
    answer: httpx.Response | None = None
    heard: list[Frame] = field(default_factory=list)

    async def asks(self, what: str, body: Any) -> httpx.Response:
        method, path = what.split(" ", 1)
        self.answer = await self.http.request(method, path, json=body)
        told = self.answer.json() if self.answer.content else {}
        if "token" in told:
            self.http.headers["Authorization"] = f"Bearer {told['token']}"
        return self.answer

    async def signs_in(self) -> None:
        wish = {"email": self.email, "password": PASSWORD, "bearer": True}
        assert (await self.asks("POST /api/v1/session", wish)).status_code == 200

    async def opens(self, url: str) -> None:
        """Bare with a ticket, if that is what he asked for last; else with his token."""
        bare = self.answer is not None and b'"ticket"' in self.answer.content
        if "Authorization" not in self.http.headers:
            await self.signs_in()
        token = None if bare else self.http.headers["Authorization"].removeprefix("Bearer ")
        self.socket = await App.at(url.replace("http", "ws", 1) + "/api/v1/live", token=token)

    async def says(self, frame: Frame) -> None:
        """The cursors his app counts from are the ones he sends; the rest is as written down."""
        assert self.socket is not None
        self.socket.cursor |= frame.get("d", {}).get("cursor", {})
        await self.socket.says(frame["t"], frame.get("d"), frame.get("id"))

    async def hears(self, like: Frame) -> Frame:
        """The next one where a frame like this belongs: only within a stream an order is promised."""
        lane = lane_of(like)
        while (found := next((frame for frame in self.heard if lane_of(frame) == lane), None)) is None:
            self.heard.append(await asyncio.wait_for(self.next(), 10))
        place = self.heard.index(found)
        if found["t"] == "batch" != like["t"]:  # just then it was still being caught up
            self.heard[place : place + 1] = [{**event, "s": found["s"]} for event in found["d"]]
            return await self.hears(like)
        return self.heard.pop(place)

    async def next(self) -> Frame:
        assert self.socket is not None
        frame = await self.socket.next()
        for stream, head in frame["d"].get("streams", {}).items() if frame["t"] == "welcome" else ():
            self.socket.cursor.setdefault(stream, head)
        return frame

    async def drops(self) -> None:
        """The network is gone, without a word."""
        assert self.socket is not None
        self.socket.socket.transport.abort()
        await self.socket.socket.wait_closed()
        self.socket = None

    async def leaves(self) -> None:
        if self.socket is not None:
            await self.socket.socket.close()


class Play:
    """Steps, done and compared one by one. `grown`: what came after v1 was written down may be there too."""

    def __init__(self, house: House, url: str, stack: AsyncExitStack, *, grown: bool = False) -> None:
        self.house, self.url, self.stack, self.grown = house, url, stack, grown
        self.players: dict[str, Player] = {}
        self.names = Names(known_of(house))
        self.vocabulary: set[str] = set()

    async def plays(self, steps: list[Step]) -> None:
        self.vocabulary = {step.value["t"] for step in steps if step.deed == "hears"}
        for number, step in enumerate(steps, 1):
            try:
                await self.does(step)
            except (Mismatch, TimeoutError) as wrong:
                raise Mismatch(
                    f"step {number}, {step.who} {step.deed} {step.what} {step.value}: {wrong!r}"
                ) from wrong

    async def is_over(self) -> None:
        """Nobody got anything that was not written down."""
        for player in self.players.values():
            if player.socket is not None and player.socket.socket.state is State.OPEN:
                await player.says({"t": "ping", "id": "over"})
                await player.hears({"t": "ok", "id": "over"})
            if player.heard:
                raise Mismatch(f"{player.name} also got {player.heard}")

    async def does(self, step: Step) -> None:
        player = await self.player(step.who)
        match step.deed:
            case "asks":
                await player.asks(self.names.fill(step.what), self.names.fill(step.value))
            case "answers":
                self._answered(player.answer, step)
            case "opens":
                await player.opens(self.url)
            case "says":
                await player.says(self.names.fill(step.value))
            case "hears":
                await self._hears(player, step)
            case "drops":
                await player.drops()
            case "closes":
                assert player.socket is not None
                code = await player.socket.closed()
                self.names.match(step.what, str(code), at="close code")

    async def player(self, name: str) -> Player:
        if name not in self.players:
            http = await self.stack.enter_async_context(
                httpx.AsyncClient(base_url=self.url, event_hooks=HOOKS)
            )
            email = (await self.house.actor(name, signed_in=False)).email
            self.players[name] = player = Player(name, email, http)
            self.stack.push_async_callback(player.leaves)
        return self.players[name]

    def _answered(self, answer: httpx.Response | None, step: Step) -> None:
        assert answer is not None
        self.names.match(step.what, str(answer.status_code), at="status")
        if step.value is not None:
            self.names.match(step.value, answer.json(), grown=self.grown)

    async def _hears(self, player: Player, step: Step) -> None:
        """In a grown protocol, an app ignores the types it does not know."""
        frame = await player.hears(like := self.names.fill(step.value))
        while self.grown and frame["t"] not in self.vocabulary:
            frame = await player.hears(like)
        self.names.match(step.value, frame, grown=self.grown)


def known_of(house: House) -> dict[str, Any]:
    """The world's own names: everybody, both offices, the dossiers, and the password of them all."""
    world = house.world
    people = {name: who.person_id for name, who in world.people.items() if name != "els_elsewhere"}
    offices = {"office": world.office.id, "elsewhere": world.elsewhere.id}
    dossiers = {"bakery": world.bakery.id, "garage": world.garage.id, "distant": world.distant.id}
    return {**people, **offices, **dossiers, "password": PASSWORD}
