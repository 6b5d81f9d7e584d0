"""Bytes nobody should send, on a node that goes on serving the others: an exact end, and not a word in the log."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from tests.drawn import drawn
from tests.live.conftest import Office
from tests.live.node import Node
from tests.live.raw import Raw, handshake
from tests.live.wire import NOISE, PONG, TEXT, Talk, handshakes, talks

HELLO = b'{"t":"hello","id":"h","d":{}}'
REFUSED = {1002, 1005, 1006, 1007, 1009, 4000, 4006}
pytestmark = pytest.mark.spec("T8")


@pytest.fixture
async def node(office: Office, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Node]:
    caplog.set_level(logging.INFO)
    node = await office.node()
    an = await office.online(node, await office.token(office.world.an))
    yield node
    assert (await an.calls_("ping"))["t"] == "ok"
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
    async with asyncio.timeout(5):
        while len(node.live.connections) > 1:
            await asyncio.sleep(0.005)


@pytest.fixture
async def token(office: Office, node: Node) -> str:
    return await office.token(office.world.els)


async def talks_to(node: Node, token: str, talk: Talk) -> None:
    """Everything before the end is answered, pings in order; the end is the one it should be."""
    raw = await Raw.at(node.url, token)
    raw.frame(HELLO)
    assert b'"t":"welcome"' in (await raw.hears())[1]
    *before, last = talk.says
    raw.writer.write(b"".join(before))
    heard = [await raw.hears() for _ in talk.pongs + talk.ids]
    assert [payload for opcode, payload in heard if opcode == PONG] == talk.pongs
    answers = sorted(payload for opcode, payload in heard if opcode == TEXT)
    assert all(f'"id":"{id}"'.encode() in answer for id, answer in zip(talk.ids, answers, strict=True))
    raw.writer.write(last)
    assert await raw.close_code() == talk.ends
    await raw.close()


async def test_every_frame_is_answered_and_every_offence_has_its_code(node: Node, token: str) -> None:
    for talk in drawn(talks(), 300):
        try:
            async with asyncio.timeout(10):
                await talks_to(node, token, talk)
        except (AssertionError, TimeoutError, asyncio.IncompleteReadError, ConnectionError) as problem:
            raise AssertionError(talk) from problem


async def test_noise_ends_a_connection_and_nothing_else(office: Office, node: Node, token: str) -> None:
    for noise in drawn(NOISE, 300):
        raw = await Raw.at(node.url, token)
        raw.writer.write(noise)
        raw.writer.write_eof()
        assert await raw.close_code() in REFUSED, noise
        await raw.close()


async def test_a_spoilt_handshake_is_refused_or_none_at_all(node: Node, token: str) -> None:
    statuses = set()
    for spoilt in drawn(handshakes(handshake(node.url, token)), 400):
        raw = await Raw.line(node.url)
        raw.writer.write(spoilt)
        raw.writer.write_eof()
        async with asyncio.timeout(10):
            answer = await raw.reader.read(12)
        statuses.add(answer[9:12])
        assert not answer[9:12].startswith(b"5"), (spoilt, answer)
        await raw.close()
    assert statuses > {b"101", b"400"}


async def test_who_vanishes_at_any_moment_leaves_nothing(node: Node, token: str) -> None:
    whole = handshake(node.url, token) + bytes([0x81, 0x8C]) + b"1234" + b"halfway"
    for upto in range(1, len(whole), 7):
        await _says_and_goes(node, whole[:upto], turns=1)
    for turns in range(60):
        await _says_and_goes(node, whole, turns)


async def _says_and_goes(node: Node, said: bytes, turns: int) -> None:
    raw = await Raw.line(node.url)
    raw.writer.write(said)
    for _ in range(turns):
        await asyncio.sleep(0)
    await raw.close()
