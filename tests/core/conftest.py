"""The core without any edge: a store, a writer, and what it published."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import uuid4

import msgspec
import pytest

from server.accounts.principal import Principal
from server.messages.actions import Post, Posted
from server.messages.start import Start, start
from server.receipts.actions import Raise
from server.store import Store
from server.work import Published
from server.writer import Writer
from tests.contract import check_news
from tests.world import FakeClock, World, found


@dataclass
class Office:
    """The writer of one process, with the verbs of its users."""

    world: World
    writer: Writer
    clock: FakeClock
    news: list[Published] = field(default_factory=list)

    async def starts(
        self,
        by: Principal,
        text: str = "Is deze uitgave beroepsmatig?",
        *,
        with_: Principal | None = None,
        cid: str | None = None,
        dossier: int | None = None,
    ) -> Posted:
        audience = "one" if with_ is not None else "all"
        user = with_.person_id if with_ is not None else None
        dossier = dossier or self.world.bakery.id
        wish = Start(by, cid or str(uuid4()), dossier, audience, user, "Meubelhuis Aerts", text)
        return await self.writer.do(lambda work: start(work, wish))

    async def posts(self, by: Principal, conversation: int, text: str, cid: str | None = None) -> Posted:
        return await self.writer.post(Post(by, conversation, cid or str(uuid4()), text))

    async def has(self, by: Principal, conversation: int, delivered: int = 0, read: int = 0) -> None:
        await self.writer.raise_marks(Raise(by, [(conversation, delivered, read)]))

    def told(self, stream: str) -> list[dict[str, object]]:
        return [msgspec.json.decode(one.frame) for one in self.news if one.stream == stream]


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    clock = FakeClock()
    store = Store(database_url, clock=clock)
    world = await found(store)
    news: list[Published] = []
    writer = Writer(store, lambda _, frames: news.extend(check_news(frames)))
    await writer.start()
    yield Office(world, writer, clock, news)
    await writer.stop()
    await store.close()
