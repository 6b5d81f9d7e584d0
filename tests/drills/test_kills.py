"""kill -9 in the middle of sends: what was acknowledged is there, once, and everybody has it."""

import asyncio

import pytest

from tests.drills.conftest import Makes

MESSAGES = 30


@pytest.mark.spec("T1", "T2", "T3")
async def test_the_server_is_killed_and_comes_back(makes: Makes, database_url: str) -> None:
    drill = await makes(database_url)
    for name in ("an", "els", "tom"):
        await drill.joins(name)
    await drill.begins()
    (web,) = drill.installation.webs
    async with drill.in_the_middle_of(MESSAGES):
        web.kill()
        web.start()
    await drill.ends_well(MESSAGES)
    assert all(app.connections > 1 for app in drill.apps.values())


@pytest.mark.spec("T1", "T3", "U2", "U6")
async def test_one_of_two_nodes_is_killed(makes: Makes, database_url: str) -> None:
    drill = await makes(database_url, nodes=2)
    await drill.joins("an", 0, 1)
    await drill.joins("sofie", 1, 0)
    await drill.joins("els", 1, 0)
    await drill.begins()
    async with drill.in_the_middle_of(MESSAGES):
        drill.installation.webs[1].kill()
    await drill.ends_well(MESSAGES)
    assert drill.apps["an"].connections == 1
    assert drill.apps["els"].connections > 1


@pytest.mark.spec("T3", "T9")
async def test_a_restart_sends_everybody_away_kindly_and_they_miss_nothing(
    makes: Makes, sqlite_url: str
) -> None:
    drill = await makes(sqlite_url, VINKJE_LIVE__DRAIN="1s")
    for name in ("an", "els"):
        await drill.joins(name)
    await drill.begins()
    (web,) = drill.installation.webs
    async with drill.in_the_middle_of(MESSAGES):
        await asyncio.to_thread(web.stop)
        web.start()
    await drill.ends_well(MESSAGES)
    assert not drill.installation.tracebacks()


@pytest.mark.spec("T1", "T4", "T9", "S6")
async def test_everything_is_killed_at_once(makes: Makes, database_url: str) -> None:
    """Tom stays away: his mail still comes, once, though all that planned it died."""
    drill = await makes(database_url)
    running = drill.installation
    await running.reminds_after(drill.world.office, seconds=3)
    running.worker.start()
    await drill.joins("an")
    await drill.joins("els")
    await drill.begins()
    async with drill.in_the_middle_of(MESSAGES):
        for part in (running.worker, running.webs[0], running.redis):
            part.kill()
        for part in (running.redis, running.webs[0], running.worker):
            part.start()
    await drill.ends_well(MESSAGES)
    await running.mails("tom.goossens@drill.test")
    await drill.apps["an"].starts(drill.world.garage.id, "Leasing", "Stuur je het contract door?")
    await running.mails("filip.verstraete@drill.test")
    mails = running.delivered("tom.goossens@drill.test")
    assert len({mail["Message-ID"] for mail in mails}) == 1
