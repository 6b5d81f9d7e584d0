"""Reading templates over HTTP."""

from server.templates import queries
from server.templates.frames import TemplateHistory, TemplatePage, Templates
from server.web.endpoint import Call, Endpoint


async def all_of(call: Call) -> Templates:
    """Staff: the standard templates and the office's own, with what each type allows."""
    return await queries.all_of(call.door.store, call.by)


async def one(call: Call) -> TemplatePage:
    """Staff: one template with its texts, and what the standard says."""
    return await queries.one(call.door.store, call.by, call.id)


async def history(call: Call) -> TemplateHistory:
    """Staff: the versions it had, newest first."""
    return await queries.history(call.door.store, call.by, call.id)


ENDPOINTS = [
    Endpoint("GET", "/api/v1/templates", all_of, Templates),
    Endpoint("GET", "/api/v1/templates/{id:int}", one, TemplatePage),
    Endpoint("GET", "/api/v1/templates/{id:int}/history", history, TemplateHistory),
]
