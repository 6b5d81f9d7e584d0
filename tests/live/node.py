"""A whole node in this process: a real server on a loopback port, with its own store, writer and place on the bus."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette

from server.accounts.sessions import Sessions
from server.clock import Clock, now
from server.commands.base import Services
from server.config import Live as Limits
from server.config import Presence, Settings
from server.fanout import Fanout
from server.live.endpoint import routes
from server.live.node import Live
from server.live.protocol import LiveProtocol
from server.live.serving import Server
from server.store import Store
from server.writer import Writer

GENEROUS: dict[str, Any] = {"handshakes_per_second": 1_000, "command_burst": 1_000}


class QuietServer(Server):
    """Leaves the signals of the test run alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Node:
    def __init__(self, database_url: str, fanout: Fanout, *, clock: Clock = now, **limits: Any) -> None:
        presence = Presence(**limits.pop("presence", {}))
        live = Limits(**(GENEROUS | limits))
        self.settings = Settings(live=live, presence=presence, public_url="http://vinkje.test")
        self.store = Store(database_url, clock=clock)
        self.writer = Writer(self.store, lambda office, news: self.live.published(office, news))
        self.sessions = Sessions(self.store, self.settings.sessions)
        self.live = Live(Services(self.store, self.writer, self.settings), self.sessions, fanout)
        self.sessions.on_revoked = self.live.revoked
        self.listening = socket.socket()
        self.server = self._server()

    def _server(self) -> QuietServer:
        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> Any:
            await self.writer.start()
            await self.live.start()
            yield {"live": self.live}
            await self.live.stop()
            await self.writer.stop()

        app = Starlette(routes=routes, lifespan=lifespan)
        app.state.live = self.live
        limits = self.settings.live
        return QuietServer(
            uvicorn.Config(
                app,
                ws=LiveProtocol,
                ws_max_size=limits.frame_bytes,
                ws_ping_interval=limits.ping_every / 1000,
                ws_ping_timeout=limits.pong_within / 1000,
                ws_per_message_deflate=False,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
            )
        )

    async def __aenter__(self) -> "Node":
        self.listening.bind(("127.0.0.1", 0))
        self.listening.listen(1024)
        self.task = asyncio.create_task(self.server.serve(sockets=[self.listening]))
        while not self.server.started:
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        self.sessions.close()
        await self.store.close()

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.task

    @property
    def url(self) -> str:
        host, port = self.listening.getsockname()
        return f"ws://{host}:{port}/api/v1/live"
