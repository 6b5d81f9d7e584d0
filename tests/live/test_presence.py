"""Who is there, who types and who looks, as people at their screens see it: on two nodes, with short terms."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from server.accounts.models import Session, Staff
from server.accounts.principal import Principal
from server.clock import iso
from server.ids import new_id
from tests.live.client import App, Frame
from tests.live.conftest import Office
from tests.live.node import Node

SHORT = {"lease": 450, "pace": 20, "settle": 0, "linger": 0, "typing": 200}
pytestmark = pytest.mark.spec("U5")


@dataclass
class Screen:
    """One person at one, with what his app knows of the others by now."""

    app: App
    person: int
    people: dict[int, Any] = field(default_factory=dict)
    typing: dict[int, set[int]] = field(default_factory=dict)
    looking: dict[int, set[int]] = field(default_factory=dict)

    def takes(self, frame: Frame) -> None:
        match frame["t"]:
            case "presence.sync":
                self.people = {one["person"]["id"]: one for one in frame["d"]["people"]}
            case "presence":
                self.people |= {one["person"]["id"]: one for one in frame["d"]["people"]}
            case "typing" | "looking" as kind:
                here = {one["id"] for one in frame["d"]["people"]}
                getattr(self, kind)[frame["d"]["conversation"]] = here

    async def does(self, t: str, **d: Any) -> Frame:
        name = await self.app.says(t, d)
        return await self.hears(lambda frame: frame.get("id") == name)

    async def hears(self, wanted: Callable[[Frame], object]) -> Frame:
        def taken(frame: Frame) -> object:
            self.takes(frame)
            return wanted(frame)

        return await self.app.hears(taken)

    async def sees(self, true: Callable[[], object]) -> None:
        """Listens until it is so."""
        if not true():
            await self.hears(lambda _: true())

    def state(self, who: Principal) -> str:
        return str(self.people.get(who.person_id, {"state": "unknown"})["state"])

    async def sees_as(self, who: Principal, state: str) -> None:
        await self.sees(lambda: self.state(who) == state)


async def at(office: Office, node: Node, who: Principal, kind: str = "web", **hello: Any) -> Screen:
    token = await office.token(replace(who, session_id=new_id()))
    app = await office.online(node, token, device={"kind": kind}, **hello)
    return Screen(app, who.person_id)


async def two(office: Office, **more: Any) -> tuple[Node, Node]:
    near, far = [await office.node(presence=SHORT | more) for _ in range(2)]
    return near, far


async def test_staff_see_who_comes_where_he_is_and_when_he_goes(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    an = await at(office, near, world.an)
    assert (await an.does("presence.sync"))["t"] == "ok"
    assert an.state(world.sofie) == an.state(world.els) == "unknown"
    els = await at(office, far, world.els, "mobile")
    await an.sees_as(world.els, "online")
    await els.does("presence.set", state="online", where={"conversation": office.conversation})
    await an.sees(lambda: "where" in an.people[els.person])
    told = an.people[els.person]
    assert told["device"] == "mobile" and told["person"] == {
        "id": els.person,
        "name": "Els Goossens",
        "side": "client",
    }
    assert (
        told["where"]["dossier"]["id"] == world.bakery.id
        and told["where"]["conversation"]["subject"] == "Factuur"
    )
    await els.does("presence.set", state="away")
    await an.sees_as(world.els, "away")
    assert "where" not in an.people[els.person]
    await els.app.socket.close()
    await an.sees_as(world.els, "unknown")
    assert an.people[els.person]["since"]
    await an.does("presence.sync", people=[els.person])
    assert an.people[els.person]["since"], "and who asks later is told too"


async def test_everybody_is_told_to_who_comes_later_and_staff_who_are_not_there_too(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    els = await at(office, near, world.els)
    await els.does("presence.set", state="away")
    an = await at(office, far, world.an)
    await an.does("presence.sync", people=[world.tom.person_id, world.filip.person_id])
    await an.sees_as(world.els, "away")
    await an.sees(lambda: an.state(world.an) == "online")
    await an.does("presence.sync", people=[world.tom.person_id])
    assert {one["state"] for one in an.people.values()} >= {"away", "online", "unknown"}
    assert world.sofie.person_id in an.people and world.tom.person_id in an.people
    assert world.filip.person_id not in an.people and world.lena.person_id not in an.people


async def test_what_one_says_last_counts_though_it_is_looked_up_sooner(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    an, els = await at(office, near, world.an), await at(office, far, world.els)
    await an.does("presence.sync")
    for turn in range(20):
        await els.app.says(
            "presence.set", {"state": "online", "where": {"conversation": office.conversation}}
        )
        await els.app.says("presence.set", {"state": "away"})
        await els.does("presence.set", state="away")
        assert far.live.presence.devices[next(iter(far.live.presence.devices))].state == "away", turn
    await an.sees_as(world.els, "away")


async def test_a_second_device_keeps_him_there(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    an = await at(office, near, world.an)
    await an.does("presence.sync")
    desktop, phone = await at(office, near, world.els), await at(office, far, world.els, "mobile")
    await an.sees_as(world.els, "online")
    await desktop.does("presence.set", state="away")
    await phone.does("presence.set", state="away")
    await an.sees_as(world.els, "away")
    await phone.does("presence.set", state="online")
    await an.sees_as(world.els, "online")
    await phone.app.socket.close()
    await an.sees_as(world.els, "away")
    await desktop.app.socket.close()
    await an.sees_as(world.els, "unknown")


async def test_typing_reaches_staff_who_watch_and_nobody_else(office: Office) -> None:
    near, far = await two(office, typing=60_000)
    world, talk = office.world, office.conversation
    an, sofie, els = [
        await at(office, *who) for who in ((near, world.an), (far, world.sofie), (far, world.els))
    ]
    await an.does("watch", conversations=[talk])
    for one in (els, sofie):
        assert (await one.does("typing", conversation=talk, on=True))["t"] == "ok"
    await an.sees(lambda: an.typing.get(talk) == {els.person, sofie.person})
    await sofie.does("typing", conversation=talk, on=False)
    await an.sees(lambda: an.typing[talk] == {els.person})
    late = await at(office, near, world.an)
    await late.does("watch", conversations=[talk])
    assert late.typing == {talk: {els.person}}, "who comes later is told at once"
    assert not [frame for frame in els.app.heard if frame["t"] in ("typing", "looking", "presence")]


async def test_typing_ends_by_itself(office: Office) -> None:
    near, far = await two(office, typing=1_500)
    an, els = await at(office, near, office.world.an), await at(office, far, office.world.els)
    await an.does("watch", conversations=[office.conversation])
    await els.does("typing", conversation=office.conversation, on=True)
    await an.sees(lambda: an.typing.get(office.conversation) == {els.person})
    await els.app.socket.close()
    await an.sees(lambda: an.typing[office.conversation] == set())


async def test_who_looks_is_told_to_who_watches(office: Office) -> None:
    near, far = await two(office)
    world, talk = office.world, office.conversation
    an, sofie = await at(office, near, world.an), await at(office, far, world.sofie)
    await an.does("watch", conversations=[talk])
    await sofie.does("presence.set", state="online", where={"conversation": talk})
    await an.sees(lambda: an.looking.get(talk) == {sofie.person})
    await sofie.does("presence.set", state="away", where={"conversation": talk})
    await an.sees(lambda: an.looking[talk] == set())
    await an.does("unwatch", conversations=[talk])
    await sofie.does("presence.set", state="online", where={"conversation": talk})
    await an.does("presence.sync")
    await an.sees(lambda: "where" in an.people.get(sofie.person, {}))
    assert an.looking[talk] == set()


@pytest.mark.spec("T5")
async def test_support_staff_see_no_subject_and_clients_nothing(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    async with office.store.begin() as session:
        await session.execute(
            update(Staff).where(col(Staff.person_id) == world.sofie.person_id).values(role="support")
        )
    support, els = await at(office, near, world.sofie), await at(office, far, world.els)
    await support.does("presence.sync")
    await els.does("presence.set", state="online", where={"conversation": office.conversation})
    await support.sees(lambda: "where" in support.people.get(els.person, {}))
    assert support.people[els.person]["where"] == {"dossier": {"number": world.bakery.number}}
    assert not any("Factuur" in str(frame) for frame in support.app.heard)
    about = {"conversation": office.conversation, "on": True}
    assert (await support.does("typing", **about))["d"]["code"] == "not_found"
    assert (await support.does("watch", conversations=[office.conversation]))["d"]["code"] == "not_found"
    assert (await els.does("presence.sync"))["d"]["code"] == "forbidden"
    assert (await els.does("watch", conversations=[office.conversation]))["d"]["code"] == "forbidden"


@pytest.mark.spec("S69")
async def test_where_the_installation_says_so_clients_see_that_staff_are_there_and_no_more(
    office: Office,
) -> None:
    near, far = await two(office, shown_to_clients=True)
    world = office.world
    an, els, tom = (
        await at(office, near, world.an),
        await at(office, far, world.els),
        await at(office, far, world.tom),
    )
    assert (await els.does("presence.sync"))["t"] == "ok"
    await els.sees_as(world.an, "online")
    await an.does("presence.set", state="online", where={"conversation": office.conversation})
    await an.does("typing", conversation=office.conversation, on=True)
    await tom.does("presence.set", state="away")
    await an.does("presence.set", state="away")
    await els.sees_as(world.an, "away")
    told = [
        one for frame in els.app.heard if frame["t"].startswith("presence") for one in frame["d"]["people"]
    ]
    assert {one["person"]["side"] for one in told} == {"office"}
    assert {key for one in told for key in one} == {"person", "state", "since"}
    assert len([one for one in told if one["person"]["id"] == an.person and one["state"] == "online"]) == 1


@pytest.mark.spec("T10")
async def test_who_was_told_too_little_is_told_everything(office: Office) -> None:
    near, _ = await two(office)
    world = office.world
    an, els = await at(office, near, world.an), await at(office, near, world.els)
    await an.does("presence.sync")
    await an.sees_as(world.els, "online")
    connection = next(one for one in near.live.connections if one.person_id == an.person)
    with connection.hearing.held():
        await els.does("presence.set", state="away")
        while connection not in near.live.presence.of(connection).listeners.missed:
            await asyncio.sleep(0.001)
    await an.sees_as(world.els, "away")
    with connection.hearing.held():
        await an.app.says("presence.sync", {}, "anew")
        while near.live.presence.of(connection).listeners.missed.get(connection, set()) is not None:
            await asyncio.sleep(0.001)
    await an.hears(lambda frame: frame["t"] == "presence.sync")


@pytest.mark.spec("T10")
async def test_a_node_that_falls_silent_is_forgotten_with_its_people(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    an, els = await at(office, near, world.an), await at(office, far, world.els)
    await an.does("presence.sync")
    await an.sees_as(world.els, "online")
    before = asyncio.get_running_loop().time()
    office.bus.nodes.remove(far.live.fanout)  # type: ignore[arg-type]
    far.live.fanout.publish = lambda office, payload: None  # type: ignore[method-assign]
    await an.sees_as(world.els, "unknown")
    assert asyncio.get_running_loop().time() - before < 5
    assert an.state(world.an) == "online" and els.app.socket.state.name == "OPEN"
    office.bus.nodes.append(far.live.fanout)  # type: ignore[arg-type]
    del far.live.fanout.publish
    await an.sees_as(world.els, "online")


@pytest.mark.spec("T6")
async def test_who_loses_his_place_hears_no_more_and_is_nowhere(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    an, els = await at(office, near, world.an), await at(office, far, world.els)
    await an.does("presence.sync")
    await els.does("presence.set", state="online", where={"dossier": world.bakery.id})
    await an.sees(lambda: "where" in an.people.get(els.person, {}))
    d = {"dossier": world.bakery.id, "person": els.person, "profile": None}
    assert (await an.does("access.set", **d))["t"] == "ok"
    await an.sees(lambda: "where" not in an.people.get(els.person, {}))


async def test_when_somebody_was_last_seen_outlives_the_node(office: Office) -> None:
    near, far = await two(office)
    world = office.world
    els = await at(office, near, world.els)
    await els.app.socket.close()
    while near.live.presence.devices or near.live.presence.ended or near.live.presence.noting:
        await asyncio.sleep(0.005)
    await near.stop()
    an = await at(office, far, world.an)
    await an.does("presence.sync", people=[els.person, world.filip.person_id])
    seen, never = an.people[els.person], an.people[world.filip.person_id]
    assert seen["state"] == never["state"] == "unknown" and never["since"] is None
    async with office.store.session() as session:
        rows = await session.execute(select(Session).where(col(Session.person_id) == els.person))
        (row,) = rows.scalars()
    assert row.seen_at > row.created_at and seen["since"] == iso(row.seen_at)
