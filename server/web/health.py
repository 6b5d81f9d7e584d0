"""Whether this process lives, and whether it should be given work."""

import msgspec
from sqlalchemy import text

from server.errors import Unavailable
from server.web.endpoint import Call, Endpoint


class Health(msgspec.Struct):
    ok: bool = True


async def alive(call: Call) -> Health:
    """The process answers."""
    return Health()


async def ready(call: Call) -> Health:
    """It can read and write: 503 while the database is away, or while this node drains."""
    services = call.door.services
    if services.writer.task is None or services.writer.task.done():
        raise Unavailable()
    if call.request.app.state.live.draining:
        raise Unavailable("This node is going away.")
    async with services.store.session() as session:
        await session.execute(text("SELECT 1"))
    return Health()


ENDPOINTS = [
    Endpoint("GET", "/healthz", alive, Health, signed_in=False),
    Endpoint("GET", "/readyz", ready, Health, signed_in=False),
]
