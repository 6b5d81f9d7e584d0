"""The OpenAPI document, made from the table of routes and the shapes it names: it cannot say anything else."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from server.config import Settings
from server.described.examples import example_of
from server.described.refusals import Failure, all_refusals, errors
from server.described.shapes import REF, Schema, either, members, schemas_of
from server.web.endpoint import JSON, Endpoint

PARAMETER = re.compile(r"\{(\w+):int\}")
TAGS = {
    "session": "Signing in, and where one is signed in.",
    "password": "Getting in for the first time, or again.",
    "staff": "Who works here.",
    "conversations": "Reading conversations.",
    "dossiers": "Reading dossiers.",
    "templates": "Reading prepared questions: for staff.",
    "monitor": "The office's dossiers with what waits in them, views of it, and dossiers from elsewhere.",
    "attachments": "Files: upload, fetch.",
    "commands": "The commands of the socket, one by one: the same `d`, the same answers.",
    "health": "For whoever watches over the process.",
}


def document(endpoints: Sequence[Endpoint], settings: Settings) -> dict[str, Any]:
    """OpenAPI 3.1 of these routes."""
    shapes = [Failure, *(shape for row in endpoints for shape in (row.answers, row.takes))]
    schemas, components = schemas_of(shapes)
    components["Refusal"]["properties"]["code"] = {"enum": [one["code"] for one in errors()]}
    paths: dict[str, dict[str, Any]] = {}
    for row in endpoints:
        operations = paths.setdefault(PARAMETER.sub(r"{\1}", row.path), {})
        operations[row.method.lower()] = _operation(row, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vinkje",
            "version": "1",
            "description": "`docs/protocol.md` says what it means; `/asyncapi.json` describes the socket.",
        },
        "servers": [{"url": settings.public_url}],
        "tags": [{"name": name, "description": says} for name, says in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _refused(status, schemas) for status in _statuses()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "For apps."},
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": settings.cookie,
                    "description": "For the page.",
                },
            },
        },
    }


def _statuses() -> list[int]:
    return sorted({kind.status for kind in all_refusals()})


def _refused(status: int, schemas: dict[Any, Schema]) -> dict[str, Any]:
    """Every refusal of this status, with what it says."""
    kinds = [kind for kind in all_refusals() if kind.status == status]
    told = {kind.code: {"value": {"error": kind().answer()}} for kind in kinds}
    return {
        "description": " ".join(f"`{kind.code}`: {kind.says}" for kind in kinds),
        "content": {JSON: {"schema": schemas[Failure], "examples": told}},
    }


def _operation(row: Endpoint, schemas: dict[Any, Schema]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _name(row),
        "tags": [_tag(row)],
        "summary": row.summary,
        "parameters": [*_in_path(row), *_in_query(row)],
        "responses": _responses(row, schemas),
        "security": [{"bearer": []}, {"cookie": []}] if row.signed_in else [],
    }
    if row.takes:
        operation["requestBody"] = {"required": True, **_content(row.takes, schemas)}
    if row.reads:
        operation["requestBody"] = {"required": True, "content": _bytes(row.reads)}
    return operation


def _name(row: Endpoint) -> str:
    return "_".join([row.method.lower(), *re.findall(r"\w+", row.path.removeprefix("/api/v1"))])


def _tag(row: Endpoint) -> str:
    first = row.path.removeprefix("/api/v1").split("/")[1]
    return {"sessions": "session", "counters": "conversations", "views": "monitor", "imports": "monitor"}.get(
        first, first if first in TAGS else "health"
    )


def _responses(row: Endpoint, schemas: dict[Any, Schema]) -> dict[str, Any]:
    done: dict[str, Any] = {"200": {"description": "Done.", **_content(row.answers, schemas)}}
    if row.gives:
        done = _given(row)
    refused = {str(status): {"$ref": f"#/components/responses/{status}"} for status in refusals_of(row)}
    return (done if row.answers or row.gives else {"204": {"description": "Done."}}) | refused


def refusals_of(row: Endpoint) -> list[int]:
    """The statuses it can refuse with."""
    found = {500, 503} | {kind.status for kind in row.refuses}
    if row.takes or row.query:
        found |= {400}
    if row.takes or row.reads:
        found |= {413}
    if row.method != "GET" or row.office or "/templates" in row.path:
        found |= {403}
    if row.signed_in or row.path == "/api/v1/session":
        found |= {401, 429}
    if "{id" in row.path or row.path.endswith("/office"):
        found |= {404}
    if "/commands/" in row.path:
        found |= {404, 409, 422}
    return sorted(found)


def _given(row: Endpoint) -> dict[str, Any]:
    """What is not text can be had in parts."""
    whole = {"description": "Done.", "content": _bytes(row.gives)}
    if row.gives.startswith("text/"):
        return {"200": whole}
    part = {**whole, "description": "The part that `Range` names."}
    same, beyond = (
        {"description": "As `If-None-Match` has it."},
        {"description": "`Range` lies beyond its end."},
    )
    return {"200": whole, "206": part, "304": same, "416": beyond}


def _bytes(type: str) -> dict[str, Any]:
    return {type: {"schema": {"type": "string", "format": "binary"}}}


def _content(shape: Any, schemas: dict[Any, Schema]) -> dict[str, Any]:
    several = members(shape)
    if not several:
        return {}
    content: dict[str, Any] = {"schema": either([schemas[one] for one in several])}
    content["examples"] = {one.__name__: {"value": example_of(one)} for one in several}
    return {"content": {JSON: content}}


def _in_path(row: Endpoint) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1}
    return [
        {"name": name, "in": "path", "required": True, "schema": whole}
        for name in PARAMETER.findall(row.path)
    ]


def _in_query(row: Endpoint) -> list[dict[str, Any]]:
    if row.query is None:
        return []
    _, components = msgspec.json.schema_components([row.query], ref_template=REF)
    properties = components[row.query.__name__]["properties"]
    return [
        {"name": name, "in": "query", "allowEmptyValue": True, "schema": schema}
        for name, schema in properties.items()
    ]
