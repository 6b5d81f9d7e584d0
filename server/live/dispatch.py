"""Commands of the socket: the table that HTTP has too, and resuming."""

import asyncio
import logging
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING

from server import catchup
from server.db import out_of_reach
from server.errors import BadRequest, HelloRequired, Internal, Refused, Unavailable
from server.live import decoding, frames
from server.live.commands import OF_A_CONNECTION, in_turn
from server.live.connection import Connection
from server.live.greeting import starts

if TYPE_CHECKING:
    from server.live.node import Live

log = logging.getLogger(__name__)


def answer(node: "Live", connection: Connection, frame: decoding.Incoming) -> None:
    """Exactly one answer, whatever happens. What only waits for the writer gets no task of its own."""
    try:
        done = asyncio.ensure_future(_perform(node, connection, frame))
    except Exception as problem:
        connection.tell(frames.error(frame.id, _refusal(frame, problem)))
    else:
        node.tasks.add(done)
        done.add_done_callback(partial(_tell, node, connection, frame))


def _tell(
    node: "Live", connection: Connection, frame: decoding.Incoming, done: asyncio.Future[object]
) -> None:
    node.tasks.discard(done)
    if done.cancelled():
        return
    if (problem := done.exception()) is None:
        connection.tell(frames.ok(frame.id, done.result()))
    else:
        connection.tell(frames.error(frame.id, _refusal(frame, problem)))


def _refusal(frame: decoding.Incoming, problem: BaseException) -> Refused:
    if isinstance(problem, Refused):
        return problem
    if out_of_reach(problem):
        log.warning("%s cannot be done now: %s", frame.t, type(problem).__name__)
        return Unavailable()
    log.error("%s failed", frame.t, exc_info=problem)
    return Internal()


def _perform(node: "Live", connection: Connection, frame: decoding.Incoming) -> Awaitable[object]:
    if connection.principal is None:
        raise HelloRequired
    if frame.t == "hello":
        raise BadRequest("Hello was said before.", field="t")
    if frame.t == "resume":
        return _resume(node, connection, decoding.as_type(frames.Resume, frame.d))
    if own := OF_A_CONNECTION.get(frame.t):
        return in_turn(own, node, connection, decoding.as_type(own.takes, frame.d))
    command = decoding.command(frame.t)
    return command.does(node.services, connection.principal, decoding.as_type(command.takes, frame.d))


async def _resume(node: "Live", connection: Connection, d: frames.Resume) -> frames.Resumed:
    """Everything after these cursors once more, and from there on live."""
    hearing = connection.hearing
    heads = await catchup.heads(node.store, hearing.streams)
    heads = {
        stream: head for stream, head in heads.items() if stream in d.cursor and stream in hearing.streams
    }
    start, too_far = starts(heads, d.cursor, node.limits.resume_at_most)
    for stream in too_far:
        connection.resync(stream, "too_far")
    for stream, head in heads.items():
        node.hub.seen(stream, head)
    caught_up = asyncio.Event()
    hearing.resumes(start, caught_up.set)
    await caught_up.wait()
    return frames.Resumed(hearing.cursors())
