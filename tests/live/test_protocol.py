"""What our socket relies on in uvicorn and websockets; a new version that moves any of it fails here first."""

import asyncio
import inspect
import socket
import struct

import uvicorn
from hypothesis import given
from hypothesis import strategies as some
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from server.live.framing import text_frame
from server.live.protocol import LiveProtocol
from tests.live.conftest import Office
from tests.live.raw import Raw

OVERRIDDEN = {
    "connection_made": ["transport"],
    "connection_lost": ["exc"],
    "pause_writing": [],
    "resume_writing": [],
    "shutdown": [],
    "send": ["message"],
    "handle_connect": ["event"],
    "data_received": ["data"],
    "handle_cont": ["event"],
    "send_receive_event_to_app": [],
    "send_keepalive_ping": [],
    "keepalive_timeout": [],
}
USED = {
    "loop", "queue", "conn", "transport", "frames", "curr_msg_data_type", "read_paused", "writable", "close_sent",
    "close_timer", "close_timeout", "handshake_complete", "ping_timeout", "pong_timer", "stop_keepalive",
    "handshake_initiated", "config",
}  # fmt: skip


def test_uvicorn_is_built_as_we_know_it() -> None:
    assert uvicorn.__version__ == "0.54.0"
    for name, takes in OVERRIDDEN.items():
        theirs = getattr(WebSocketsSansIOProtocol, name)
        assert list(inspect.signature(theirs).parameters)[1:] == takes, name
        assert name in vars(LiveProtocol), name
    source = inspect.getsource(WebSocketsSansIOProtocol)
    assert {name for name in USED if f"self.{name}" not in source} == set()
    assert "self.loop.call_later(self.ping_timeout, self.keepalive_timeout)" in source
    assert "handle_cont" in source and "self.send_receive_event_to_app()" in source


@given(some.binary(max_size=300) | some.integers(65_530, 65_540).map(bytes))
def test_a_frame_is_what_websockets_would_write(payload: bytes) -> None:
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


async def test_frames_of_one_turn_leave_in_one_write(office: Office) -> None:
    node = await office.node()
    raw = await Raw.at(node.url, await office.token(office.world.els))
    (connection,) = node.live.connections
    before = connection.socket.written
    for number in range(5):
        connection.tell(b"%d" % number)
    assert connection.socket.written == before
    assert len(connection.socket.pending) == 5
    assert [(await raw.hears())[1] for _ in range(5)] == [b"0", b"1", b"2", b"3", b"4"]
    assert connection.socket.written == before + 5 * 3
    await raw.close()


async def test_the_kernel_is_told_not_to_wait(office: Office) -> None:
    node = await office.node()
    await office.online(node, await office.token(office.world.els))
    (connection,) = node.live.connections
    plain = connection.socket.transport.get_extra_info("socket")
    assert plain.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 16_000
    assert plain.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert plain.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 2 * 64 * 1024
    assert not connection.socket.conn.extensions


async def test_a_close_waits_for_its_echo_and_not_for_ever(office: Office) -> None:
    node = await office.node()
    raw = await Raw.at(node.url, await office.token(office.world.els))
    (connection,) = node.live.connections
    connection.socket.close_timeout = 0.05
    await node.sessions.sign_out(office.world.els)
    raw.frame(b'{"t":"hello","id":"h","d":{}}')
    assert await raw.close_code() == 4004
    async with asyncio.timeout(5):
        assert await raw.reader.read() == b""
    assert not node.live.connections
    await raw.close()


async def test_pings_are_answered_and_pongs_counted(office: Office) -> None:
    node = await office.node(ping_every=30, pong_within=5_000)
    raw = await Raw.at(node.url, await office.token(office.world.els))
    for _ in range(3):
        opcode, payload = await raw.hears()
        assert opcode == Opcode.PING
        raw.frame(payload, Opcode.PONG)
    raw.frame(b"?", Opcode.PING)
    assert (Opcode.PONG, b"?") in [await raw.hears() for _ in range(2)]
    raw.frame(struct.pack("!H", 1000), Opcode.CLOSE)
    assert await raw.close_code() == 1000
    await raw.close()
