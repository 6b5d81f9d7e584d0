"""What this server says of itself: `/openapi.json`, `/asyncapi.json`, and both as a page at `/docs`."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.config import Settings
from server.described import asyncapi, openapi
from server.web.endpoint import Endpoint, as_json


def routes(endpoints: Sequence[Endpoint], settings: Settings) -> list[Route]:
    over_http, live = openapi.document(endpoints, settings), asyncapi.document(settings)
    return [_json("/openapi.json", over_http), _json("/asyncapi.json", live)]


def _json(path: str, document: dict[str, Any]) -> Route:
    async def answer(_: Request) -> Response:
        return as_json(document)

    return Route(path, answer, methods=["GET"])
