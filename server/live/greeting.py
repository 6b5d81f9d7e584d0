"""From hello to live: who it is, what it may hear, from where it goes on."""

import logging
from typing import TYPE_CHECKING

from server.accounts.principal import Principal
from server.asking import asking
from server.clock import iso
from server.db import out_of_reach
from server.dossiers.me import me
from server.errors import Internal, Refused, Unauthenticated, Unavailable
from server.live import closing, decoding, frames
from server.live.connection import Connection
from server.streams import queries as streams

if TYPE_CHECKING:
    from server.live.node import Live

log = logging.getLogger(__name__)


async def greet(node: "Live", connection: Connection, frame: decoding.Incoming) -> None:
    """Answer the hello: `welcome` and what was missed, or an error and the close that belongs to it."""
    try:
        await _welcome(node, connection, decoding.as_type(frames.Hello, frame.d))
    except Refused as refused:
        connection.tell(frames.error(frame.id, refused))
        known = not isinstance(refused, Unauthenticated)
        connection.close(closing.PROTOCOL_ERROR if known else closing.SIGN_IN_AGAIN)
    except Exception as problem:
        away = out_of_reach(problem)
        log.error("a hello failed: %s", type(problem).__name__, exc_info=None if away else problem)
        connection.tell(frames.error(frame.id, Unavailable() if away else Internal()))
        connection.close(closing.OVERLOADED if away else closing.INTERNAL)


async def _welcome(node: "Live", connection: Connection, hello: frames.Hello) -> None:
    principal = await _admit(node, connection, hello.ticket)
    if not await node.join(connection, principal):
        return
    async with asking(node.store) as ask:
        myself = await me(ask, principal, node.settings.reminders.unread_after)
        if connection.socket.gone():
            return
        connection.hearing.is_of(myself.streams)
        heads = await streams.heads(ask, connection.hearing.streams)
    if connection.socket.gone():
        return
    known = hello.epoch in (None, node.epoch)
    start, too_far = starts(heads, hello.cursor if known else {}, node.limits.resume_at_most)
    welcome = frames.Welcome(
        me=myself,
        epoch=node.epoch,
        server_time=iso(node.store.clock()),
        resumed=known and not too_far,
        streams=heads,
        limits=frames.told(node.settings),
        heartbeat_s=node.limits.heartbeat // 1000,
        expires_at=iso(principal.expires_at),
    )
    connection.tell(frames.event("welcome", welcome))
    if not known:
        connection.resync(None, "epoch")
    go_on(node, connection, heads, start, too_far)
    node.presence.came(connection, principal, hello.device.kind if hello.device else "")
    connection.welcomed(principal)


async def _admit(node: "Live", connection: Connection, ticket: str | None) -> Principal:
    """Registered first and checked then: a session revoked in between ends this socket too."""
    if ticket is not None:
        principal = await node.sessions.by_ticket(ticket)
        connection.session_id = principal.session_id if principal else None
    if connection.session_id is None:
        raise Unauthenticated
    node.register(connection, connection.session_id)
    principal = await node.sessions.by_id(connection.session_id)
    if principal is None:
        raise Unauthenticated
    return principal


def starts(heads: dict[str, int], cursor: dict[str, int], most: int) -> tuple[dict[str, int], list[str]]:
    """From where each stream goes on, and which are too far to be bridged. Cursors of other streams do not count."""
    wanted = {stream: q for stream, q in cursor.items() if stream in heads}
    too_far = [stream for stream, q in wanted.items() if q > heads[stream] or heads[stream] - q > most]
    return heads | {stream: q for stream, q in wanted.items() if stream not in too_far}, too_far


def go_on(
    node: "Live", connection: Connection, heads: dict[str, int], start: dict[str, int], too_far: list[str]
) -> None:
    """Hear everything after `start`: what was missed from the rows, then live."""
    for stream in too_far:
        connection.resync(stream, "too_far")
    for stream, head in heads.items():
        node.hub.seen(stream, head)
    connection.hearing.starts(start)
