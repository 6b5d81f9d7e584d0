"""Who reads slowly costs bounded memory and nobody else's time; who does not read at all is gone."""

import asyncio
import json

import pytest

from server.live.connection import Connection
from tests.live.client import App
from tests.live.conftest import Office
from tests.live.node import Node
from tests.live.raw import Raw

pytestmark = pytest.mark.spec("T8")

BOUNDS = {"soft_unsent": 16_384, "hard_unsent": 65_536}
LONG = "x" * 15_000


class Slow:
    """Els, who said hello and then stopped reading, and An, who goes on talking."""

    def __init__(self, office: Office, node: Node, raw: Raw, an: App, connection: Connection) -> None:
        self.office = office
        self.node = node
        self.raw = raw
        self.an = an
        self.connection = connection
        self.said = 0

    async def until_lagging(self) -> None:
        while not self.connection.lagging:
            await self.an.sends(self.office.conversation, LONG)
            self.said += 1
            assert self.said < 1_000


async def slow(office: Office, **limits: int) -> Slow:
    node = await office.node(**(BOUNDS | limits))
    raw = await Raw.at(node.url, await office.token(office.world.els), receive_buffer=4_096)
    raw.frame(b'{"t":"hello","id":"h","d":{}}')
    assert json.loads((await raw.hears())[1])["t"] == "welcome"
    (connection,) = node.live.connections
    office.stack.push_async_callback(raw.close)
    return Slow(office, node, raw, await office.online(node, await office.token(office.world.an)), connection)


async def test_it_is_refilled_when_it_reads_again(office: Office) -> None:
    els = await slow(office)
    await els.until_lagging()
    for _ in range(20):
        await els.an.sends(office.conversation, LONG)
    assert els.connection.socket.unsent() < 65_536 + 2 * 16_384
    kinds: list[str] = []
    numbers: list[int] = []
    async with asyncio.timeout(20):
        while "caught_up" not in kinds:
            frame = json.loads((await els.raw.hears())[1])
            kinds.append(frame["t"])
            numbers += [event["q"] for event in frame["d"]] if frame["t"] == "batch" else []
            numbers += [frame["q"]] if "q" in frame else []
    assert numbers == list(range(2, els.said + 22))
    assert kinds.count("lagging") == kinds.count("caught_up") == 1
    await els.an.sends(office.conversation, "en weer live")
    assert json.loads((await els.raw.hears())[1])["d"]["text"] == "en weer live"


async def test_who_does_not_read_at_all_is_gone(office: Office) -> None:
    els = await slow(office, no_progress=200)
    await els.until_lagging()
    async with asyncio.timeout(5):
        while els.connection in els.node.live.connections:
            await els.an.sends(office.conversation, "gaat gewoon door")


async def test_a_dead_peer_is_gone_without_a_word_of_it(office: Office) -> None:
    els = await slow(office, ping_every=50, pong_within=50)
    async with asyncio.timeout(5):
        opcode, payload = await els.raw.hears()
        assert opcode == 9
        assert await els.raw.close_code() == 4201


async def test_a_stalled_one_that_is_revoked_is_cut_at_once(office: Office) -> None:
    els = await slow(office)
    await els.until_lagging()
    await els.node.sessions.sign_out(office.world.els)
    async with asyncio.timeout(1):
        while els.connection in els.node.live.connections:
            await asyncio.sleep(0.005)


async def test_ephemeral_news_is_not_kept_for_it(office: Office) -> None:
    els = await slow(office)
    while els.connection.socket.unsent() <= 16_384:
        await els.an.sends(office.conversation, LONG)
    waiting = els.connection.socket.unsent()
    assert not els.connection.hearing.whisper(b'{"t":"typing","d":{"conversation":1,"people":[]}}')
    await els.an.calls_("ping")
    assert els.connection.socket.unsent() <= waiting
