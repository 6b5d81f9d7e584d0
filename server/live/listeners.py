"""The sockets of one office that want to know who is there, or what goes on in a conversation."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from server.conversations import access
from server.conversations.access import Sight

if TYPE_CHECKING:
    from server.live.connection import Connection

Encode = Callable[[Sight], bytes | None]


class Listeners:
    """What a socket may hear is asked anew for every word. `missed`: they were told less than there was."""

    def __init__(self, shown_to_clients: bool) -> None:
        self.shown_to_clients = shown_to_clients
        self.boards: set[Connection] = set()
        self.watchers: dict[int, set[Connection]] = {}
        self.watched: dict[Connection, set[int]] = {}
        self.missed: set[Connection] = set()

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
        self.missed.discard(connection)

    def sight(self, connection: "Connection") -> Sight | None:
        by = connection.principal
        return access.sees_presence(by, self.shown_to_clients) if by else None

    def tell_boards(self, encode: Encode) -> None:
        """The same bytes to all who may see as much."""
        frames: dict[Sight, bytes | None] = {}
        for connection in self.boards:
            sight = self.sight(connection)
            if sight is None:
                continue
            if sight not in frames:
                frames[sight] = encode(sight)
            if (frame := frames[sight]) is not None:
                self.whisper(connection, frame)

    def tell_watchers(self, conversation: int, frame: bytes) -> None:
        for connection in self.watchers.get(conversation, ()):
            by = connection.principal
            if by is not None and access.may_watch(by):
                self.whisper(connection, frame)

    def whisper(self, connection: "Connection", frame: bytes) -> None:
        if not connection.hearing.whisper(frame):
            self.missed.add(connection)
