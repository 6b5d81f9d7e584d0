"""What was chosen about mails, over HTTP."""

from server.errors import Forbidden
from server.reminders.choices import OfficeMail, OwnQuiet, of_office, of_person
from server.web.endpoint import Call, Endpoint


async def office(call: Call) -> OfficeMail:
    """When the office's mails go out, after how long, from and to where."""
    return await of_office(call.door.store, call.by)


async def own(call: Call) -> OwnQuiet:
    """When I get no mail."""
    return await of_person(call.door.store, call.by)


ENDPOINTS = [
    Endpoint("GET", "/api/v1/office/mail", office, OfficeMail, refuses=(Forbidden,)),
    Endpoint("GET", "/api/v1/quiet", own, OwnQuiet),
]
