from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest

from server.accounts.admission import digest_of
from server.accounts.models import Session
from server.accounts.principal import Principal
from server.clock import Clock, now
from server.fanout.local import LocalBus, LocalFanout
from server.messages.start import Start, start
from server.store import Store
from tests.live.client import App
from tests.live.node import Node
from tests.world import World, found

DAY = 86_400_000


class Office:
    """Nodes, apps and a conversation between An and Els, all on one database and one bus."""

    def __init__(self, url: str, stack: AsyncExitStack, clock: Clock) -> None:
        self.url = url
        self.stack = stack
        self.clock = clock
        self.bus = LocalBus()
        self.store = Store(url, clock=clock)
        self.conversation = 0
        self.world: World

    async def opens(self) -> "Office":
        self.world = await found(self.store)
        self.stack.push_async_callback(self.store.close)
        return self

    async def node(self, fanout: Any = None, **limits: Any) -> Node:
        node = Node(self.url, fanout or LocalFanout(self.bus), clock=self.clock, **limits)
        await self.stack.enter_async_context(node)
        if not self.conversation:
            by = self.world.els
            wish = Start(by, str(uuid4()), self.world.bakery.id, "all", None, "Factuur", "Dag An")
            self.conversation = (await node.writer.do(lambda work: start(work, wish))).conversation
        return node

    async def token(self, who: Principal, lasts: int = DAY) -> str:
        """Signs him in, under the session his principal names."""
        secret, at = uuid4().hex, self.clock()
        async with self.store.begin() as session:
            session.add(
                Session(
                    digest=digest_of(secret),
                    id=who.session_id,
                    person_id=who.person_id,
                    office_id=who.office_id,
                    created_at=at,
                    seen_at=at,
                    expires_at=at + lasts,
                )  # fmt: skip
            )
        return secret

    async def app(self, node: Node, token: str | None = None, **options: Any) -> App:
        return await self.stack.enter_async_context(await App.at(node.url, token=token, **options))

    async def online(self, node: Node, token: str, **hello: Any) -> App:
        app = await self.app(node, token)
        await app.hello(**hello)
        return app

    @property
    def staff(self) -> str:
        return f"S:{self.world.office.id}"

    @property
    def dossier(self) -> str:
        return f"D:{self.world.bakery.id}"


@pytest.fixture
async def make_office() -> AsyncIterator[Callable[..., Awaitable[Office]]]:
    async with AsyncExitStack() as stack:

        async def make(url: str, clock: Clock = now) -> Office:
            return await Office(url, stack, clock).opens()

        yield make


@pytest.fixture
async def office(make_office: Callable[..., Awaitable[Office]], sqlite_url: str) -> Office:
    return await make_office(sqlite_url)


@pytest.fixture
async def any_office(make_office: Callable[..., Awaitable[Office]], database_url: str) -> Office:
    """The same on SQLite and on PostgreSQL."""
    return await make_office(database_url)
