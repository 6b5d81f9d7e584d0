"""A question from the keystroke to the other side, over real sockets."""

import pytest

from tests.live.conftest import Office


@pytest.mark.spec("U1")
async def test_a_message_reaches_the_other_side(any_office: Office) -> None:
    office, world = any_office, any_office.world
    node = await office.node()
    an = await office.online(node, await office.token(world.an))
    els = await office.online(node, await office.token(world.els))

    answer = await an.sends(office.conversation, "Is deze uitgave beroepsmatig?")
    assert answer["t"] == "ok" and answer["d"]["seq"] == 2

    news = await els.hears_a("message.new")
    assert news["d"]["text"] == "Is deze uitgave beroepsmatig?"
    assert (news["s"], news["p"]) == (office.dossier, news["q"] - 1)


@pytest.mark.spec("U2", "U6")
async def test_over_two_nodes(any_office: Office) -> None:
    office, world = any_office, any_office.world
    one, other = await office.node(), await office.node()
    an = await office.online(one, await office.token(world.an))
    els = await office.online(other, await office.token(world.els))
    for number in range(20):
        await (an if number % 2 else els).sends(office.conversation, str(number))
    assert await els.gets(office.dossier, 21) == [str(number) for number in range(20)]
    assert await an.gets(office.staff, 21) == [str(number) for number in range(20)]


@pytest.mark.spec("T5")
async def test_who_may_not_see_it_hears_nothing(wide_office: Office) -> None:
    office, world = wide_office, wide_office.world
    node = await office.node()
    an = await office.online(node, await office.token(world.an))
    others = [
        await office.online(node, await office.token(who))
        for who in (world.jan, world.filip, world.lena, world.piet)
    ]
    await an.sends(office.conversation, "Alleen voor de bakkerij")
    for other in others:
        await other.calls_("ping")
        assert [frame["t"] for frame in other.heard] == ["welcome", "ok"]


async def test_welcome_tells_what_one_needs(wide_office: Office) -> None:
    office = wide_office
    node = await office.node()
    app = await office.app(node, await office.token(office.world.els))
    welcome = (await app.hello())["d"]
    assert welcome["streams"] == {
        office.dossier: 1,
        f"U:{office.world.office.id}:{office.world.els.person_id}": 0,
    }
    assert welcome["me"]["person"]["name"] == "Els Goossens"
    assert welcome["limits"]["frame_bytes"] == 262_144
    assert welcome["resumed"] is True
