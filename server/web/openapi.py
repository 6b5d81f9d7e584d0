"""The OpenAPI document, made from the table of routes and the shapes it names: it cannot say anything else."""

import re
from collections.abc import Sequence
from typing import Any, get_args

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.web.endpoint import JSON, Endpoint, as_json

PARAMETER = re.compile(r"\{(\w+):int\}")
REF = "#/components/schemas/{name}"


class Error(msgspec.Struct):
    """`temporary` says whether trying again may help; `field` which part of the request was wrong."""

    code: str
    message: str
    temporary: bool
    field: str | msgspec.UnsetType = msgspec.UNSET


class Failure(msgspec.Struct):
    error: Error


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """OpenAPI 3.1 of these routes."""
    named = [Failure, *(shape for row in endpoints for shape in (*_answers(row), row.takes) if shape)]
    schemas, components = msgspec.json.schema_components(named, ref_template=REF)
    by_shape = dict(zip(named, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for row in endpoints:
        operations = paths.setdefault(PARAMETER.sub(r"{\1}", row.path), {})
        operations[row.method.lower()] = _operation(row, by_shape)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vinkje", "version": "1", "description": "docs/protocol.md says what it means."},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def route(endpoints: Sequence[Endpoint]) -> Route:
    made = document(endpoints)

    async def answer(_: Request) -> Response:
        return as_json(made)

    return Route("/openapi.json", answer, methods=["GET"])


def _operation(row: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _name(row),
        "summary": row.summary,
        "parameters": [*_in_path(row), *_in_query(row)],
        "responses": {**_success(row, schemas), "default": _content(schemas[Failure], "A refusal.")},
    }
    if row.takes:
        operation["requestBody"] = {"required": True, **_content(schemas[row.takes])}
    if row.signed_in:
        operation["security"] = [{"bearer": []}]
    return operation


def _name(row: Endpoint) -> str:
    return "_".join([row.method.lower(), *re.findall(r"\w+", row.path.removeprefix("/api/v1"))])


def _success(row: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    shapes = [schemas[shape] for shape in _answers(row)]
    if not shapes:
        return {"204": {"description": "Done."}}
    return {"200": _content(shapes[0] if len(shapes) == 1 else {"anyOf": shapes}, "Done.")}


def _answers(row: Endpoint) -> tuple[Any, ...]:
    """The shapes of a 200: more than one where staff and clients get different ones."""
    if row.answers is None:
        return ()
    return get_args(row.answers) or (row.answers,)


def _content(schema: Any, description: str | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"content": {JSON: {"schema": schema}}}
    return {"description": description, **content} if description else content


def _in_path(row: Endpoint) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1}
    return [
        {"name": name, "in": "path", "required": True, "schema": whole}
        for name in PARAMETER.findall(row.path)
    ]


def _in_query(row: Endpoint) -> list[dict[str, Any]]:
    if row.query is None:
        return []
    (_,), components = msgspec.json.schema_components([row.query], ref_template=REF)
    properties = components[row.query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
