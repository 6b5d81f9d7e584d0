"""How fast somebody may go: one connection, one person on all his devices, one office with all its people."""

from server.config import Database, Live, Settings
from tests.live.client import App
from tests.live.conftest import Office
from tests.people import at_home

STILL = {"commands_per_second": 0}  # what was spent does not come back


async def asks(app: App, times: int) -> list[str]:
    answers = [await app.calls_("ping") for _ in range(times)]
    return [answer["d"].get("code", answer["t"]) for answer in answers]


async def test_a_person_has_one_measure_on_all_his_devices(office: Office) -> None:
    node = await office.node(command_burst=4, per_person=1, **STILL)
    els = await office.token(office.world.els)
    phone, laptop = await office.online(node, els), await office.online(node, els)
    assert await asks(phone, 3) == ["ok"] * 3
    assert await asks(laptop, 3) == ["ok", "rate_limited", "rate_limited"]
    tom = await office.online(node, await office.token(office.world.tom))
    assert await asks(tom, 4) == ["ok"] * 4


async def test_an_office_has_one_measure_for_all_its_people(office: Office) -> None:
    world = office.world
    node = await office.node(command_burst=4, per_office=1, **STILL)
    els, tom, lena = [
        await office.online(node, await office.token(who)) for who in (world.els, world.tom, world.lena)
    ]
    assert await asks(els, 3) == ["ok"] * 3
    assert await asks(tom, 3) == ["ok", "rate_limited", "rate_limited"]
    assert await asks(lena, 4) == ["ok"] * 4


async def test_who_waits_for_his_office_is_not_shown_out(office: Office) -> None:
    node = await office.node(command_burst=400, per_person=10**6, per_office=1, **STILL)
    els = await office.online(node, await office.token(office.world.els))
    tom = await office.online(node, await office.token(office.world.tom))
    assert set(await asks(tom, 400)) == {"ok"}
    assert set(await asks(els, 150)) == {"rate_limited"}


async def test_requests_are_of_the_same_measure(sqlite_url: str) -> None:
    limits = Live(command_burst=3, per_person=1, **STILL)
    async with at_home(Settings(database=Database(url=sqlite_url), live=limits)) as house:
        els, at_work = await house.actor("els"), await house.actor("els")
        statuses = [(await actor.asks("GET", "/counters")).status_code for actor in (els, at_work) * 3]
        assert statuses == [200] * 3 + [429] * 3
        refused = await els.asks("GET", "/session")
        assert refused.json()["error"]["code"] == "rate_limited" and refused.json()["error"]["temporary"]
        tom = await house.actor("tom")
        assert (await tom.asks("GET", "/counters")).status_code == 200
