"""What this server says of itself: `/openapi.json`, `/asyncapi.json`, and both as a page at `/docs`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from server.config import Settings
from server.described import asyncapi, openapi, page
from server.web.endpoint import Endpoint, as_json


@dataclass(frozen=True)
class Described:
    """Made when somebody first asks for it."""

    endpoints: Sequence[Endpoint]
    settings: Settings

    @cached_property
    def over_http(self) -> dict[str, Any]:
        return openapi.document(self.endpoints, self.settings)

    @cached_property
    def live(self) -> dict[str, Any]:
        return asyncapi.document(self.settings)

    @cached_property
    def html(self) -> str:
        return page.render(self.over_http, self.live)


def routes(endpoints: Sequence[Endpoint], settings: Settings) -> list[Route]:
    described, headers = Described(endpoints, settings), {"Content-Security-Policy": page.policy(settings)}

    async def over_http(_: Request) -> Response:
        return as_json(described.over_http)

    async def live(_: Request) -> Response:
        return as_json(described.live)

    async def docs(_: Request) -> Response:
        return HTMLResponse(described.html, headers=headers)

    answers = {"/openapi.json": over_http, "/asyncapi.json": live, "/docs": docs}
    return [Route(path, answer, methods=["GET"]) for path, answer in answers.items()]
