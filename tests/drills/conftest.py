"""An installation to break, with an office on it and its people at their apps."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from server.messages.models import Message
from server.store import Store
from tests.drills.app import App
from tests.installation import Installation, installed
from tests.world import World

NAMES = {"an": "an.peeters", "sofie": "sofie.claes", "els": "els.goossens", "tom": "tom.goossens"}


@dataclass
class Drill:
    """An asked everybody of the bakery something; `apps` are those who listen."""

    installation: Installation
    world: World
    stack: AsyncExitStack
    conversation: int = 0
    apps: dict[str, App] = field(default_factory=dict)

    async def joins(self, name: str, *nodes: int) -> App:
        """Connected to the first of these nodes, and to the next when that one is gone."""
        urls = [self.installation.webs[node].url for node in nodes or range(len(self.installation.webs))]
        app = await self.stack.enter_async_context(App.of(f"{NAMES[name]}@drill.test", urls))
        self.apps[name] = app
        return app

    async def begins(self) -> int:
        self.conversation = await self.apps["an"].starts(
            self.world.bakery.id, "Meubelhuis Aerts", "Beroepsmatig?"
        )
        for app in self.apps.values():
            await app.has(self.conversation, "Beroepsmatig?")
        return self.conversation

    @asynccontextmanager
    async def in_the_middle_of(self, messages: int) -> AsyncIterator[None]:
        """Everybody posts that many, each after the one before was acknowledged; the body runs after a third."""
        third = asyncio.Event()

        async def talks(name: str, app: App) -> None:
            for number in range(messages):
                await app.posts(self.conversation, f"{name} {number}")
                if number == messages // 3:
                    third.set()

        async with asyncio.TaskGroup() as group:
            for name, app in self.apps.items():
                group.create_task(talks(name, app))
            await third.wait()
            yield

    async def ends_well(self, messages: int) -> None:
        """Nothing acknowledged is lost, nothing is there twice, and everybody has all of it in one order."""
        stored = await self.stored()
        said = sorted(text for _, text, _ in stored)
        assert said == sorted(
            ["Beroepsmatig?", *(f"{name} {number}" for name in self.apps for number in range(messages))]
        )
        assert [seq for seq, _, _ in stored] == list(range(1, len(stored) + 1))
        where = {cid: (self.conversation, seq) for seq, _, cid in stored}
        for app in self.apps.values():
            assert app.device.acknowledged.items() <= where.items()
            assert not app.device.refused
            await app.sees(lambda app=app: len(app.texts(self.conversation)) == len(stored))  # type: ignore[misc]
            assert app.texts(self.conversation) == [text for _, text, _ in stored]

    async def stored(self) -> list[tuple[int, str, str]]:
        """(number, text, cid) of every message in the database."""
        store = Store(self.installation.database_url)
        try:
            async with store.session() as session:
                rows = await session.execute(
                    select(col(Message.seq), col(Message.text), col(Message.cid))
                    .where(col(Message.conversation_id) == self.conversation)
                    .order_by(col(Message.seq))
                )
                return [(seq, text, str(cid)) for seq, text, cid in rows]
        finally:
            await store.close()


Makes = Callable[..., Awaitable[Drill]]


@pytest.fixture
async def makes(tmp_path: Path, redis_server: object) -> AsyncIterator[Makes]:
    """`await makes(database_url, nodes=2, VINKJE_…="…")`: a running installation with an office, still silent."""
    async with AsyncExitStack() as stack:

        async def make(database_url: str, nodes: int = 1, **settings: Any) -> Drill:
            running = await stack.enter_async_context(
                installed(database_url, tmp_path, nodes=nodes, **settings)
            )
            return Drill(running, await running.founds("drill.test"), stack)

        yield make
