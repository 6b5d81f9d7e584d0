"""What the server says of itself in `/asyncapi.json` and `/openapi.json`, held against everything it sends in a test.

Stricter than the documents: a client ignores what it does not know, but here nothing may come that is not described.
"""

import json
import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs
import msgspec

from server.app import ENDPOINTS
from server.config import Settings
from server.described import asyncapi, openapi
from server.web.guards import fixed_headers

Schema = dict[str, Any]
ASYNCAPI = asyncapi.document(Settings())
OPENAPI = openapi.document(ENDPOINTS, Settings())
DESCRIBED = re.compile(r"^/(api/|healthz$|readyz$)")
HEADERS = {name.lower() for name in fixed_headers(Settings())}
PATHS = {
    re.compile(
        "^" + re.sub(r"\{\w+\}", r"\\d+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}")) + "$"
    ): path
    for path in OPENAPI["paths"]
}


FILE = object()  # an answer that is no JSON


class Undescribed(AssertionError):
    """The server said something that its documents do not tell."""


class Wire:
    """One connection, watched: an answer is held against what its command promises."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}

    def says(self, id: str, t: str) -> None:
        self.asked[id] = t

    def hears(self, text: bytes | str) -> None:
        """Errors: `Undescribed`."""
        frame = msgspec.json.decode(text)
        check_frame(frame, self.asked.get(frame.get("id", "")))


def check_frame(frame: Any, answers: str | None = None) -> None:
    """A frame of the server. Errors: `Undescribed`."""
    for name in _candidates(frame["t"], frame.get("s", "")[:1], answers):
        if _message(name).is_valid(frame):
            return
    raise Undescribed(f"{frame} is not {answers or frame['t']}: {_why(frame, answers)}")


def check_news(frames: list[Any]) -> list[Any]:
    """The same of what a writer published."""
    for news in frames:
        check_frame(msgspec.json.decode(news.frame))
    return frames


async def check_response(answer: httpx.Response) -> None:
    """A hook for httpx: an answer with its headers, of the API as it is described. Errors: `Undescribed`."""
    await answer.aread()
    request = answer.request
    if missing := HEADERS - {name.lower() for name in answer.headers}:
        raise Undescribed(f"{request.method} {request.url.path} answers without {missing}")
    check_answer(request.method, request.url.path, answer.status_code, answer.content)


def check_answer(method: str, path: str, status: int, body: bytes) -> None:
    """Errors: `Undescribed`."""
    if not DESCRIBED.match(path):
        return
    if _gives_bytes(method.lower(), _template(path), status):
        return
    validator = _response(method.lower(), _template(path), status)
    if validator is None:
        if body:
            raise Undescribed(f"{method} {path} answers {status} with {body[:200]!r}")
    elif validator is not FILE and not validator.is_valid(found := json.loads(body)):
        raise Undescribed(f"{method} {path} answers {status}: {next(validator.iter_errors(found))}")


def _template(path: str) -> str | None:
    return next((name for pattern, name in PATHS.items() if pattern.match(path)), None)


def _candidates(t: str, audience: str, answers: str | None) -> list[str]:
    messages = ASYNCAPI["components"]["messages"]
    if t == "ok":
        return [f"ok.{answers}"] if answers else [name for name in messages if name.startswith("ok.")]
    plain = t if t in ("error", "hb", "batch") else f"event.{t}"
    name = f"{plain}.{audience}" if audience else plain
    return [name] if name in messages else []


def _why(frame: Any, answers: str | None) -> str:
    names = _candidates(frame["t"], frame.get("s", "")[:1], answers)
    return (
        "; ".join(str(error) for name in names for error in _message(name).iter_errors(frame))
        or "no such message"
    )


@cache
def _message(name: str) -> Any:
    return _compiled(f"#/components/messages/{name}/payload/schema", _strict_asyncapi())


@cache
def _gives_bytes(method: str, path: str | None, status: int) -> bool:
    content = (
        OPENAPI["paths"]
        .get(path, {})
        .get(method, {})
        .get("responses", {})
        .get(str(status), {})
        .get("content")
    )
    return bool(content) and "application/json" not in content


@cache
def _response(method: str, path: str | None, status: int) -> Any:
    """None: an empty body. What no route took is refused like everything else."""
    operation = OPENAPI["paths"].get(path, {}).get(method)
    if operation is None:
        return _compiled("#/components/schemas/Failure", _strict_openapi())
    found = operation["responses"].get(str(status))
    if found is None:
        raise Undescribed(f"{method} {path} is not said to answer {status}")
    if "$ref" in found:
        return _compiled("#/components/schemas/Failure", _strict_openapi())
    if "content" not in found:
        return None
    if "application/json" not in found["content"]:
        return FILE
    place = f"{path.replace('/', '~1')}/{method}/responses/{status}/content/application~1json/schema"  # type: ignore[union-attr]
    return _compiled(f"#/paths/{place.replace('{', '%7B').replace('}', '%7D')}", _strict_openapi())


@cache
def _strict_asyncapi() -> Schema:
    return dict(_closed(ASYNCAPI))


@cache
def _strict_openapi() -> Schema:
    return dict(_closed(OPENAPI))


def _compiled(reference: str, document: Schema) -> Any:
    return jsonschema_rs.validator_for({**document, "$ref": reference}, validate_formats=True)


def _closed(schema: Any) -> Any:
    """The same, with every object closed."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(one) for name, one in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        closed.setdefault("additionalProperties", False)
    return closed
