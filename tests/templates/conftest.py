"""Two offices at their screens; what the statements do on PostgreSQL too, the tests of growth and walls see as well."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from server.config import Database, Settings
from tests.people import Actor, House, at_home


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    async with at_home(Settings(database=Database(url=sqlite_url))) as made:
        yield made


@pytest.fixture
async def any_house(database_url: str) -> AsyncIterator[House]:
    """On each database."""
    async with at_home(Settings(database=Database(url=database_url))) as made:
        yield made


@pytest.fixture
async def an(house: House) -> Actor:
    """Admin of the office."""
    return await house.actor("an")


async def line(actor: Actor, template: int) -> Any:
    return (await actor.gets(f"/templates/{template}"))["template"]


async def saves(actor: Actor, template: int, texts: Any, **more: Any) -> Any:
    """On what he sees now."""
    version = (await line(actor, template))["version"]
    return await actor.does("template.save", template=template, version=version, texts=texts, **more)


def start(dossier: int, **more: Any) -> dict[str, Any]:
    return {"cid": str(uuid4()), "dossier": dossier, "audience": "all", **more}
