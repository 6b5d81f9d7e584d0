"""Access ends within a second, open sockets included."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from server import catchup
from server.accounts.sessions import Revoked
from server.dossiers.models import Client
from server.fanout.local import LocalBus, LocalFanout
from server.live import rights
from tests.live.conftest import Office
from tests.world import FakeClock

pytestmark = pytest.mark.spec("T6")


async def test_signing_out_closes_the_sockets_of_every_node(office: Office) -> None:
    one, other = await office.node(), await office.node()
    els = office.world.els
    token = await office.token(els)
    here, there = await office.online(one, token), await office.online(other, token)
    stays = await office.online(other, await office.token(office.world.an))
    async with asyncio.timeout(1):
        await one.sessions.sign_out(els)
        assert await here.closed() == await there.closed() == 4005
    assert [app.heard[-1]["t"] for app in (here, there)] == ["session.revoked"] * 2
    assert (await stays.calls_("ping"))["t"] == "ok"
    again = await office.app(one)
    assert (await again.hello())["d"]["code"] == "unauthenticated"


async def test_without_the_bus_the_recheck_does_it(office: Office) -> None:
    office.bus.held = True
    one, other = await office.node(), await office.node()
    app = await office.online(other, await office.token(office.world.els))
    await one.sessions.sign_out(office.world.els)
    await other.live.recheck()
    assert await app.closed() == 4005


async def test_switching_offices_asks_to_come_back(office: Office) -> None:
    node = await office.node()
    els = office.world.els
    app = await office.online(node, await office.token(els))
    await node.live.revoked(Revoked(els.session_id, els.person_id, els.office_id, "switched"))
    assert await app.closed() == 4203


async def test_losing_full_access_ends_its_news(any_office: Office) -> None:
    office, world = any_office, any_office.world
    one, other = await office.node(), await office.node()
    an = await office.online(one, await office.token(world.an))
    els = await office.online(other, await office.token(world.els))
    tom = await office.online(other, await office.token(world.tom))
    dossier, person = world.bakery.id, world.els.person_id
    assert (await an.calls_("access.set", dossier=dossier, person=person, profile="limited"))["t"] == "ok"
    assert (await els.hears_a("resync"))["d"] == {"stream": None, "reason": "access"}
    await an.sends(office.conversation, "Dit is niet meer voor Els")
    assert "Dit is niet meer voor Els" in await tom.gets(office.dossier, 2)
    await els.calls_("ping")
    assert all("niet meer voor" not in str(frame) for frame in els.heard)
    assert (await els.calls_("resume", cursor={office.dossier: 0}))["d"]["cursor"].keys() == {
        f"U:{world.office.id}:{person}"
    }


async def test_who_has_no_place_left_is_out(wide_office: Office) -> None:
    office, world = wide_office, wide_office.world
    node = await office.node()
    an = await office.online(node, await office.token(world.an))
    els = await office.online(node, await office.token(world.els))
    await an.calls_("access.set", dossier=world.bakery.id, person=world.els.person_id, profile=None)
    async with asyncio.timeout(1):
        assert await els.closed() == 4005


async def test_getting_a_dossier_brings_its_news(wide_office: Office) -> None:
    office, world = wide_office, wide_office.world
    node = await office.node()
    an = await office.online(node, await office.token(world.an))
    jan = await office.online(node, await office.token(world.jan))
    await an.calls_("access.set", dossier=world.bakery.id, person=world.jan.person_id, profile="full")
    await jan.hears_a("resync")
    jan.cursor[office.dossier] = 1
    await an.sends(office.conversation, "Welkom Jan")
    assert (await jan.hears_a("message.new"))["d"]["text"] == "Welkom Jan"


async def test_an_expiring_session_is_warned_and_then_ended(make_office, sqlite_url: str) -> None:  # type: ignore[no-untyped-def]
    clock = FakeClock()
    office: Office = await make_office(sqlite_url, clock)
    node = await office.node()
    app = await office.online(node, await office.token(office.world.els, lasts=90_000))
    await node.live.recheck()
    clock.goes_on(seconds=40)
    await node.live.recheck()
    assert (await app.hears_a("auth.expiring"))["d"]["expires_at"].endswith("Z")
    assert [frame["t"] for frame in app.heard] == ["welcome", "auth.expiring"]
    clock.goes_on(seconds=60)
    await node.live.recheck()
    assert await app.closed() == 4202


class Gate(LocalFanout):
    """A bus that takes its time to confirm."""

    def __init__(self, bus: LocalBus, *, hears_before: bool) -> None:
        super().__init__(bus)
        self.hears_before = hears_before
        self.asked, self.confirms = asyncio.Event(), asyncio.Event()

    async def subscribe(self, office: int) -> None:
        if self.hears_before:
            await super().subscribe(office)
        self.asked.set()
        await self.confirms.wait()
        await super().subscribe(office)


async def test_access_lost_while_coming_in_is_lost(office: Office) -> None:
    world = office.world
    gate = Gate(office.bus, hears_before=False)
    one, other = await office.node(), await office.node(gate)
    an = await office.online(one, await office.token(world.an))
    els = await office.app(other, await office.token(world.els))
    await els.says("hello")
    await gate.asked.wait()
    await an.calls_("access.set", dossier=world.bakery.id, person=world.els.person_id, profile="limited")
    gate.confirms.set()
    assert (await els.hears_a("welcome"))["d"]["streams"].keys() == {
        f"U:{world.office.id}:{world.els.person_id}"
    }


async def test_who_comes_in_while_his_access_changes_comes_in_anew(office: Office) -> None:
    world = office.world
    gate = Gate(office.bus, hears_before=True)
    one, other = await office.node(), await office.node(gate)
    an = await office.online(one, await office.token(world.an))
    els = await office.app(other, await office.token(world.els))
    await els.says("hello")
    await gate.asked.wait()
    await an.calls_("access.set", dossier=world.bakery.id, person=world.els.person_id, profile="limited")
    assert await els.closed() == 4203
    gate.confirms.set()


class Slowly:
    """The first call of a function: done at once, its answer kept until somebody lets it go on."""

    def __init__(self, function: Callable[..., Awaitable[Any]]) -> None:
        self.function = function
        self.done, self.goes_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, *arguments: Any, **options: Any) -> Any:
        found = await self.function(*arguments, **options)
        if not self.done.is_set():
            self.done.set()
            await self.goes_on.wait()
        return found


async def test_a_look_from_before_gives_nothing_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    world = office.world
    node = await office.node()
    an = await office.online(node, await office.token(world.an))
    els = await office.online(node, await office.token(world.els))
    look = Slowly(rights.standings)
    monkeypatch.setattr(rights, "standings", look)
    recheck = asyncio.create_task(node.live.recheck())
    await look.done.wait()
    await an.calls_("access.set", dossier=world.bakery.id, person=world.els.person_id, profile="limited")
    for _ in range(20):
        await els.calls_("ping")
    look.goes_on.set()
    await recheck
    await els.hears_a("resync")
    await node.live.recheck()
    assert [frame["t"] for frame in els.heard].count("resync") == 1
    assert node.live.hub.channels.keys() & {office.dossier} == set()


@pytest.mark.parametrize(("dossier", "profile"), [("bakery", "limited"), ("garage", "full")])
async def test_rows_that_were_read_before_are_not_sent_while_rights_are_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch, dossier: str, profile: str
) -> None:
    world = office.world
    node = await office.node()
    an = await office.online(node, await office.token(world.an))
    els = await office.online(node, await office.token(world.els))
    rows, look = Slowly(catchup.after), Slowly(rights.standings)
    monkeypatch.setattr(catchup, "after", rows)
    monkeypatch.setattr(rights, "standings", look)
    els.cursor[office.dossier] = 0
    resume = await els.says("resume", {"cursor": {office.dossier: 0}})
    await rows.done.wait()
    changed = getattr(world, dossier).id
    await an.calls_("access.set", dossier=changed, person=world.els.person_id, profile=profile)
    await look.done.wait()
    rows.goes_on.set()
    for _ in range(20):
        await els.calls_("ping")
    assert "batch" not in {frame["t"] for frame in els.heard}
    look.goes_on.set()
    resumed = await els.hears(lambda frame: frame.get("id") == resume)
    assert (office.dossier in resumed["d"]["cursor"]) == (dossier == "garage")
    assert (office.dossier in els.events) == (dossier == "garage")


async def test_who_may_not_be_asked_about_comes_back_rather_than_stay_deaf(office: Office) -> None:
    node = await office.node()
    els = await office.online(node, await office.token(office.world.els))
    async with node.store.begin() as session:
        await session.execute(text("ALTER TABLE staff RENAME TO away"))
    with pytest.raises(DBAPIError):
        await rights.reconsider(node.live, list(node.live.connections))
    assert await els.closed() == 4101


async def test_who_cannot_hear_of_a_new_dossier_comes_back_for_it(office: Office) -> None:
    world = office.world
    node = await office.node()
    jan = await office.online(node, await office.token(world.jan))
    async with node.store.begin() as session:
        full = update(Client).where(col(Client.person_id) == world.jan.person_id).values(profile="full")
        await session.execute(full)
        await session.execute(text("ALTER TABLE stream RENAME TO away"))
    with pytest.raises(DBAPIError):
        await node.live.recheck()
    assert await jan.closed() == 4101
