"""What holds for every answer and every request, whatever the route: headers, origins, and no traceback outside."""

import logging
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.config import Settings
from server.db import out_of_reach
from server.errors import BadRequest, Forbidden, Internal, NotFound, Refused, Unavailable
from server.web.endpoint import refusal

SAFE = {"GET", "HEAD", "OPTIONS"}
ANSWERS = {"http.response.start", "websocket.http.response.start"}  # the second: no upgrade
log = logging.getLogger(__name__)


def fixed_headers(settings: Settings) -> dict[str, str]:
    """On every answer; a page brings its own Content-Security-Policy."""
    headers = {
        "Content-Security-Policy": f"default-src 'none'; base-uri 'none'; form-action 'none'; {ancestors(settings)}",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    if settings.secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


def ancestors(settings: Settings) -> str:
    return "frame-ancestors " + (" ".join(settings.web.portals) or "'none'")


class Guards:
    """The outermost layer: whatever happens inside, the answer has its headers and says no more than it should."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = fixed_headers(settings)
        self.origins = frozenset(settings.origins)
        self.cookie = settings.cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def with_headers(message: Message) -> None:
            nonlocal began
            if message["type"] in ANSWERS:
                began = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            return await self.app(scope, receive, with_headers)
        try:
            if self._foreign(HTTPConnection(scope)):
                raise Forbidden("This request does not come from a page of ours.")
            await self.app(scope, receive, with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            if began:
                raise
            await answer_to(error)(scope, receive, with_headers)

    def _foreign(self, request: HTTPConnection) -> bool:
        """A browser must name an origin of ours before its cookie changes anything; a bearer token is no cookie."""
        if request.scope["method"] in SAFE or _has_bearer(request.headers):
            return False
        origin = request.headers.get("origin")
        return origin not in self.origins if origin is not None else self.cookie in request.cookies


def _has_bearer(headers: Headers) -> bool:
    return headers.get("authorization", "").lower().startswith("bearer ")


def answer_to(error: Exception) -> Response:
    """The answer to what went wrong; only our own fault is logged with where it happened."""
    if isinstance(error, Refused):
        return refusal(error)
    if isinstance(error, HTTPException):
        return refusal(_named(error), dict(error.headers or {}))
    if out_of_reach(error):
        log.warning("the database does not answer: %s", type(error).__name__)
        return refusal(Unavailable())
    log.error("a request failed", exc_info=error)
    return refusal(Internal())


class MethodNotAllowed(Refused):
    code, status, says = "method_not_allowed", 405, "This cannot be done here."


def _named(error: HTTPException) -> Refused:
    """What the router itself refused, in our words: a path that is not there is like an id that never was."""
    by_status: dict[int, Callable[[], Refused]] = {404: NotFound, 405: MethodNotAllowed}
    return by_status.get(error.status_code, BadRequest)()


async def handle(request: Request, error: Exception) -> Response:
    """For what the router itself raises: in Starlette's own words it would be plain text."""
    answer = answer_to(error)
    if answer.status_code == MethodNotAllowed.status:
        answer.headers["Allow"] = ", ".join(sorted(_methods_here(request)))
    return answer


def _methods_here(request: Request) -> set[str]:
    """A path has a route per method; the router names only those of the first."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    return {
        method
        for route in routes
        for method in route.methods or ()
        if route.matches(request.scope)[0] is Match.PARTIAL
    }
