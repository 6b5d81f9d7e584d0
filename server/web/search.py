"""Searching over HTTP."""

from server.reading.search import Search, search
from server.search.frames import SearchPage
from server.web.endpoint import Call, Endpoint


async def find(call: Call) -> SearchPage:
    """Dossiers, conversations and messages I can see that hold all these words, newest first."""
    return await search(call.door.store, call.by, call.query)


ENDPOINTS = [Endpoint("GET", "/api/v1/search", find, SearchPage, query=Search)]
