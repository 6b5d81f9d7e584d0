"""The bus over Redis pub/sub: to each server that carries news one connection that listens, one that publishes."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from server.fanout import channel_of, office_of
from server.fanout.ear import Ear
from server.fanout.mouth import WAITING_AT_MOST, Mouth, Said
from server.fanout.slots import Whereabouts, finder

PING_EVERY = 5.0
CONFIRM_WITHIN = 2.0
LOOK_AGAIN, TRY_AGAIN = 0.2, 1.0
log = logging.getLogger(__name__)


class Talk(NamedTuple):
    """With one server."""

    ear: Ear
    mouth: Mouth

    async def stop(self) -> None:
        await asyncio.gather(self.ear.stop(), self.mouth.stop())


class RedisFanout:
    """`url` is of one server or of a cluster. It comes back by itself; what was said meanwhile is told as a gap."""

    def __init__(self, url: str, *, ping_every: float = PING_EVERY) -> None:
        self.ping_every = ping_every
        self.finder = finder(url, ping_every)
        self.where = Whereabouts(frozenset())
        self.on_message: Callable[[int, bytes], None] = lambda office, payload: None
        self.on_gap: Callable[[], None] = lambda: None
        self.talks: dict[str, Talk] = {}
        self.ears: dict[str, Ear | None] = {}
        self.relied_on: set[str] = set()
        self.waiters: dict[str, asyncio.Future[None]] = {}
        self.unplaced: deque[Said] = deque(maxlen=WAITING_AT_MOST)
        self.lost = asyncio.Event()
        self.gap: asyncio.Handle | None = None
        self.ending: set[asyncio.Task[None]] = set()

    # What its node asks of it

    async def start(self) -> None:
        self.lost.set()
        self.following = asyncio.create_task(self._follow(), name="bus whereabouts")

    async def stop(self) -> None:
        self.on_gap = lambda: None
        self.following.cancel()
        talks = (talk.stop() for talk in self.talks.values())
        await asyncio.gather(self.following, *talks, *self.ending, return_exceptions=True)
        self._release(list(self.waiters))

    def publish(self, office: int, payload: bytes) -> None:
        self._route(channel_of(office), payload)

    async def subscribe(self, office: int) -> None:
        channel = channel_of(office)
        self._place(channel)
        if not self.hears(channel):
            await self._confirmation(channel)
        self.relied_on.add(channel)

    async def unsubscribe(self, office: int) -> None:
        channel = channel_of(office)
        self.relied_on.discard(channel)
        if ear := self.ears.pop(channel, None):
            ear.leave(channel)

    @property
    def listens(self) -> bool:
        """To all it should, at this moment."""
        up = all(talk.ear.connection for talk in self.talks.values())
        return bool(self.talks) and up and all(map(self.hears, self.ears))

    def hears(self, channel: str) -> bool:
        ear = self.ears.get(channel)
        return ear is not None and channel in ear.confirmed

    async def _confirmation(self, channel: str) -> None:
        ear = self.ears[channel]
        if ear is None or ear.connection is None:
            return
        waiter = self.waiters.setdefault(channel, asyncio.get_running_loop().create_future())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONFIRM_WITHIN):
                await asyncio.shield(waiter)

    # Who carries what

    async def _follow(self) -> None:
        """Look again whenever something was lost or sent elsewhere, but not all the time."""
        while True:
            await self.lost.wait()
            self.lost.clear()
            known = await self._look()
            if not known:
                self.lost.set()
            await asyncio.sleep(LOOK_AGAIN if known else TRY_AGAIN)

    async def _look(self) -> bool:
        """Whether it is known now who carries every office of this node."""
        try:
            if found := await self.finder.find():
                self._arrange(found)
            return bool(found) and None not in self.ears.values()
        except Exception:
            log.exception("who carries the news could not be found")
            return False

    def _arrange(self, found: Whereabouts) -> None:
        self.where = found
        for url in found.masters - set(self.talks):
            self._begin(url)
        for channel in self.ears:
            self._place(channel)
        for url in set(self.talks) - found.masters:
            self._end(url)
        waiting = list(self.unplaced)
        self.unplaced.clear()
        for said in waiting:
            self._route(*said)

    def _begin(self, url: str) -> None:
        kind = self.finder.kind
        ear = Ear(url, kind, self, self.ping_every, self.lost.set)
        mouth = Mouth(url, kind, self._hold, self.ping_every, self.lost.set)
        self.talks[url] = Talk(ear, mouth)
        ear.start()
        mouth.start()

    def _end(self, url: str) -> None:
        ended = self.talks.pop(url)
        self.unplaced.extend(ended.mouth.rest())
        self.ending.add(task := asyncio.create_task(ended.stop()))
        task.add_done_callback(self.ending.discard)

    def _place(self, channel: str) -> None:
        """Listen where it is carried now."""
        talk, before = self._talk(channel), self.ears.get(channel)
        ear = talk and talk.ear
        self.ears[channel] = ear
        if before and before is not ear:
            before.leave(channel)
        if ear:
            ear.want(channel)

    def _route(self, channel: str, payload: bytes) -> None:
        if talk := self._talk(channel):
            talk.mouth.say(channel, payload)
        else:
            self._hold(channel, payload)

    def _hold(self, channel: str, payload: bytes) -> None:
        """Until it is known who carries it."""
        self.unplaced.append((channel, payload))
        self.lost.set()

    def _talk(self, channel: str) -> Talk | None:
        url = self.where.of(channel)
        return self.talks[url] if url else None

    # What the ears tell

    def heard(self, channel: str, payload: bytes) -> None:
        try:
            self.on_message(office_of(channel), payload)
        except Exception:
            log.exception("news from the bus could not be passed on")

    def confirmed(self, channel: str) -> None:
        """Who relied on it already, after an outage or a move, or too long, may have missed something."""
        self._release([channel])
        if channel in self.relied_on:
            self._gap()
        self.relied_on.add(channel)

    def sent_away(self) -> None:
        self.lost.set()

    def deafened(self, channels: Iterable[str]) -> None:
        self._release(channels)
        self._gap()

    def _gap(self) -> None:
        """Told once for all that come together."""
        if self.gap is None:
            self.gap = asyncio.get_running_loop().call_soon(self._tell_gap)

    def _tell_gap(self) -> None:
        self.gap = None
        self.on_gap()

    def _release(self, channels: Iterable[str]) -> None:
        for channel in channels:
            if (waiter := self.waiters.pop(channel, None)) and not waiter.done():
                waiter.set_result(None)
