"""The named cast at their screens: each signs in and speaks HTTP, as the page and the apps do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from argon2 import PasswordHasher
from sqlalchemy import update
from starlette.applications import Starlette

from server.accounts.models import Person
from server.app import create_app
from server.config import Settings
from server.fanout import Fanout
from server.fanout.local import LocalBus, LocalFanout
from server.store import Store
from tests import world
from tests.contract import check_response
from tests.walls.witness import witness
from tests.world import FakeClock, World

PASSWORD = "een lang wachtwoord"
# As cheap as argon2id can be: what it costs in earnest is for the tests of passwords.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
OWN = "http://127.0.0.1:8480"


@dataclass
class Actor:
    """One person in one browser. `seen` is every answer he ever got, for who wants to search it."""

    name: str
    email: str
    http: httpx.AsyncClient
    seen: list[httpx.Response] = field(default_factory=list)

    async def signs_in(self, **wish: Any) -> httpx.Response:
        return await self.asks("POST", "/session", email=self.email, password=PASSWORD, **wish)

    async def asks(self, method: str, path: str, **body: Any) -> httpx.Response:
        answer = await self.http.request(method, f"/api/v1{path}", json=body or None)
        self.seen.append(answer)
        return answer

    async def gets(self, path: str, **query: Any) -> Any:
        """What stands there; it must be there."""
        answer = await self.http.get(f"/api/v1{path}", params=query)
        self.seen.append(answer)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def tries(self, t: str, **d: Any) -> httpx.Response:
        answer = await self.http.post(f"/api/v1/commands/{t}", json=d)
        self.seen.append(answer)
        return answer

    async def does(self, t: str, **d: Any) -> Any:
        """A command that must succeed."""
        answer = await self.tries(t, **d)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def starts(
        self, dossier: int, text: str, *, subject: str = "Meubelhuis Aerts", user: int | None = None
    ) -> int:
        """A conversation with everybody, or with `user` alone. Returns its id."""
        private = {"audience": "one", "user": user} if user else {"audience": "all"}
        started = await self.does(
            "conversation.start", cid=str(uuid4()), dossier=dossier, subject=subject, text=text, **private
        )
        return int(started["conversation"])

    async def posts(self, conversation: int, text: str, *files: int) -> int:
        with_files = {"attachments": files} if files else {}
        sent = await self.does(
            "message.send", cid=str(uuid4()), conversation=conversation, text=text, **with_files
        )
        return int(sent["seq"])

    async def begins(self, name: str, size: int, **place: int) -> httpx.Response:
        """An upload, for a `conversation` or a `dossier`."""
        return await self.asks("POST", "/attachments", name=name, size=size, **place)

    async def continues(self, upload: int, offset: int, data: bytes) -> httpx.Response:
        answer = await self.http.patch(
            f"/api/v1/attachments/{upload}",
            params={"offset": offset},
            content=data,
            headers={"Content-Type": "application/octet-stream"},
        )
        self.seen.append(answer)
        return answer

    async def uploads(self, name: str, data: bytes, **place: int) -> Any:
        """A whole file, as `attachment`."""
        begun = await self.begins(name, len(data), **place)
        assert begun.status_code == 200, begun.text
        id = begun.json()["id"]
        assert (await self.continues(id, 0, data)).status_code == 200
        done = await self.asks("POST", f"/attachments/{id}/complete")
        assert done.status_code == 200, done.text
        return done.json()

    async def fetches(self, id: int, **headers: str) -> httpx.Response:
        answer = await self.http.get(f"/api/v1/attachments/{id}/content", headers=headers)
        self.seen.append(answer)
        return answer

    async def reads(self, conversation: int, upto: int) -> None:
        await self.does("receipt", marks=[[conversation, upto, upto]])

    async def conversations(self, **query: Any) -> list[Any]:
        return list((await self.gets("/conversations", **query))["conversations"])

    async def row(self, conversation: int) -> Any:
        return (await self.gets(f"/conversations/{conversation}"))["conversation"]


@dataclass
class House:
    """One node, its world and everybody at the door."""

    app: Starlette
    world: World
    clock: FakeClock
    stack: AsyncExitStack

    @property
    def store(self) -> Store:
        return self.world.store

    async def actor(self, name: str, *, signed_in: bool = True, **headers: str) -> Actor:
        """`an`, `sofie`, `els`, …; every call is another browser of that person."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        http = httpx.AsyncClient(
            transport=transport,
            base_url=OWN,
            headers={"Origin": OWN, **headers},
            event_hooks={"response": [check_response, witness.answer]},
        )
        await self.stack.enter_async_context(http)
        async with self.store.session() as session:
            person = await session.get(Person, self.world.people[name].person_id)
        assert person
        actor = Actor(name, person.email, http)
        if signed_in:
            answer = await actor.signs_in()
            assert answer.status_code == 200, answer.text
        return actor


@asynccontextmanager
async def at_home(
    settings: Settings, clock: FakeClock | None = None, fanout: Fanout | None = None
) -> AsyncIterator[House]:
    """A running node on the migrated, empty database of these settings."""
    clock = clock or FakeClock()
    app = create_app(settings, clock=clock, fanout=fanout or LocalFanout(LocalBus()))
    store: Store = app.state.door.store
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        founded = await world.found(store)
        async with store.begin() as session:
            await session.execute(update(Person).values(password_hash=HASH))
        yield House(app, founded, clock, stack)
