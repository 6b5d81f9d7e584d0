"""Any bytes at all get an error frame or a close of the right kind, and never a traceback."""

import json
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from server.errors import Refused
from server.live import decoding
from tests.live.conftest import Office
from tests.live.node import Node
from tests.live.raw import Raw

pytestmark = pytest.mark.spec("T8")

HELLO = b'{"t":"hello","id":"h","d":{}}'


@pytest.fixture
async def node(office: Office, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Node]:
    caplog.set_level(logging.INFO)
    yield await office.node()
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.WARNING]


@pytest.fixture
async def raw(office: Office, node: Node) -> AsyncIterator[Raw]:
    raw = await Raw.at(node.url, await office.token(office.world.els))
    raw.frame(HELLO)
    assert json.loads((await raw.hears())[1])["t"] == "welcome"
    yield raw
    await raw.close()


CLOSED: list[tuple[str, Callable[[Raw], None], int]] = [
    ("bad UTF-8", lambda raw: raw.frame(b'{"t":"\xff\xfe"}'), 1007),
    ("bad UTF-8 over two frames", lambda raw: (raw.frame(b"\xc3", fin=False), raw.frame(b"(", 0))[0], 1007),
    ("a huge frame", lambda raw: raw.frame(b"x" * 262_145), 1009),
    (
        "a huge message in parts",
        lambda raw: [raw.frame(b"x" * 90_000, i == 0, fin=False) for i in range(3)][0],
        1009,
    ),
    (
        "ten thousand empty parts",
        lambda raw: [raw.frame(b"", i == 0, fin=False) for i in range(10_000)][0],
        1009,
    ),
    ("a binary frame", lambda raw: raw.frame(b"\xff\xfe", 2), 4000),
    ("an unknown opcode", lambda raw: raw.frame(b"x", 3), 1002),
    ("an unmasked frame", lambda raw: raw.writer.write(b"\x81\x02{}"), 1002),
    ("reserved bits", lambda raw: raw.frame(b"{}", 0x41), 1002),
    ("a continuation of nothing", lambda raw: raw.frame(b"{}", 0), 1002),
    ("a long ping", lambda raw: raw.frame(b"x" * 126, 9), 1002),
    ("a close of one byte", lambda raw: raw.frame(b"x", 8), 1002),
    ("garbage", lambda raw: raw.writer.write(b"GET / HTTP/1.1\r\n\r\n" * 10), 1002),
]


@pytest.mark.parametrize(
    ("break_it", "code"), [case[1:] for case in CLOSED], ids=[case[0] for case in CLOSED]
)
async def test_closed(raw: Raw, break_it: Callable[[Raw], None], code: int) -> None:
    break_it(raw)
    assert await raw.close_code() == code


ANSWERED = {
    "nothing": (b"", "bad_frame"),
    "no JSON": (b"hello", "bad_frame"),
    "no object": (b"[]", "bad_frame"),
    "no type": (b'{"id":"1"}', "bad_frame"),
    "a type that is a number": (b'{"t":1}', "bad_frame"),
    "a field too many": (b'{"t":"ping","x":1}', "bad_frame"),
    "a name twice": (b'{"t":"ping","t":"ping"}', "bad_frame"),
    "a name twice, disguised": (b'{"t":"ping","\\u0074":"ping"}', "bad_frame"),
    "NaN": (b'{"t":"ping","d":{"a":NaN}}', "bad_frame"),
    "deep": (b'{"t":"ping","d":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "bad_frame"),
    "deep enough": (b'{"t":"ping","d":' + b"[" * 20 + b"]" * 20 + b"}", "bad_frame"),
    "a lone surrogate": (b'{"t":"ping","d":{"a":"\\ud800"}}', "bad_frame"),
    "NUL": (b'{"t":"ping","d":{"a":"\\u0000"}}', "bad_frame"),
    "a long id": (b'{"t":"ping","id":"' + b"1" * 37 + b'"}', "too_large"),
    "an unknown command": (b'{"t":"pong","id":"1"}', "unknown_command"),
    "hello again": (HELLO, "bad_request"),
    "an unknown field": (b'{"t":"ping","id":"1","d":{"x":1}}', "bad_request"),
    "a wrong type": (b'{"t":"message.send","id":"1","d":{"cid":1}}', "bad_request"),
    "not an object": (b'{"t":"ping","id":"1","d":[]}', "bad_request"),
    "a negative cursor": (b'{"t":"resume","id":"1","d":{"cursor":{"a":-1}}}', "bad_request"),
    "a huge number": (b'{"t":"history","id":"1","d":{"conversation":1e999}}', "bad_request"),
}


@pytest.mark.parametrize(("text", "code"), ANSWERED.values(), ids=ANSWERED.keys())
async def test_answered(raw: Raw, text: bytes, code: str) -> None:
    raw.frame(text)
    assert json.loads((await raw.hears())[1])["d"]["code"] == code
    raw.frame(b'{"t":"ping","id":"still here"}')
    assert json.loads((await raw.hears())[1])["id"] == "still here"


async def test_who_keeps_on_is_shown_out(raw: Raw) -> None:
    for _ in range(10):
        raw.frame(b"{")
    assert await raw.close_code() == 4006


async def test_who_is_too_fast_is_told_and_then_cut(office: Office) -> None:
    node = await office.node(command_burst=3, commands_per_second=1)
    app = await office.online(node, await office.token(office.world.els))
    for _ in range(3):
        assert (await app.calls_("ping"))["t"] == "ok"
    answer = await app.calls_("ping")
    assert (answer["d"]["code"], answer["d"]["temporary"]) == ("rate_limited", True)
    for _ in range(100):
        await app.says("ping")
    assert await app.closed() == 4100


async def test_foreign_ids_do_not_exist(office: Office) -> None:
    node = await office.node()
    piet = await office.online(node, await office.token(office.world.piet))
    foreign = await piet.sends(office.conversation, "?")
    none = await piet.sends(1, "?")
    assert foreign["d"] == none["d"] and foreign["d"]["code"] == "not_found"


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(text=some.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_the_decoder_refuses_in_its_own_words(text: bytes) -> None:
    try:
        frame = decoding.read(text)
    except Refused as refused:
        assert refused.code in ("bad_frame", "too_large")
    else:
        assert json.loads(text)["t"] == frame.t
