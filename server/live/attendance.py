"""Who is in one office, as this node knows it and tells it."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from server.clock import Clock, Instant
from server.config import Presence as Settings
from server.conversations.access import Sight
from server.live.frames import event
from server.live.listeners import Listeners
from server.presence.frames import LookingTold, PresenceAll, PresenceTold, TypingTold
from server.presence.messages import Ask, Bye, Message, Typed, Who
from server.presence.pacing import Paced
from server.presence.queries import LastSeen
from server.presence.register import Register
from server.presence.rules import Device
from server.presence.told import absent, all_named, shown
from server.presence.typists import Typists
from server.presence.view import Moved, View

if TYPE_CHECKING:
    from server.live.connection import Connection

PERSON, TYPING = "person", "typing"
BURSTS = 10  # at most, in the time in which a person may change once


class Attendance:
    """`say` speaks to the other nodes. Nothing here waits."""

    def __init__(self, node: str, settings: Settings, clock: Clock, say: Callable[[Message], None]) -> None:
        self.settings = settings
        self.clock = clock
        self.say = say
        self.loop = asyncio.get_running_loop()
        self.register = Register(node, settings.lease / 1000)
        self.typists = Typists(settings.typing / 1000)
        self.paced = Paced(settings.pace / 1000)
        self.listeners = Listeners(settings.shown_to_clients)
        self.view = View()
        self.here: dict[Connection, Who] = {}
        self.vouched: dict[int, Instant] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.wakes = self.told_at = 0.0

    @property
    def is_over(self) -> bool:
        """Nobody is here, and everybody was told so."""
        return not self.here and not self.paced.waiting

    # This node's sockets

    def comes(self, connection: "Connection", who: Who, device: Device) -> None:
        first = not self.here
        self.here[connection] = who
        self.put(connection, device, self.settings.settle)
        if first:
            self.renew()
            self.say(Ask(""))

    def put(self, connection: "Connection", device: Device, after: int = 0) -> None:
        """What he says of himself; told once it has stood for `after` milliseconds."""
        if who := self.here.get(connection):
            self.register.put(connection, who, device)
            self._mark(PERSON, who.person, after)

    def leaves(self, connection: "Connection") -> None:
        self.listeners.drop(connection)
        if who := self.here.pop(connection, None):
            self.register.drop(connection, who.person)
            self._mark(PERSON, who.person, self.settings.linger)

    def types(self, typed: Typed) -> None:
        if self.typists.passes_on(typed, self.loop.time()):
            self.say(typed)
            self._typing_changed(typed.conversation, typed.who)

    # The other nodes

    def heard(self, message: Message) -> None:
        now = self.loop.time()
        if isinstance(message, Typed):
            if self.typists.hears(message, now):
                self._typing_changed(message.conversation, message.who)
            return
        about, answer = self.register.hears(message, now)
        if answer is not None:
            self.say(answer)
        for person in about:
            self._mark(PERSON, person)

    def renew(self) -> None:
        if self.here:
            self.say(self.register.renewal())

    def ends(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.say(Bye(self.register.node))

    # What time does

    def tick(self) -> None:
        now = self.loop.time()
        for person in self.register.expire(now):
            self.vouched[person] = self.clock() - self.settings.lease
            self._mark(PERSON, person)
        for conversation, who in self.typists.expire(now):
            self._typing_changed(conversation, who)
        for connection in list(self.listeners.missed):
            self._makes_good(connection)

    def _typing_changed(self, conversation: int, who: Who) -> None:
        self._mark(TYPING, conversation)
        self._mark(PERSON, who.person)

    def _mark(self, kind: str, id: int, after: int = 0) -> None:
        now = self.loop.time()
        self._wake(self.paced.mark((kind, id), now, now + after / 1000))

    def _wake(self, due: float) -> None:
        """Be there then; what comes by the hundreds is told together."""
        due = max(due, self.told_at + self.settings.pace / (1000 * BURSTS))
        if self.timer is not None:
            if self.wakes <= due:
                return
            self.timer.cancel()
        self.timer, self.wakes = self.loop.call_at(due, self._tell), due

    def _tell(self) -> None:
        """Everything that is due, to the other nodes and to who listens here."""
        self.timer, self.told_at = None, self.loop.time()
        due = self.paced.due(self.told_at)
        people = [id for kind, id in due if kind == PERSON]
        if change := self.register.change(people):
            self.say(change)
        moved = [one for person in people if (one := self._updated(person))]
        self.listeners.tell_boards([one.person for one in moved], lambda sight: self._presence(moved, sight))
        for conversation in set().union(*(one.conversations for one in moved)):
            self.listeners.tell_watchers(conversation, event("looking", self._looking(conversation)))
        for conversation in [id for kind, id in due if kind == TYPING]:
            self.listeners.tell_watchers(conversation, event("typing", self._typing(conversation)))
        if (following := self.paced.next()) is not None:
            self._wake(following)

    def _updated(self, person: int) -> Moved | None:
        seen = self.vouched.pop(person, None) or self.clock()
        return self.view.update(person, self.register.one(person), bool(self.typists.of(person)), seen)

    # What is told

    def shows(self, connection: "Connection", known: LastSeen) -> None:
        """Tell him everything, from now on every change, and of `known` when they were last seen."""
        sight = self.listeners.sight(connection)
        if sight and connection in self.here:
            self.listeners.boards.add(connection)
            self.listeners.whisper(connection, event("presence.sync", self._everybody(sight, known)), None)

    def watches(self, connection: "Connection", conversations: Collection[int]) -> None:
        """Tell him who types and looks in these, where somebody does, and from now on every change."""
        if connection not in self.here:
            return
        self.listeners.watch(connection, conversations)
        for conversation in conversations:
            if self.view.lookers(conversation):
                self.listeners.whisper(connection, event("looking", self._looking(conversation)), ())
            if self.typists.within(conversation):
                self.listeners.whisper(connection, event("typing", self._typing(conversation)), ())

    def _everybody(self, sight: Sight, known: LastSeen = ()) -> PresenceAll:
        away = [
            absent(who, max(seen or 0, self.view.last_seen(who.person) or 0) or None, sight)
            for who, seen in known
            if who.person not in self.view.shown and shown(who, sight)
        ]
        return PresenceAll([*self.view.everybody(sight), *away])

    def _presence(self, moved: Iterable[Moved], sight: Sight) -> bytes | None:
        """Where somebody is and whether he types is nothing to clients, nor when that changes."""
        about = [one.person for one in moved if one.state or sight != "client"]
        told = [present for person in about if (present := self.view.one(person, sight))]
        return event("presence", PresenceTold(told)) if told else None

    def _looking(self, conversation: int) -> LookingTold:
        return LookingTold(conversation, all_named(self.view.lookers(conversation)))

    def _typing(self, conversation: int) -> TypingTold:
        return TypingTold(conversation, all_named(self.typists.within(conversation)))

    def _makes_good(self, connection: "Connection") -> None:
        """He missed something: how that is now, if he can hear it now."""
        people = self.listeners.missed[connection]
        frames = [self._again(connection, people)] if connection in self.listeners.boards else []
        for conversation in self.listeners.sees_within(connection):
            frames.append(event("looking", self._looking(conversation)))
            frames.append(event("typing", self._typing(conversation)))
        if all(connection.hearing.whisper(frame) for frame in frames if frame):
            del self.listeners.missed[connection]

    def _again(self, connection: "Connection", people: Collection[int] | None) -> bytes | None:
        sight = self.listeners.sight(connection)
        if sight is None:
            return None
        if people is None:
            return event("presence.sync", self._everybody(sight))
        return self._presence([Moved(person, True) for person in people], sight)
