"""Commands of the socket: the table that HTTP has too, and resuming."""

import asyncio
import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from server import catchup
from server.errors import BadRequest, HelloRequired, Internal, Refused, Unavailable
from server.live import decoding, frames
from server.live.connection import Connection
from server.live.greeting import starts
from server.store import LOST

if TYPE_CHECKING:
    from server.live.node import Live

log = logging.getLogger(__name__)


async def answer(node: "Live", connection: Connection, frame: decoding.Incoming) -> None:
    """Exactly one answer, whatever happens."""
    try:
        told = frames.ok(frame.id, await _perform(node, connection, frame))
    except Refused as refused:
        told = frames.error(frame.id, refused)
    except (*LOST, DBAPIError) as problem:
        log.warning("%s cannot be done now: %s", frame.t, problem)
        told = frames.error(frame.id, Unavailable())
    except Exception:
        log.exception("%s failed", frame.t)
        told = frames.error(frame.id, Internal())
    connection.tell(told)


async def _perform(node: "Live", connection: Connection, frame: decoding.Incoming) -> object:
    if connection.principal is None:
        raise HelloRequired
    if frame.t == "hello":
        raise BadRequest("Hello was said before.", field="t")
    if frame.t == "resume":
        return await _resume(node, connection, decoding.as_type(frames.Resume, frame.d))
    command = decoding.command(frame.t)
    return await command.does(node.services, connection.principal, decoding.as_type(command.takes, frame.d))


async def _resume(node: "Live", connection: Connection, d: frames.Resume) -> frames.Resumed:
    """Everything after these cursors once more, and from there on live."""
    heads = await catchup.heads(node.store, connection.streams)
    heads = {
        stream: head for stream, head in heads.items() if stream in d.cursor and stream in connection.streams
    }
    start, too_far = starts(heads, d.cursor, node.limits.resume_at_most)
    for stream in too_far:
        connection.resync(stream, "too_far")
    for stream, head in heads.items():
        node.hub.seen(stream, head)
    connection.pause(tuple(start))
    caught_up = asyncio.Event()
    connection.refill.begin(start, caught_up.set)
    await caught_up.wait()
    return frames.Resumed(connection.cursors())
