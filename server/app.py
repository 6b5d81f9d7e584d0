"""The web process: what comes in, in the order it passes, and what runs as long as it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from server import config
from server.accounts.sessions import Sessions
from server.commands import Services
from server.config import Settings
from server.store import Store
from server.web import commands, conversations, dossiers, guards, health, openapi, pages, session
from server.web.endpoint import Door
from server.writer import Writer


def create_app(settings: Settings | None = None) -> Starlette:
    """One node. Everything it needs besides is in the database and in Redis."""
    settings = settings or config.settings()
    store = Store(settings.database_url, pool=settings.database.pool)
    writer = Writer(store, lambda office, news: None, waiting_at_most=settings.live.waiting_at_most)
    sessions = Sessions(store, settings.sessions)
    door = Door(Services(store, writer, settings), sessions)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await writer.start()
        yield
        await writer.stop()
        sessions.close()
        await store.close()

    app = Starlette(
        routes=routes(settings),
        middleware=[Middleware(guards.Guards, settings=settings, cookie=door.cookie)],
        exception_handlers={HTTPException: guards.handle},
        lifespan=lifespan,
    )
    app.state.door = door
    return app


ENDPOINTS = [
    *session.ENDPOINTS,
    *conversations.ENDPOINTS,
    *dossiers.ENDPOINTS,
    *commands.ENDPOINTS,
    *health.ENDPOINTS,
]


def routes(settings: Settings) -> list[BaseRoute]:
    return [
        *(endpoint.route() for endpoint in ENDPOINTS),
        commands.UNKNOWN.route(),
        openapi.route(ENDPOINTS),
        *pages.routes(settings),
    ]
