"""Rights that change while a socket is open."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, cast

from server import catchup
from server.clock import iso
from server.dossiers.standing import Standing, standings
from server.live import closing, frames
from server.live.connection import Connection
from server.live.greeting import go_on

if TYPE_CHECKING:
    from server.live.node import Live

EXPIRING_MS = 60_000


async def reconsider(node: "Live", connections: list[Connection]) -> None:
    """Ask anew what these may do; nothing of their streams reaches them before the answer.

    Where there is none they come back, and so does who is just coming in: what he was told may be of before.
    """
    for connection in connections:
        if connection.principal is None:
            connection.close(closing.RESYNC)
    with ExitStack() as holds:
        for connection in connections:
            holds.enter_context(connection.hearing.held())
        try:
            await check(node, connections)
        except Exception:
            for connection in connections:
                connection.close(closing.OVERLOADED)
            raise


async def check(node: "Live", connections: list[Connection]) -> None:
    """Compare these with the rows, in two statements. One at a time: what was read first must not be applied last."""
    async with node.checking:
        asked = {
            one.session_id for one in connections if one.session_id is not None and one.principal is not None
        }
        now = await standings(node.store, asked)
        for connection in connections:
            if connection.session_id in asked:
                await apply(node, connection, now.get(connection.session_id))


async def apply(node: "Live", connection: Connection, standing: Standing | None) -> None:
    """Bring the socket to its rights of this moment. None: its session ended."""
    before = connection.principal
    if before is None:
        return
    if standing is None:
        expired = before.expires_at <= node.store.clock()
        end(connection, "expired" if expired else "revoked")
    elif standing.principal.office_id != before.office_id:
        end(connection, "switched")
    else:
        connection.principal = standing.principal
        _warn(connection, standing.principal.expires_at, node.store.clock())
        await _listen_to(node, connection, standing.streams)


def end(connection: Connection, reason: str) -> None:
    """`expired` and `switched` may come back at once; any other reason is told, and final."""
    if reason == "expired":
        connection.close(closing.EXPIRED)
    elif reason == "switched":
        connection.close(closing.RESYNC)
    else:
        connection.tell(
            frames.event("session.revoked", frames.SessionRevoked(cast(frames.EndReason, reason)))
        )
        connection.close(closing.SESSION_REVOKED)


def _warn(connection: Connection, expires_at: int, now: int) -> None:
    if not connection.warned and expires_at - now <= EXPIRING_MS:
        connection.warned = True
        connection.tell(frames.event("auth.expiring", frames.AuthExpiring(iso(expires_at))))


async def _listen_to(node: "Live", connection: Connection, streams: tuple[str, ...]) -> None:
    if set(streams) == set(connection.hearing.streams):
        return
    new = connection.hearing.is_of(streams)
    node.presence.uprooted(connection)
    try:
        heads = await catchup.heads(node.store, new)
    except Exception:
        connection.close(closing.OVERLOADED)  # or it would hear nothing of them, and never know
        raise
    if not connection.socket.gone():
        go_on(node, connection, heads, heads, [])
        connection.resync(None, "access")
