"""The sockets of one office that want to know who is there, or what goes on in a conversation."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from server.conversations import access
from server.conversations.access import Sight

if TYPE_CHECKING:
    from server.live.connection import Connection

Encode = Callable[[Sight], bytes | None]


class Listeners:
    """What a socket may hear is asked anew for every word. `missed`: of whom they were told less than
    there was; None is everybody."""

    def __init__(self, shown_to_clients: bool) -> None:
        self.shown_to_clients = shown_to_clients
        self.boards: set[Connection] = set()
        self.watchers: dict[int, set[Connection]] = {}
        self.watched: dict[Connection, set[int]] = {}
        self.missed: dict[Connection, set[int] | None] = {}

    def watch(self, connection: "Connection", conversations: Iterable[int]) -> None:
        for conversation in conversations:
            self.watchers.setdefault(conversation, set()).add(connection)
            self.watched.setdefault(connection, set()).add(conversation)

    def unwatch(self, connection: "Connection", conversations: Iterable[int]) -> None:
        for conversation in conversations:
            if conversation in self.watched.get(connection, ()):
                self.watched[connection].discard(conversation)
                self.watchers[conversation].discard(connection)
                if not self.watchers[conversation]:
                    del self.watchers[conversation]

    def drop(self, connection: "Connection") -> None:
        self.unwatch(connection, list(self.watched.get(connection, ())))
        self.watched.pop(connection, None)
        self.boards.discard(connection)
        self.missed.pop(connection, None)

    def sight(self, connection: "Connection") -> Sight | None:
        by = connection.principal
        return access.sees_presence(by, self.shown_to_clients) if by else None

    def tell_boards(self, people: Collection[int], encode: Encode) -> None:
        """Of these people, the same bytes to all who may see as much."""
        frames: dict[Sight, bytes | None] = {}
        for connection in self.boards:
            sight = self.sight(connection)
            if sight is None:
                continue
            if sight not in frames:
                frames[sight] = encode(sight)
            if (frame := frames[sight]) is not None:
                self.whisper(connection, frame, people)

    def tell_watchers(self, conversation: int, frame: bytes) -> None:
        for connection in self.watchers.get(conversation, ()):
            if conversation in self.sees_within(connection):
                self.whisper(connection, frame, ())

    def sees_within(self, connection: "Connection") -> set[int]:
        """The conversations he watches, and may."""
        by = connection.principal
        return self.watched.get(connection, set()) if by and access.may_watch(by) else set()

    def whisper(self, connection: "Connection", frame: bytes, people: Collection[int] | None) -> None:
        """About these people, or all; what he cannot hear now is made good later."""
        if connection.hearing.whisper(frame):
            return
        before = self.missed.setdefault(connection, set())
        self.missed[connection] = None if before is None or people is None else before | set(people)
