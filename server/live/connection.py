"""One socket: who it is, what it hears, and how far it is."""

import asyncio
from typing import TYPE_CHECKING

from server.accounts.principal import Principal
from server.errors import HelloRequired, RateLimited, Refused
from server.frames import NOTHING
from server.live import closing, decoding, frames
from server.live.closing import Close
from server.live.framing import text_frame
from server.live.hearing import Hearing
from server.live.protocol import LiveProtocol
from server.rates import Bucket

if TYPE_CHECKING:
    from server.live.node import Live

MALFORMED_AT_MOST = 10
TOO_FAST_AT_MOST = 100


class Connection:
    """Lives from the upgrade to the loss of the socket. `principal` is set once it was welcomed."""

    def __init__(self, node: "Live", socket: LiveProtocol, session_id: int | None) -> None:
        limits = node.limits
        self.node = node
        self.socket = socket
        self.session_id = session_id
        self.principal: Principal | None = None
        self.person_id: int | None = None
        self.office_id: int | None = None
        self.bucket = Bucket(limits.command_burst, limits.commands_per_second, node.loop.time())
        self.malformed = 0
        self.too_fast = 0
        self.greeting = False
        self.early: list[decoding.Incoming] = []
        self.lagging = False
        self.warned = False
        self.turn = asyncio.Lock()
        self.hearing = Hearing(node.hub, socket, node.refill_slots)
        self.timer = node.loop.call_later(limits.hello_within / 1000, self.close, closing.NO_HELLO)
        socket.report_to(self, limits)

    # What the socket reports

    def received(self, text: bytes) -> None:
        try:
            frame = decoding.read(text)
        except Refused as refused:
            self._malformed(refused)
            return
        if self.principal is not None:
            self.command(frame)
        elif self.greeting:
            self._before_welcome(frame)
        elif frame.t == "hello":
            self.greeting = True
            self.node.greet(self, frame)
        else:
            self.tell(frames.error(frame.id, HelloRequired()))
            self.close(closing.PROTOCOL_ERROR)

    def overflowed(self) -> None:
        """It reads too slowly: from here on only its cursors are kept, until it has read what it was sent."""
        if self.lagging or self.principal is None:
            return
        self.lagging = True
        self.tell(frames.event("lagging", NOTHING))
        self.hearing.lags(self._caught_up)

    def lost(self) -> None:
        self.timer.cancel()
        self.hearing.ends()
        self.node.forget(self)

    # What it is told

    def tell(self, payload: bytes) -> None:
        self.socket.write(text_frame(payload))

    def close(self, why: Close) -> None:
        self.socket.finish(why)

    def resync(self, stream: str | None, reason: frames.ResyncReason) -> None:
        self.tell(frames.event("resync", frames.Resync(stream, reason)))

    def welcomed(self, principal: Principal) -> None:
        """From now on it may ask; what it asked too early is done first."""
        self.timer.cancel()
        self.timer = self.node.loop.call_later(self.node.limits.heartbeat / 1000, self.beat)
        self.principal = principal
        early, self.early = self.early, []
        for frame in early:
            self.command(frame)

    def beat(self) -> None:
        self.tell(frames.encode(frames.Heartbeat(self.hearing.cursors())))
        self.timer = self.node.loop.call_later(self.node.limits.heartbeat / 1000, self.beat)

    def command(self, frame: decoding.Incoming) -> None:
        now = self.node.loop.time()
        if not self.bucket.take(now):
            self.too_fast += 1
        elif self.node.services.rates.take(self.person_id, self.office_id, now):
            self.node.answer(self, frame)
            return
        self.tell(frames.error(frame.id, RateLimited()))
        if self.too_fast >= TOO_FAST_AT_MOST:
            self.close(closing.RATE_LIMITED)

    def _caught_up(self) -> None:
        self.lagging = False
        self.tell(frames.event("caught_up", NOTHING))

    def _malformed(self, refused: Refused) -> None:
        self.malformed += 1
        self.tell(frames.error("", refused))
        if self.malformed >= MALFORMED_AT_MOST:
            self.close(closing.ABUSE)

    def _before_welcome(self, frame: decoding.Incoming) -> None:
        self.early.append(frame)
        if len(self.early) > self.node.limits.command_burst:
            self.close(closing.RATE_LIMITED)
