"""Who may come in, and who is shown out."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.live.endpoint import SUBPROTOCOL
from tests.live.client import App
from tests.live.conftest import Office

OWN = "http://vinkje.test"


async def refused(url: str, **options: object) -> int:
    with pytest.raises(InvalidStatus) as refusal:
        await connect(url, **({"subprotocols": [SUBPROTOCOL]} | options))  # type: ignore[arg-type]
    return refusal.value.response.status_code


async def test_refusals_come_before_the_upgrade(office: Office) -> None:
    node = await office.node()
    cookie = {"Cookie": f"vinkje={await office.token(office.world.els)}"}
    assert await refused(node.url, subprotocols=["vinkje.v2.json"]) == 400
    assert await refused(node.url, subprotocols=None) == 400
    assert await refused(node.url, additional_headers={"Authorization": "Bearer wrong"}) == 401
    for foreign in ("http://evil.test", "null", "http://vinkje.test.evil.test", "https://vinkje.test"):
        assert await refused(node.url, origin=foreign, additional_headers=cookie) == 403
    assert await refused(node.url + "r") in (403, 404)


async def test_a_page_comes_in_by_cookie_and_origin(office: Office) -> None:
    node = await office.node()
    cookie = {"Cookie": f"vinkje={await office.token(office.world.els)}"}
    page = await office.app(node, headers=cookie, origin=OWN)
    assert (await page.hello())["t"] == "welcome"


async def test_a_cookie_without_an_origin_is_no_cookie(office: Office) -> None:
    node = await office.node()
    app = await office.app(node, headers={"Cookie": f"vinkje={await office.token(office.world.els)}"})
    assert (await app.hello())["d"]["code"] == "unauthenticated"
    assert await app.closed() == 4004


async def test_a_ticket_opens_once(office: Office) -> None:
    node = await office.node()
    await office.token(office.world.els)
    ticket = await node.sessions.new_ticket(office.world.els)
    first, second = await office.app(node), await office.app(node)
    assert (await first.hello(ticket=ticket))["t"] == "welcome"
    assert (await second.hello(ticket=ticket))["d"]["code"] == "unauthenticated"
    assert await second.closed() == 4004


async def test_who_says_no_hello_goes(office: Office) -> None:
    node = await office.node(hello_within=20)
    silent = await office.app(node, await office.token(office.world.els))
    assert await silent.closed() == 4103


async def test_hello_comes_first(office: Office) -> None:
    node = await office.node()
    app = await office.app(node, await office.token(office.world.els))
    assert (await app.calls_("ping"))["d"]["code"] == "hello_required"
    assert await app.closed() == 4000


async def test_twenty_connections_and_no_more(office: Office) -> None:
    node = await office.node(connections_per_person=2)
    token = await office.token(office.world.els)
    for _ in range(2):
        await office.online(node, token)
    third = await office.app(node, token)
    await third.says("hello")
    assert await third.closed() == 4007


async def test_handshakes_are_rationed_per_address(office: Office) -> None:
    node = await office.node(handshakes_per_second=2)
    token = await office.token(office.world.els)
    for _ in range(2):
        await office.online(node, token)
    assert await refused(node.url) == 429


async def test_what_is_asked_with_the_hello_is_answered_after_it(office: Office) -> None:
    node = await office.node()
    app = await office.app(node, await office.token(office.world.els))
    await app.says("hello", id="hello")
    await app.says("ping", id="one")
    assert [(await app.next())["t"] for _ in range(2)] == ["welcome", "ok"]


async def test_a_lost_socket_leaves_nothing_behind(office: Office) -> None:
    node = await office.node()
    token = await office.token(office.world.els)
    apps = [await office.online(node, token) for _ in range(5)]
    assert len(node.live.connections) == 5
    for app in apps:
        app.socket.transport.abort()
    live = node.live
    async with asyncio.timeout(5):
        while live.connections or live.hub.channels or live.of_person or live.of_session or live.in_office:
            await asyncio.sleep(0.005)
    async with App(await connect(node.url, subprotocols=[SUBPROTOCOL])):  # type: ignore[list-item]
        pass
