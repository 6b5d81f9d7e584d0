"""Who works here."""

from server.errors import Forbidden
from server.people import queries
from server.people.frames import Colleagues
from server.web.endpoint import Call, Endpoint


async def staff(call: Call) -> Colleagues:
    """Everybody with a place in the office, and whether they can get in."""
    return await queries.colleagues(call.door.store, call.by)


ENDPOINTS = [Endpoint("GET", "/api/v1/staff", staff, Colleagues, refuses=(Forbidden,))]
