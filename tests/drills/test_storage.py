"""The database out of reach, or its disk full: a clear answer, nothing lost, and on it goes by itself."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from server import migrate
from tests.drills.conftest import Drill, Makes
from tests.postgres import Cluster, Postgres
from tests.programs import Program
from tests.services import missing


@contextmanager
def full_disk(program: Program, database_url: str) -> Iterator[None]:
    """For this process no file grows any more: the same error a full disk gives, without needing one."""
    assert program.process
    database = Path(make_url(database_url).database or "")
    longest = max(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))
    before = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (longest, resource.RLIM_INFINITY))
    yield
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, before)


@pytest.fixture
def own_postgres(postgres: object) -> Iterator[Cluster]:
    """A migrated cluster of this test alone, with all its promises; its URL names the database."""
    programs = Postgres.programs()
    if not programs:
        missing("no PostgreSQL to stop: VINKJE_TEST_POSTGRES is not ours")
    with Cluster(programs) as cluster:
        migrate.upgrade(cluster.url)
        yield cluster


async def says_unavailable(drill: Drill, text: str) -> str:
    """Els posts it, again and again, and is told each time that it cannot be stored now. Its cid."""
    els = drill.apps["els"]
    cid = els.device.posts(drill.conversation, text)
    await els.sees(lambda: any(e["d"]["code"] == "unavailable" and e["d"]["temporary"] for e in els.errors))
    assert cid in els.device.outbox
    return cid


@pytest.mark.spec("T1", "T9")
async def test_the_disk_is_full(makes: Makes, sqlite_url: str) -> None:
    drill = await makes(sqlite_url)
    els, an = await drill.joins("els"), await drill.joins("an")
    await drill.begins()
    with full_disk(drill.installation.webs[0], sqlite_url):
        number = 0
        while not els.errors:
            els.device.posts(drill.conversation, f"groot {number} " + "x" * 15_000)
            number += 1
            waiting = len(els.device.outbox)
            await els.sees(lambda waiting=waiting: bool(els.errors) or len(els.device.outbox) < waiting)  # type: ignore[misc]
        assert {error["d"]["code"] for error in els.errors} == {"unavailable"}
        kept = len(await drill.stored())
        assert kept == 1 + len(els.device.acknowledged)
    await els.sees(lambda: not els.device.outbox)
    await els.posts(drill.conversation, "en verder")
    await an.has(drill.conversation, "en verder")
    assert [text for _, text, _ in await drill.stored()] == els.texts(drill.conversation)
    assert len(await drill.stored()) == number + 2
    assert els.connections == an.connections == 1


@pytest.mark.spec("T1", "T9")
@pytest.mark.postgres
async def test_postgresql_stops_and_comes_back(makes: Makes, own_postgres: Cluster) -> None:
    drill = await makes(own_postgres.url)
    await drill.joins("els")
    an = await drill.joins("an")
    await drill.begins()
    own_postgres.stop()
    cid = await says_unavailable(drill, "Ja, voor de verbruikszaal.")
    own_postgres.start()
    await drill.apps["els"].sees(lambda: cid in drill.apps["els"].device.acknowledged)
    await an.has(drill.conversation, "Ja, voor de verbruikszaal.")
    await an.posts(drill.conversation, "Dank je.")
    await drill.apps["els"].has(drill.conversation, "Dank je.")
    assert [text for _, text, _ in await drill.stored()] == [
        "Beroepsmatig?", "Ja, voor de verbruikszaal.", "Dank je.",
    ]  # fmt: skip
