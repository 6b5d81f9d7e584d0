"""Presence on this node: its offices, and what it does about them by the clock."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from server.accounts.principal import Principal
from server.clock import Instant
from server.db import out_of_reach
from server.errors import Unavailable
from server.live.attendance import Attendance
from server.presence import queries
from server.presence.frames import State
from server.presence.messages import Message, Place, Who
from server.presence.rules import Device, kind_of

if TYPE_CHECKING:
    from server.live.connection import Connection
    from server.live.node import Live

TICKS = 3  # to a renewal
RENEWALS = 3  # to a lease
log = logging.getLogger(__name__)


class Presence:
    """`came` and `left` are told by the connections, `heard` by the bus, `tick` by the clock."""

    def __init__(self, node: "Live") -> None:
        self.node = node
        self.settings = node.settings.presence
        self.period = self.settings.lease // (RENEWALS * TICKS)
        self.offices: dict[int, Attendance] = {}
        self.opened = 0
        self.at: dict[Connection, Attendance] = {}
        self.devices: dict[Connection, Device] = {}
        self.ended: dict[int, Instant] = {}
        self.noting = False
        self.ticks = 0

    def came(self, connection: "Connection", by: Principal, kind: str) -> None:
        office = self.at[connection] = self.offices.get(by.office_id) or self._opens(by.office_id)
        device = self.devices[connection] = Device("online", kind_of(kind), self.node.store.clock())
        office.comes(connection, Who(by.person_id, by.name, by.side), device)

    def left(self, connection: "Connection") -> None:
        if self.devices.pop(connection, None) is None:
            return
        self.at.pop(connection).leaves(connection)
        if connection.session_id is not None:
            self.ended[connection.session_id] = self.node.store.clock()

    def says(self, connection: "Connection", state: State, place: Place | None) -> None:
        """What a device tells of itself; nothing, if it is gone by now."""
        if before := self.devices.get(connection):
            device = self.devices[connection] = Device(state, before.kind, self.node.store.clock(), place)
            self.of(connection).put(connection, device)

    def uprooted(self, connection: "Connection") -> None:
        """He may see other things than before: where he was may be none of his."""
        if device := self.devices.get(connection):
            self.says(connection, device.state, None)

    def of(self, connection: "Connection") -> Attendance:
        """That of his office. Errors: `Unavailable` for a socket that is gone, which will not hear of it."""
        if connection not in self.at:
            raise Unavailable
        return self.at[connection]

    def heard(self, office: int, message: Message) -> None:
        if attendance := self.offices.get(office):
            attendance.heard(message)

    async def tick(self) -> None:
        self.ticks += 1
        for office, attendance in list(self.offices.items()):
            attendance.tick()
            if self.ticks % TICKS == 0:
                attendance.renew()
            if attendance.is_over:
                del self.offices[office]
        if self.ended and not self.noting:
            self.noting = True  # a database that does not answer must not keep the lease waiting
            self.node.spawn(self._note_ended())

    def stop(self) -> None:
        for attendance in self.offices.values():
            attendance.ends()

    def _opens(self, office: int) -> Attendance:
        say = partial(self.node.says, office)
        self.opened += 1  # begun anew it counts anew, and must not be taken for the one before
        name = f"{self.node.sender.hex()}.{self.opened}"
        made = Attendance(name, self.settings, self.node.store.clock, say)
        self.offices[office] = made
        return made

    async def _note_ended(self) -> None:
        """When these sessions were last seen; a full disk or a busy database keeps nobody from reading."""
        ended, self.ended = self.ended, {}
        try:
            await queries.note_seen(self.node.store, ended)
        except Exception as problem:
            known = None if out_of_reach(problem) else problem
            log.warning("when people were last seen is not noted: %s", type(problem).__name__, exc_info=known)
        finally:
            self.noting = False
