"""Bugs to plant: each spoils one place, and the machine must notice. For tests of the machine only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from server import catchup
from server.conversations.facts import Facts
from server.live import rights
from server.live.framing import text_frame
from server.live.hub import Hub, Socket
from server.receipts import actions as receipts
from server.receipts.rules import Marks
from server.streams.actions import dossier_stream


@contextmanager
def planted(owner: Any, name: str, bug: Any) -> Iterator[None]:
    healthy = getattr(owner, name)
    setattr(owner, name, bug)
    try:
        yield
    finally:
        setattr(owner, name, healthy)


def deliver_unchecked(self: Hub, stream: str, q: int, payload: bytes) -> None:
    """Whatever the bus brings goes out, whether it is next or not."""
    if channel := self.channels.get(stream):
        channel.advance(q, text_frame(payload))


def go_live_too_early(self: Hub, stream: str, socket: Socket, cursor: int) -> bool:
    """The socket joins where the channel is, not where its device is."""
    self.channels[stream].live.add(socket)
    return True


healthy_after = catchup.after


async def skip_the_last_row(*arguments: Any, **options: Any) -> list[catchup.Found]:
    return (await healthy_after(*arguments, **options))[:-1]


def let_marks_go_back(known: Marks, asked: Marks, head: int) -> Marks:
    return Marks(min(max(asked.delivered_upto, asked.read_upto), head), min(asked.read_upto, head))


async def believe_old_rights(*_: object) -> None:
    """Who lost access goes on listening."""


BUGS: dict[str, Callable[[], Any]] = {
    "the hub delivers without looking at the number": lambda: planted(Hub, "deliver", deliver_unchecked),
    "a device goes live before it has caught up": lambda: planted(Hub, "go_live", go_live_too_early),
    "catch-up skips the last row": lambda: planted(catchup, "after", skip_the_last_row),
    "marks may go back": lambda: planted(receipts, "rise", let_marks_go_back),
    "private news goes to the whole dossier": lambda: planted(
        Facts, "client_stream", property(lambda self: dossier_stream(self.dossier_id))
    ),
    "open sockets keep lost rights": lambda: planted(rights, "check", believe_old_rights),
}
