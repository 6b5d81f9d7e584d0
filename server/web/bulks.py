"""Reading what was asked of many, over HTTP."""

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import StreamingResponse

from server.bulk import queries
from server.bulk.frames import BulkDossiers, BulkFrame, Bulks
from server.web.endpoint import Call, Endpoint


class Page(Struct, forbid_unknown_fields=True):
    after: Annotated[str, Meta(max_length=20)] = ""
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


async def recent(call: Call) -> Bulks:
    """Staff: what I asked many since yesterday, newest first."""
    return await queries.recent(call.door.store, call.by)


async def one(call: Call) -> BulkFrame:
    """Staff: how far it is."""
    return await queries.one(call.door.store, call.by, call.id)


async def dossiers(call: Call) -> BulkDossiers:
    """Staff: what became of it in each dossier, failures first."""
    return await queries.dossiers(call.door.store, call.by, call.id, call.query.after, call.query.limit)


async def table(call: Call) -> StreamingResponse:
    """Staff: the same as a CSV file."""
    lines = await queries.table(call.door.store, call.by, call.id)
    headers = {"Content-Disposition": f'attachment; filename="vinkje-{call.id}.csv"'}
    return StreamingResponse(lines, media_type="text/csv", headers=headers)


ENDPOINTS = [
    Endpoint("GET", "/api/v1/bulks", recent, Bulks),
    Endpoint("GET", "/api/v1/bulks/{id:int}", one, BulkFrame),
    Endpoint("GET", "/api/v1/bulks/{id:int}/dossiers", dossiers, BulkDossiers, query=Page),
    Endpoint("GET", "/api/v1/bulks/{id:int}/results", table, gives="text/csv"),
]
