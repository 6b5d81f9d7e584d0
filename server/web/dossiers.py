"""Reading dossiers over HTTP."""

from typing import Annotated

from msgspec import Meta, Struct

from server.dossiers.frames import DossierPage, Dossiers
from server.reading import dossiers
from server.web.endpoint import Call, Endpoint


class Search(Struct, forbid_unknown_fields=True):
    q: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


async def find(call: Call) -> Dossiers:
    """The dossiers I may know of, by name: the office's for staff, his own for a client."""
    return await dossiers.find(call.door.store, call.by, call.query.q.strip(), call.query.limit)


async def one(call: Call) -> DossierPage:
    """One dossier and its client users."""
    return await dossiers.one(call.door.store, call.by, call.id)


ENDPOINTS = [
    Endpoint("GET", "/api/v1/dossiers", find, Dossiers, query=Search),
    Endpoint("GET", "/api/v1/dossiers/{id:int}", one, DossierPage),
]
