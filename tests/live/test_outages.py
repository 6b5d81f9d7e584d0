"""The database goes away and comes back: everybody is told, nothing is acknowledged that is not stored."""

import logging

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from tests.live.client import App
from tests.live.conftest import Office
from tests.live.test_door import refused
from tests.postgres import Postgres, plain


class Switch:
    """Cuts everybody off from one database, and lets them in again."""

    def __init__(self, server: Postgres, name: str) -> None:
        self.server = server
        self.name = name

    async def off(self) -> None:
        await self._do(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false")
        await self._do(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'"
        )

    async def on(self) -> None:
        await self._do(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(plain(self.server.url))
        await connection.execute(statement)
        await connection.close()


@pytest.mark.postgres
async def test_the_database_goes_and_comes(  # type: ignore[no-untyped-def]
    make_office, postgres: Postgres, postgres_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    office: Office = await make_office(postgres_database_url)
    switch = Switch(postgres, str(make_url(postgres_database_url).database))
    node = await office.node(sweep_every=50)
    token = await office.token(office.world.an)
    an = await office.online(node, token)
    waiting: App = await office.app(node, token)

    await switch.off()
    for answer in (
        await an.sends(office.conversation, "nergens heen"),
        await an.calls_("history", conversation=office.conversation),
        await an.calls_("resume", cursor={office.staff: 0}),
    ):
        assert (answer["d"]["code"], answer["d"]["temporary"]) == ("unavailable", True)
    assert (await waiting.hello())["d"]["code"] == "unavailable"
    assert await waiting.closed() == 4101
    assert await refused(node.url, additional_headers={"Authorization": f"Bearer {token}"}) == 503

    await switch.on()
    assert (await an.sends(office.conversation, "en nu wel"))["d"]["seq"] == 2
    assert await an.gets(office.staff, 2) == ["en nu wel"]
    assert not [record for record in caplog.records if record.exc_info]
