"""One node: its sockets, its place on the bus, and what it does by the clock."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from server import catchup
from server.accounts.principal import Principal
from server.accounts.sessions import Revoked, Sessions
from server.commands.base import Services
from server.config import Settings
from server.db import out_of_reach
from server.fanout import Fanout
from server.live import closing, decoding, frames, packet, rights
from server.live.connection import Connection
from server.live.dispatch import answer
from server.live.greeting import greet
from server.live.hub import Hub, Socket
from server.live.presence import Presence
from server.live.protocol import LiveProtocol
from server.live.refill import Slots
from server.presence.messages import Message
from server.rates import Buckets
from server.store import Store
from server.work import Published

SWEEP_LOOKS_BACK_MS = 30_000
RIGHTS_CHANGED = (b'{"t":"access.changed"', b'{"t":"staff.changed"')
log = logging.getLogger(__name__)


class Live:
    """`published` is the writer's; `revoked` is for `Sessions.on_revoked`; `start` and `stop` for the lifespan."""

    def __init__(self, services: Services, sessions: Sessions, fanout: Fanout) -> None:
        self.services = services
        self.store: Store = services.store
        self.settings: Settings = services.settings
        self.limits = services.settings.live
        self.sessions = sessions
        self.fanout = fanout
        self.sender = packet.new_sender()
        self.hub = Hub(self.store, self.limits.hole_patience / 1000, self._unbridgeable)
        self.refill_slots = Slots(self.store, self.limits)
        self.presence = Presence(self)
        self.checking = asyncio.Lock()
        self.connections: set[Connection] = set()
        self.of_session: dict[int, set[Connection]] = {}
        self.of_person: dict[int, set[Connection]] = {}
        self.in_office: dict[int, set[Connection]] = {}
        self.tasks: set[asyncio.Future[Any]] = set()
        self.clockwork: list[asyncio.Task[None]] = []
        self.epoch = ""
        self.draining = False
        fanout.on_message = self._heard
        fanout.on_gap = self._gap

    # Starting and stopping

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.handshakes = Buckets(self.limits.handshakes_per_second, self.limits.handshakes_per_second)
        self.epoch = await catchup.epoch(self.store)
        await self.fanout.start()
        self.clockwork = [
            asyncio.create_task(_every(self.limits.sweep_every, self.sweep), name="sweep"),
            asyncio.create_task(_every(self.limits.recheck_every, self.recheck), name="recheck"),
            asyncio.create_task(_every(self.presence.period, self.presence.tick), name="presence"),
        ]

    async def drain(self) -> None:
        """Send everybody elsewhere, spread over time, and finish what they asked. Bounded by `live.drain`."""
        self.draining = True
        for connection in self.connections:
            wait = random.randrange(self.limits.drain + 1)  # noqa: S311
            connection.tell(frames.event("draining", frames.Draining(wait)))
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=self.limits.drain / 1000)

    async def stop(self) -> None:
        self.presence.stop()
        for connection in list(self.connections):
            connection.close(closing.DRAINING)
        tasks = [*self.clockwork, *self.tasks, *self.refill_slots.running]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.hub.stop()
        await self.fanout.stop()

    # Sockets

    def connected(self, socket: LiveProtocol, session_id: int | None) -> Connection:
        connection = Connection(self, socket, session_id)
        self.connections.add(connection)
        return connection

    def register(self, connection: Connection, session_id: int) -> None:
        """From now on a revocation of this session reaches this socket, unless it was lost meanwhile."""
        if connection in self.connections:
            self.of_session.setdefault(session_id, set()).add(connection)

    async def join(self, connection: Connection, principal: Principal) -> bool:
        """Hear of its office and of changes of its rights, before those are read; false when it may not stay."""
        if len(self.of_person.get(principal.person_id, ())) >= self.limits.connections_per_person:
            connection.close(closing.TOO_MANY)
        if connection.socket.gone():
            return False
        connection.person_id, connection.office_id = principal.person_id, principal.office_id
        self.of_person.setdefault(principal.person_id, set()).add(connection)
        self.in_office.setdefault(principal.office_id, set()).add(connection)
        await self.fanout.subscribe(principal.office_id)
        return not connection.socket.gone()

    def forget(self, connection: Connection) -> None:
        self.connections.discard(connection)
        self.presence.left(connection)
        _remove(self.of_session, connection.session_id, connection)
        _remove(self.of_person, connection.person_id, connection)
        if _remove(self.in_office, connection.office_id, connection) and connection.office_id is not None:
            self.spawn(self._leave_office(connection.office_id))

    async def _leave_office(self, office: int) -> None:
        if office not in self.in_office:
            await self.fanout.unsubscribe(office)

    def greet(self, connection: Connection, frame: decoding.Incoming) -> None:
        self.spawn(greet(self, connection, frame))

    def answer(self, connection: Connection, frame: decoding.Incoming) -> None:
        answer(self, connection, frame)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # News

    def published(self, office: int, published: list[Published]) -> None:
        """Committed here: to the sockets of this node at once, to the others over the bus."""
        told = packet.of_news(published)
        self._take(told)
        self.fanout.publish(office, packet.pack(self.sender, told))

    def says(self, office: int, message: Message) -> None:
        """To the other nodes alone."""
        self.fanout.publish(office, packet.pack(self.sender, packet.Packet(presence=[message])))

    def _heard(self, office: int, payload: bytes) -> None:
        if not payload.startswith(self.sender):
            told = packet.unpack(payload)
            self._take(told)
            for message in told.presence:
                self.presence.heard(office, message)

    def _take(self, told: packet.Packet) -> None:
        for stream, q, payload in told.news:
            self.hub.deliver(stream, q, payload)
            if payload.startswith(RIGHTS_CHANGED) and stream.startswith("U:"):
                self._reconsider(int(stream.rpartition(":")[2]))
        for kind, data in told.control:
            if kind == "revoked":
                self._end(**data)

    def _unbridgeable(self, stream: str, sockets: Iterable[Socket]) -> None:
        for socket in sockets:
            if isinstance(socket, LiveProtocol) and isinstance(socket.listener, Connection):
                socket.listener.resync(stream, "too_far")

    # Rights

    async def revoked(self, what: Revoked) -> None:
        """A session ended, or left this office: its sockets close on every node."""
        data = {"session_id": what.session_id, "office_id": what.office_id, "reason": what.reason}
        told = packet.Packet(control=[("revoked", data)])
        self._take(told)
        self.fanout.publish(what.office_id, packet.pack(self.sender, told))

    def _end(self, session_id: int, office_id: int, reason: str) -> None:
        for connection in list(self.of_session.get(session_id, ())):
            if connection.office_id in (office_id, None):
                rights.end(connection, reason)

    def _reconsider(self, person: int) -> None:
        if mine := list(self.of_person.get(person, ())):
            self.spawn(self._logged(rights.reconsider(self, mine)))

    async def recheck(self) -> None:
        """Every socket against the rows."""
        await rights.check(self, list(self.connections))

    # Repair

    async def sweep(self) -> None:
        """Streams that moved lately, whoever published them: what did not arrive is fetched."""
        if self.hub.channels:
            moved = await catchup.moved(self.store, self.store.clock() - SWEEP_LOOKS_BACK_MS)
            for stream, head in moved.items():
                self.hub.seen(stream, head)

    async def compare(self) -> None:
        """All heads of this node's streams, after the bus was away."""
        for stream, head in (await catchup.heads(self.store, list(self.hub.channels))).items():
            self.hub.seen(stream, head)

    def _gap(self) -> None:
        if self.hub.channels:
            self.spawn(self._logged(self.compare()))

    async def _logged(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as problem:
            log.warning("the clock will repeat this: %s", type(problem).__name__)


def _remove(index: dict[int, set[Connection]], key: int | None, connection: Connection) -> bool:
    """True when it was the last under this key."""
    if key is None or key not in index:
        return False
    index[key].discard(connection)
    if index[key]:
        return False
    del index[key]
    return True


async def _every(period_ms: int, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(period_ms / 1000)
        try:
            await work()
        except Exception as problem:
            name = getattr(work, "__name__", "")
            known = None if out_of_reach(problem) else problem
            log.warning("the %s could not be done now: %s", name, type(problem).__name__, exc_info=known)
