"""Reading conversations over HTTP."""

from typing import Annotated

from msgspec import Meta, Struct

from server.commands.base import Id, Number
from server.conversations.frames import ClientCounters, ClientList, OfficeCounters, OfficeList
from server.messages.queries import Window
from server.reading import overview
from server.reading.details import ClientDetails, OfficeDetails, details
from server.reading.filters import Filter
from server.reading.history import ClientHistory, OfficeHistory, history
from server.web.endpoint import Call, Endpoint


class Page(Struct, forbid_unknown_fields=True):
    before_seq: Id | None = None
    after_seq: Number | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


async def list_them(call: Call) -> OfficeList | ClientList:
    """The conversations I can see, newest activity first, with counters and a cursor of the same moment."""
    return await overview.overview(call.door.store, call.by, call.query)


async def one(call: Call) -> OfficeDetails | ClientDetails:
    """One conversation: who reads it, its dossier and, for staff, its mails."""
    remind_after = call.door.settings.reminders.unread_after
    return await details(call.door.store, call.by, call.id, remind_after)


async def messages(call: Call) -> OfficeHistory | ClientHistory:
    """Its messages, oldest first; the last ones unless bounded."""
    wanted: Page = call.query
    window = Window(wanted.before_seq, wanted.after_seq, wanted.limit)
    return await history(call.door.store, call.by, call.id, window)


async def counters(call: Call) -> OfficeCounters | ClientCounters:
    """How many conversations are open, closed, unread and waiting."""
    return await overview.counted(call.door.store, call.by)


ENDPOINTS = [
    Endpoint("GET", "/api/v1/conversations", list_them, OfficeList | ClientList, query=Filter),
    Endpoint("GET", "/api/v1/conversations/{id:int}", one, OfficeDetails | ClientDetails),
    Endpoint(
        "GET", "/api/v1/conversations/{id:int}/messages", messages, OfficeHistory | ClientHistory, query=Page
    ),
    Endpoint("GET", "/api/v1/counters", counters, OfficeCounters | ClientCounters),
]
