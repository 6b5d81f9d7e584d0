"""The real worker: a process of its own, with Redis, killed without warning at every step of a hand-over."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.clock import now
from server.reminders.models import Reminder
from tests.platform.waiting import until_async
from tests.programs import Program
from tests.reminders.conftest import Kantoor
from tests.reminders.postbox import HANG_UP
from tests.services import Ground
from tests.world import FakeClock

MakeWorker = Callable[[], Program]


class RealTime(FakeClock):
    def __call__(self) -> int:
        return now()


@pytest.fixture
def clock() -> FakeClock:
    return RealTime()


@pytest.fixture
def database_url(ground: Ground) -> str:
    return ground.database_url


@pytest.fixture
def worker(kantoor: Kantoor, ground: Ground, tmp_path: Path) -> AsyncIterator[MakeWorker]:
    started: list[Program] = []
    environment = {
        "VINKJE_DATA": str(tmp_path),
        "VINKJE_DATABASE__URL": kantoor.store.url,
        "VINKJE_REDIS__URL": ground.redis.url,
        "VINKJE_SMTP__PORT": str(kantoor.postbox.port),
        "VINKJE_SMTP__TIMEOUT": "500ms",
        "VINKJE_REMINDERS__TICK": "200ms",
        "VINKJE_REMINDERS__UNREAD_AFTER": "1s",
        "VINKJE_REMINDERS__RETRY_AFTER": "500ms",
        "dramatiq_restart_delay": "100",
    }

    def make() -> Program:
        program = Program("work", environment, tmp_path / "worker.log")
        program.start()
        started.append(program)
        return program

    yield make  # type: ignore[misc]
    with ThreadPoolExecutor() as pool:
        list(pool.map(Program.stop, started))
    assert not started[0].tracebacks()


def all_sent(kantoor: Kantoor) -> Callable[[], object]:
    async def are() -> bool:
        rows: list[Reminder] = await kantoor.rows()
        return bool(rows) and all(row.state == "sent" for row in rows)

    return are


@pytest.mark.spec("U3", "S6", "S8")
async def test_the_worker_mails_what_stays_unread_and_tells_that_it_ticks(
    kantoor: Kantoor, worker: MakeWorker, ground: Ground
) -> None:
    worker()
    read = await kantoor.asks(kantoor.world.an, dossier=kantoor.world.bakery.id, with_=kantoor.world.els)
    await kantoor.reads(kantoor.world.els, read, 1)
    await kantoor.asks(kantoor.world.an)
    [mail] = await kantoor.postbox.arrives(1)
    assert mail["To"] == "Filip Verstraete <filip.verstraete@example.test>"
    await until_async(all_sent(kantoor))  # type: ignore[arg-type]
    assert now() - int(ground.redis.stored("vinkje:tick") or 0) < 5_000


@pytest.mark.spec("T4", "T1")
@pytest.mark.parametrize("step", ["rcpt", "body", "quit"])
async def test_killed_at_this_step_it_is_never_dropped_and_never_another_mail(
    kantoor: Kantoor, worker: MakeWorker, step: str
) -> None:
    """Only a death between the server's yes and our writing it down may repeat it, under the same Message-ID."""
    first = worker()
    kantoor.postbox.meanwhile[step] = first.kill
    await kantoor.asks(kantoor.world.an)
    await until_async(lambda: _is(not kantoor.postbox.meanwhile))
    worker()
    await until_async(all_sent(kantoor))  # type: ignore[arg-type]
    [row] = await kantoor.rows()
    got = [mail["Message-ID"] for mail in kantoor.postbox.mails]
    assert set(got) == {row.mail}
    assert len(got) == (2 if step == "body" else 1)


async def _is(true: bool) -> bool:
    return true


@pytest.mark.spec("T4", "R8")
async def test_two_workers_send_each_mail_once(kantoor: Kantoor, worker: MakeWorker) -> None:
    worker()
    worker()
    world = kantoor.world
    for reader in (world.els, world.tom, world.jan):
        await kantoor.asks(world.an, dossier=world.bakery.id, with_=reader)
    await kantoor.asks(world.an)
    await until_async(all_sent(kantoor))  # type: ignore[arg-type]
    ids = [mail["Message-ID"] for mail in kantoor.postbox.mails]
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.spec("T9", "T4")
async def test_losing_redis_and_all_that_was_in_it_loses_no_mail(
    kantoor: Kantoor, worker: MakeWorker, ground: Ground
) -> None:
    worker()
    kantoor.postbox.moods.append({"rcpt": HANG_UP})
    await kantoor.asks(kantoor.world.an)
    await until_async(lambda: _is(not kantoor.postbox.moods))
    ground.redis.kill()
    worker()  # one that starts without it
    await kantoor.asks(kantoor.world.sofie)
    await kantoor.postbox.arrives(2)
    ground.redis.start()  # from this thread: a child dies with the thread that made it
    await until_async(all_sent(kantoor))  # type: ignore[arg-type]
    assert {row.mail for row in await kantoor.rows()} == {
        mail["Message-ID"] for mail in kantoor.postbox.mails
    }
