"""Whatever the bus does, every node ends with all news, in order."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from server.fanout.local import LocalFanout
from tests.live.client import App
from tests.live.conftest import Office
from tests.live.node import Node

HELD = {"hole_patience": 20, "sweep_every": 3_600_000}


@dataclass
class Apart:
    """An speaks on one node; Els listens on the other, behind a bus that the test moves by hand."""

    office: Office
    ear: LocalFanout
    far: Node
    an: App
    els: App

    @property
    def dossier(self) -> str:
        return self.office.dossier

    async def send(self, *texts: str) -> None:
        for text in texts:
            await self.an.sends(self.office.conversation, text)
        assert len(self.ear.inbox) == len(texts)


@pytest.fixture
async def apart(office: Office) -> Apart:
    near, ear = await office.node(**HELD), LocalFanout(office.bus)
    far = await office.node(ear, **HELD)
    an = await office.online(near, await office.token(office.world.an))
    els = await office.online(far, await office.token(office.world.els))
    office.bus.held = True
    return Apart(office, ear, far, an, els)


async def test_a_lost_one_is_read_from_the_rows(apart: Apart) -> None:
    await apart.send("een", "twee", "drie")
    apart.ear.lose(1)
    apart.ear.pass_on()
    apart.ear.pass_on()
    assert await apart.els.gets(apart.dossier, 4) == ["een", "twee", "drie"]
    assert [frame["t"] for frame in apart.els.heard[1:]] == ["message.new", "batch"]


async def test_late_ones_take_their_place(apart: Apart) -> None:
    await apart.send("een", "twee", "drie")
    for _ in range(3):
        apart.ear.pass_on(len(apart.ear.inbox) - 1)
    assert await apart.els.gets(apart.dossier, 4) == ["een", "twee", "drie"]
    assert [frame["t"] for frame in apart.els.heard[1:]] == ["message.new"] * 3


async def test_repeated_ones_come_once(apart: Apart) -> None:
    await apart.send("een", "twee")
    apart.ear.repeat()
    while apart.ear.inbox:
        apart.ear.pass_on()
    await apart.els.gets(apart.dossier, 3)
    await apart.els.calls_("ping")
    assert len([frame for frame in apart.els.heard if frame["t"] == "message.new"]) == 2


async def _sweeps(node: Node, ear: LocalFanout) -> None:
    await node.live.sweep()


async def _outage(node: Node, ear: LocalFanout) -> None:
    ear.breaks()


@pytest.mark.parametrize("repair", [_sweeps, _outage], ids=["the sweep", "the end of an outage"])
async def test_a_lost_last_one_is_found(apart: Apart, repair: Callable[..., object]) -> None:
    await apart.send("een", "twee")
    apart.ear.lose()
    apart.ear.lose()
    await repair(apart.far, apart.ear)  # type: ignore[misc]
    assert await apart.els.gets(apart.dossier, 3) == ["een", "twee"]


async def test_pruned_rows_are_a_resync(apart: Apart) -> None:
    await apart.send("een", "twee", "drie")
    async with apart.office.store.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DELETE FROM event WHERE seq < 4")
    while apart.ear.inbox:
        apart.ear.lose()
    await apart.far.live.sweep()
    assert (await apart.els.hears_a("resync"))["d"]["stream"] == apart.dossier
    apart.els.cursor[apart.dossier] = 4
    await apart.an.sends(apart.office.conversation, "vier")
    apart.ear.pass_on()
    assert (await apart.els.hears_a("message.new"))["p"] == 4


async def test_who_comes_back_within_a_hole_gets_the_rest_of_it(apart: Apart) -> None:
    await apart.send("een", "twee", "drie")
    while apart.ear.inbox:
        apart.ear.lose()
    token = await apart.office.token(apart.office.world.tom)
    tom = await apart.office.online(apart.far, token, cursor={apart.office.dossier: 3})
    assert await tom.gets(apart.office.dossier, 4) == ["drie"]
    assert await apart.els.gets(apart.office.dossier, 4) == ["een", "twee", "drie"]
