"""The web process: what comes in, in the order it passes, and what runs as long as it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from server import config
from server.accounts.attempts import Attempts
from server.accounts.counting import Counting
from server.accounts.sessions import Sessions
from server.clock import Clock, now
from server.commands.base import Services
from server.config import Settings
from server.described import routes as described
from server.fanout import Fanout
from server.fanout.redis import RedisFanout
from server.live import endpoint as socket
from server.live.node import Live
from server.store import Store
from server.web import (
    attachments,
    bulks,
    commands,
    conversations,
    dossiers,
    guards,
    health,
    imports,
    mails,
    monitor,
    pages,
    password,
    people,
    search,
    session,
    templates,
)
from server.web.endpoint import Door
from server.writer import Writer


def create_app(
    settings: Settings | None = None, *, clock: Clock = now, fanout: Fanout | None = None
) -> Starlette:
    """One node. All it remembers is in the database; the bus only makes news faster."""
    settings = settings or config.settings()
    store = Store(settings.database_url, clock=clock, pool=settings.database.pool)
    writer = Writer(store, lambda *news: live.published(*news), waiting_at_most=settings.live.waiting_at_most)
    services = Services(store, writer, settings)
    sessions = Sessions(store, settings.sessions)
    live = Live(services, sessions, fanout or RedisFanout(settings.redis_url))
    sessions.on_revoked = live.revoked
    sessions.attempts = Attempts(settings.sessions, Counting("" if fanout else settings.redis_url))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        await writer.start()
        await live.start()
        yield {"live": live}
        await live.stop()
        await writer.stop()
        await sessions.attempts.close()
        sessions.close()
        await store.close()

    app = Starlette(
        routes=routes(settings),
        middleware=[Middleware(guards.Guards, settings=settings)],
        exception_handlers={HTTPException: guards.handle},
        lifespan=lifespan,
    )
    app.state.door, app.state.live = Door(services, sessions), live
    return app


ENDPOINTS = [
    *session.ENDPOINTS,
    *password.ENDPOINTS,
    *people.ENDPOINTS,
    *conversations.ENDPOINTS,
    *dossiers.ENDPOINTS,
    *templates.ENDPOINTS,
    *monitor.ENDPOINTS,
    *search.ENDPOINTS,
    *mails.ENDPOINTS,
    *bulks.ENDPOINTS,
    *imports.ENDPOINTS,
    *attachments.ENDPOINTS,
    *commands.ENDPOINTS,
    *health.ENDPOINTS,
]


def routes(settings: Settings) -> list[BaseRoute]:
    return [
        *socket.routes,
        *(endpoint.route() for endpoint in ENDPOINTS),
        commands.UNKNOWN.route(),
        *described.routes(ENDPOINTS, settings),
        *pages.routes(settings),
    ]
