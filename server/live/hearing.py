"""What of each stream may reach one socket: decided here, and nowhere else."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from server.live.framing import text_frame
from server.live.hub import Hub
from server.live.protocol import LiveProtocol
from server.live.refill import Refill, Slots


class Hearing:
    """A stream is not his; or his and not placed yet; or `behind` at a cursor, to be brought on from the rows; or
    live, and the hub writes to him. While it is held nothing of any stream reaches him: none is live, no rows are sent.
    """

    def __init__(self, hub: Hub, socket: LiveProtocol, slots: Slots) -> None:
        self.hub = hub
        self.socket = socket
        self.slots = slots
        self.streams: tuple[str, ...] = ()
        self.behind: dict[str, int] = {}
        self.holds = 0
        self.waiting: list[Callable[[], None]] = []
        self.task: asyncio.Task[None] | None = None

    # What is his, and where he stands

    def is_of(self, streams: Iterable[str]) -> list[str]:
        """From now on these are his and no others; of the new ones, returned, nothing passes unseen."""
        wanted = tuple(streams)
        new = [stream for stream in wanted if stream not in self.streams]
        for stream in self.streams:
            if stream not in wanted:
                self.behind.pop(stream, None)
                self.hub.leave(stream, self.socket)
        self.streams = wanted
        for stream in new:
            self.hub.open(stream, self.socket)
        return new

    def starts(self, cursors: dict[str, int]) -> None:
        """He stands here, unless he is placed already: who resumed knows better."""
        known = self.cursors()
        self._place({stream: q for stream, q in cursors.items() if stream not in known})

    def resumes(self, cursors: dict[str, int], then: Callable[[], None]) -> None:
        """He says himself where he stands; `then` is called when he hears everything live."""
        self._pause(cursors)
        self.waiting.append(then)
        self._place(cursors)

    def lags(self, then: Callable[[], None]) -> None:
        """Only his cursors are kept until he has read what he was sent."""
        self._pause(self.streams)
        self.waiting.append(then)
        self._go_on()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While his rights are asked: whatever he, the bus or the rows do, he is sent nothing."""
        self.holds += 1
        self._pause(self.streams)
        try:
            yield
        finally:
            self.holds -= 1
            self._go_on()

    def ends(self) -> None:
        self.is_of(())
        if self.task is not None:
            self.task.cancel()
        self._settled()

    def cursors(self) -> dict[str, int]:
        """Up to where he was sent everything, per stream."""
        live = {stream: self.hub.cursor(stream, self.socket) for stream in self.streams}
        return {stream: cursor for stream, cursor in live.items() if cursor is not None} | self.behind

    # For who reads the rows

    def stands(self, stream: str) -> int | None:
        """From where rows may be sent; none while he is held, is live, or it is not his."""
        return None if self.holds else self.behind.get(stream)

    def told(self, stream: str, payload: bytes, upto: int) -> None:
        """What the rows say, up to here."""
        self.socket.write(text_frame(payload))
        self.behind[stream] = upto

    def goes_live(self, stream: str) -> bool:
        """False while the channel is beyond him."""
        if self.holds or not self.hub.go_live(stream, self.socket, self.behind[stream]):
            return False
        del self.behind[stream]
        return True

    # What is of no stream, and worthless when late

    def whisper(self, payload: bytes) -> bool:
        """Tell him now or never; false where he is held, or has yet to read or be sent what came before."""
        if self.holds or self.behind or self.socket.unsent() > self.socket.soft_unsent:
            return False
        self.socket.write(text_frame(payload))
        return True

    def _place(self, cursors: dict[str, int]) -> None:
        self.behind |= {stream: q for stream, q in cursors.items() if stream in self.streams}
        self._go_on()

    def _pause(self, streams: Iterable[str]) -> None:
        """Live no more; he stands where he was."""
        for stream in streams:
            if stream in self.streams and (stood := self.hub.pause(stream, self.socket)) is not None:
                self.behind[stream] = stood

    def _go_on(self) -> None:
        if self.holds or self.task is not None:
            return
        if self.socket.writable.is_set():
            for stream in list(self.behind):
                self.goes_live(stream)
        if self.behind:
            self.task = self.slots.run(self._catches_up())
        else:
            self._settled()

    async def _catches_up(self) -> None:
        try:
            await Refill(self, self.slots).run()
        finally:
            self.task = None
            if not self.behind:
                self._settled()

    def _settled(self) -> None:
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then()
