"""`/api/v1/live`: who may upgrade, and the socket from there to its end."""

import logging

import msgspec
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.utils import ClientDisconnected

from server.db import out_of_reach
from server.errors import BadRequest, Forbidden, Internal, RateLimited, Refused, Unauthenticated, Unavailable
from server.live.node import Live
from server.live.protocol import EXTENSION, LiveProtocol

SUBPROTOCOL = "vinkje.v1.json"
log = logging.getLogger(__name__)


async def live(websocket: WebSocket) -> None:
    """Refusals come before the upgrade, as plain HTTP; afterwards all is frames."""
    node: Live = websocket.app.state.live
    try:
        session_id = await admit(node, websocket)
    except Exception as problem:
        await websocket.send_denial_response(denial(problem))
        return
    await websocket.accept(subprotocol=SUBPROTOCOL)
    socket: LiveProtocol = websocket.scope["extensions"][EXTENSION]["socket"]
    if socket.gone():
        raise ClientDisconnected
    connection = node.connected(socket, session_id)
    while (message := await websocket.receive())["type"] != "websocket.disconnect":
        connection.received(message["text"].encode())


def denial(problem: Exception) -> Response:
    refused = (
        problem if isinstance(problem, Refused) else Unavailable() if out_of_reach(problem) else Internal()
    )
    if isinstance(refused, Internal):
        log.error("a handshake failed", exc_info=problem)
    body = msgspec.json.encode({"error": refused.answer()})
    return Response(body, refused.status, media_type="application/json")


async def admit(node: Live, asking: WebSocket) -> int | None:
    """The session it brought along. None: it must bring a ticket in its hello.

    Errors: `BadRequest` without our subprotocol, `Forbidden` for a foreign page, `RateLimited`, `Unavailable` while
    draining, `Unauthenticated` for a bearer token that is no longer valid.
    """
    if node.draining:
        raise Unavailable
    if not node.handshakes.take(asking.client.host if asking.client else "", node.loop.time()):
        raise RateLimited
    if SUBPROTOCOL not in asking.scope["subprotocols"]:
        raise BadRequest(f"Offer the subprotocol {SUBPROTOCOL}.")
    origins = asking.headers.getlist("origin")
    if origins and (len(origins) > 1 or origins[0] not in node.settings.origins):
        raise Forbidden("This page may not connect.")
    if (bearer := bearer_of(asking)) is not None:
        principal = await node.sessions.by_secret(bearer)
        if principal is None:
            raise Unauthenticated
        return principal.session_id
    return await _by_cookie(node, asking) if origins else None


async def _by_cookie(node: Live, asking: WebSocket) -> int | None:
    """A cookie counts only from a page of ours. An old one is told so after the upgrade: a page sees no status."""
    secret = asking.cookies.get(node.settings.cookie)
    principal = await node.sessions.by_secret(secret) if secret else None
    return principal.session_id if principal else None


def bearer_of(asking: HTTPConnection) -> str | None:
    scheme, _, token = asking.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


routes = [WebSocketRoute("/api/v1/live", live)]
