"""A whole installation in real processes on loopback: web nodes, a worker, Redis, a database and a mailbox."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from server.accounts.models import Office, Person
from server.store import Store
from server.up import ports
from tests.people import HASH
from tests.programs import Program, Web
from tests.redis_cluster import RedisCluster
from tests.redis_server import RedisServer
from tests.reminders.postbox import Postbox
from tests.world import World, found

GENEROUS = {
    "VINKJE_SESSIONS__HASHING_SLOTS": "2",
    "VINKJE_SESSIONS__ATTEMPTS": "1000 per 5 minutes",
    "VINKJE_LIVE__HANDSHAKES_PER_SECOND": "1000",
    "VINKJE_LIVE__COMMAND_BURST": "100000",
    "VINKJE_LIVE__COMMANDS_PER_SECOND": "10000",
    "VINKJE_REMINDERS__TICK": "300ms",
    "VINKJE_REMINDERS__RETRY_AFTER": "1s",
}

AnyRedis = RedisServer | RedisCluster


@dataclass
class Installation:
    database_url: str
    redis: AnyRedis
    postbox: Postbox
    webs: list[Web]
    worker: Program
    folder: Path

    @property
    def url(self) -> str:
        return self.webs[0].url

    async def starts(self) -> None:
        """Every web node; the worker only when a test asks for it."""
        for web in self.webs:
            web.start()
        for web in self.webs:
            await web.answers()

    def needs_worker(self) -> None:
        if not self.worker.process:
            self.worker.start()

    async def founds(self, domain: str) -> World:
        """Two offices with their people, whom no other test knows: their addresses end in `domain`."""
        store = Store(self.database_url)
        try:
            founded = await found(store, domain)
            async with store.begin() as session:
                without = update(Person).where(col(Person.password_hash).is_(None))
                await session.execute(without.values(password_hash=HASH))
                # One enters at the first of one's offices by name; Els is also a client of the other one.
                founded.elsewhere.name = "Kantoor Wouters"
                await session.merge(founded.elsewhere)
            return founded
        finally:
            await store.close()

    async def reminds_after(self, office: Office, seconds: float) -> None:
        store = Store(self.database_url)
        try:
            async with store.begin() as session:
                office.remind_after_ms = round(seconds * 1000)
                await session.merge(office)
        finally:
            await store.close()

    async def mails(self, address: str, count: int = 1) -> list[EmailMessage]:
        """All mails to this address, once there are that many."""
        while len(found := self.delivered(address)) < count:
            await self.postbox.arrives(len(self.postbox.mails) + 1)
        return found

    def delivered(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.postbox.mails if address in str(mail["To"]).lower()]

    def tracebacks(self) -> str:
        return "\n".join(filter(None, (program.tracebacks() for program in [*self.webs, self.worker])))


def environment_of(
    database_url: str, redis_url: str, folder: Path, ports: list[int], **settings: str
) -> dict[str, str]:
    """What web nodes on these ports and their worker are told."""
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    return {
        "VINKJE_CONFIG": str(folder / "none.yaml"),
        "VINKJE_DATA": str(folder),
        "VINKJE_DATABASE__URL": database_url,
        "VINKJE_REDIS__URL": redis_url,
        "VINKJE_PUBLIC_URL": addresses[0],
        "VINKJE_WEB__PORTALS": json.dumps(addresses[1:]),
        **GENEROUS,
        **settings,
    }


@asynccontextmanager
async def installed(
    database_url: str, folder: Path, *, nodes: int = 1, redis: AnyRedis | None = None, **settings: str
) -> AsyncIterator[Installation]:
    """Running on this migrated database; `settings` as in the environment: `VINKJE_REMINDERS__TICK="1s"`."""
    redis = redis or RedisServer.found()
    assert redis, "a Redis was asked for before"
    with redis:
        async with Postbox() as postbox:
            numbers = [ports.free() for _ in range(nodes)]
            told = {"VINKJE_SMTP__PORT": str(postbox.port), **settings}
            environment = environment_of(database_url, redis.url, folder, numbers, **told)
            webs = [Web(port, environment, folder / f"web-{port}.log") for port in numbers]
            worker = Program("work", environment, folder / "worker.log")
            try:
                made = Installation(database_url, redis, postbox, webs, worker, folder)
                await made.starts()
                yield made
            finally:
                for program in (worker, *webs):
                    program.kill()


def new_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """A fresh migrated `sqlite` database in this folder, or a `postgres` one on the tests' server."""
    if kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, folder / "vinkje.db")
        return f"sqlite+aiosqlite:///{folder / 'vinkje.db'}"
    server = request.getfixturevalue("postgres")
    return str(server.database(server.create(request.getfixturevalue("postgres_template"))))
