"""A row of the table of routes: what it takes, who may call it, what it answers. OpenAPI is made from the same rows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts.principal import Principal
from server.accounts.sessions import Sessions
from server.commands.base import MOST_ID, Services
from server.config import Settings
from server.conversations.access import works_here
from server.errors import BadRequest, Forbidden, NotFound, RateLimited, Refused, TooLarge, Unauthenticated
from server.store import Store
from server.strict import convert, decode
from server.web.pieces import Pieces

BODY_AT_MOST = 262_144
BODY_WITHIN = 20
JSON = "application/json"


class Whole(IntegerConvertor):
    """A path's number, of no more digits than an id has: Python refuses to read very long ones."""

    regex = "[0-9]{1,16}"


register_url_convertor("int", Whole())


@dataclass(frozen=True, slots=True)
class Door:
    """What the HTTP side needs of the process it runs in."""

    services: Services
    sessions: Sessions
    pieces: Pieces = field(default_factory=Pieces)

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def settings(self) -> Settings:
        return self.services.settings


@dataclass(frozen=True, slots=True)
class Call:
    """One request, already read: `by` is who asks, `query` and `body` have the endpoint's shapes."""

    door: Door
    request: Request
    by: Principal
    query: Any = None
    body: Any = None

    @property
    def id(self) -> int:
        """The number in the path; what cannot be an id does not exist."""
        found = int(self.request.path_params["id"])
        if found > MOST_ID:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`answers` is the shape of a 200; none means 204. `does` may also return a Response of its own. `refuses` names
    what it refuses beyond what every request of its kind can be refused for. What is the `office`'s is refused to
    clients, and to who only watches.


    With `reads` the body is bytes of that type, which `does` takes as they come; with `gives` the answer is bytes."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str
    does: Callable[..., Awaitable[Any]]
    answers: Any = None
    query: type[msgspec.Struct] | None = None
    takes: type[msgspec.Struct] | None = None
    signed_in: bool = True
    refuses: tuple[type[Refused], ...] = ()
    office: bool = False
    reads: str = ""
    gives: str = ""
    most: int = BODY_AT_MOST

    @property
    def summary(self) -> str:
        return (self.does.__doc__ or "").strip().split("\n")[0]

    def route(self) -> Route:
        return Route(self.path, self.answer, methods=[self.method], name=f"{self.method} {self.path}")

    async def answer(self, request: Request) -> Response:
        door: Door = request.app.state.door
        by = await signed_in(door, request) if self.signed_in else None
        if self.office and (by is None or not works_here(by)):
            raise Forbidden
        if self.reads:
            _refuse_other(request, self.reads)
        query = _query(request, self.query) if self.query else None
        body = decode(await _body(request, self.most), self.takes) if self.takes else None
        call: Any = Call(door, request, by, query, body)  # type: ignore[arg-type]
        done = await self.does(call)
        return done if isinstance(done, Response) else as_json(done)


def as_json(answer: Any, status: int = 200) -> Response:
    if answer is None:
        return Response(status_code=204)
    return Response(msgspec.json.encode(answer), status, media_type=JSON)


def refusal(refused: Refused, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode({"error": refused.answer()}), refused.status, headers, JSON)


def secret_of(door: Door, request: Request) -> str | None:
    """The bearer token, else the cookie. Whoever sends a token is never taken for the owner of a cookie."""
    given = request.headers.get("authorization")
    if given is None:
        return request.cookies.get(door.settings.cookie)
    scheme, _, token = given.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def signed_in(door: Door, request: Request) -> Principal:
    secret = secret_of(door, request)
    principal = await door.sessions.by_secret(secret) if secret else None
    if not principal:
        raise Unauthenticated
    now = asyncio.get_running_loop().time()
    if not door.services.rates.take(principal.person_id, principal.office_id, now):
        raise RateLimited
    return principal


def _query(request: Request, shape: type[msgspec.Struct]) -> msgspec.Struct:
    given = request.query_params.multi_items()
    if len(dict(given)) < len(given):
        raise BadRequest("A parameter stands twice.")
    return convert({name: value for name, value in given if value}, shape)


def _refuse_other(request: Request, type: str) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != type:
        raise BadRequest(f"Send {'JSON' if type == JSON else 'bytes'}, as {type}.")


async def _body(request: Request, most: int) -> bytes:
    _refuse_other(request, JSON)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise TooLarge
    except TimeoutError:
        raise BadRequest("The body did not come in time.") from None
    return bytes(body)
