"""After any absence one sees what one would have seen, in the same order."""

import pytest

from tests.live.conftest import Office


@pytest.mark.spec("T3", "U6")
async def test_a_return_brings_what_was_missed(any_office: Office) -> None:
    office, world = any_office, any_office.world
    node, other = await office.node(), await office.node()
    an = await office.online(node, await office.token(world.an))
    token = await office.token(world.els)
    els = await office.online(node, token)
    cursor = dict(els.cursor)
    await els.socket.close()
    for number in range(250):
        await an.sends(office.conversation, str(number))
    back = await office.app(other, token)
    welcome = await back.hello(cursor=cursor)
    assert welcome["d"]["resumed"] is True
    assert await back.gets(office.dossier, 251) == [str(number) for number in range(250)]
    await an.sends(office.conversation, "en nu live")
    assert (await back.hears_a("message.new"))["p"] == 251


@pytest.mark.spec("T3")
@pytest.mark.parametrize(
    ("cursor", "reason"), [(99, "too_far"), (0, "too_far")], ids=["from the future", "from too long ago"]
)
async def test_what_cannot_be_bridged_is_loaded_afresh(office: Office, cursor: int, reason: str) -> None:
    node = await office.node(resume_at_most=3)
    an = await office.online(node, await office.token(office.world.an))
    for number in range(9):
        await an.sends(office.conversation, str(number))
    els = await office.app(node, await office.token(office.world.els))
    welcome = await els.hello(cursor={office.dossier: cursor})
    assert welcome["d"]["resumed"] is False
    assert (await els.hears_a("resync"))["d"] == {"stream": office.dossier, "reason": reason}
    els.cursor[office.dossier] = 10
    await an.sends(office.conversation, "en nu live")
    assert (await els.hears_a("message.new"))["q"] == 11


@pytest.mark.spec("T3")
async def test_a_cursor_of_before_a_restore_is_worth_nothing(wide_office: Office) -> None:
    office = wide_office
    node = await office.node()
    els = await office.app(node, await office.token(office.world.els))
    welcome = await els.hello(cursor={office.dossier: 0}, epoch="long ago")
    assert welcome["d"]["resumed"] is False
    assert (await els.hears_a("resync"))["d"] == {"stream": None, "reason": "epoch"}


@pytest.mark.spec("T3")
async def test_resume_on_the_open_socket(wide_office: Office) -> None:
    office = wide_office
    node = await office.node()
    an = await office.online(node, await office.token(office.world.an))
    els = await office.online(node, await office.token(office.world.els))
    for number in range(5):
        await an.sends(office.conversation, str(number))
    await els.gets(office.dossier, 6)
    els.cursor[office.dossier], els.events = 2, {}
    answer = await els.calls_("resume", cursor={office.dossier: 2})
    assert answer["d"]["cursor"][office.dossier] == 6
    assert els.texts(office.dossier) == ["1", "2", "3", "4"]
    await an.sends(office.conversation, "daarna")
    assert (await els.hears_a("message.new"))["p"] == 6


@pytest.mark.spec("T5")
async def test_streams_of_others_in_a_cursor_are_not_there(wide_office: Office) -> None:
    office = wide_office
    node = await office.node()
    els = await office.app(node, await office.token(office.world.els))
    welcome = await els.hello(cursor={office.staff: 0, f"D:{office.world.garage.id}": 0})
    assert office.staff not in welcome["d"]["streams"]
    answer = await els.calls_("resume", cursor={office.staff: 0})
    assert office.staff not in answer["d"]["cursor"]
    assert not any(frame["t"] in ("batch", "resync") for frame in els.heard)


async def test_the_heartbeat_confirms_the_cursor(office: Office) -> None:
    node = await office.node(heartbeat=20)
    els = await office.online(node, await office.token(office.world.els))
    assert (await els.hears_a("hb"))["c"] == els.cursor
