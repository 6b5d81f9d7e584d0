"""The two documents as a page to read."""

import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from server.config import Settings
from server.web.guards import ancestors

TICKED = re.compile(r"`([^`]+)`")


def policy(settings: Settings) -> str:
    """Styles, fonts and the mark from here; no script at all."""
    allowed = (
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(("default-src 'none'", *allowed, ancestors(settings)))


def render(over_http: dict[str, Any], live: dict[str, Any]) -> str:
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
    )
    pages.filters |= {"words": words, "pretty": pretty, "named": named}
    return pages.get_template("docs.html").render(
        http=requests(over_http),
        commands=commands(live),
        events=events(live),
        shapes=shapes(over_http) | shapes(live),
        live=live,
        limits=live["x-limits"],
    )


def words(text: str) -> Markup:
    """`so` becomes code."""
    return Markup(TICKED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  (escaped before)


def pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def named(schema: dict[str, Any]) -> list[str]:
    """The names of the shapes a schema refers to."""
    if "$ref" in schema:
        return [str(schema["$ref"]).rpartition("/")[2]]
    return [name for one in schema.get("anyOf", []) for name in named(one)]


def requests(over_http: dict[str, Any]) -> list[dict[str, Any]]:
    """Every request that is no command, by its tag."""
    rows = [
        {**operation, "method": method.upper(), "path": path, "tag": operation["tags"][0]}
        for path, operations in over_http["paths"].items()
        for method, operation in operations.items()
        if "/commands/" not in path
    ]
    return [
        {
            "name": tag["name"],
            "says": tag["description"],
            "rows": [_request(row) for row in rows if row["tag"] == tag["name"]],
        }
        for tag in over_http["tags"]
        if tag["name"] != "commands"
    ]


def _request(row: dict[str, Any]) -> dict[str, Any]:
    done = row["responses"].get("200", {})
    return {
        "method": row["method"],
        "path": row["path"],
        "says": row["summary"],
        "query": [one for one in row["parameters"] if one["in"] == "query"],
        "takes": _shape(row.get("requestBody", {})),
        "answers": _shape(done),
        "bytes_in": _bytes(row.get("requestBody", {})),
        "bytes_out": _bytes(done),
        "refusals": [status for status in row["responses"] if status >= "400"],
        "open": not row["security"],
    }


def _shape(content: dict[str, Any]) -> list[str]:
    """The names of its shapes; bytes have none."""
    told = content.get("content", {})
    return named(told["application/json"]["schema"]) if "application/json" in told else []


def _bytes(content: dict[str, Any]) -> str:
    return next((type for type in content.get("content", {}) if type != "application/json"), "")


def commands(live: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"t": name.removeprefix("command."), "says": row["summary"], **_told(live, row["messages"][0])}
        | {"answer": _told(live, row["reply"]["messages"][0])}
        for name, row in live["operations"].items()
        if name.startswith("command.")
    ]


def events(live: dict[str, Any]) -> list[dict[str, Any]]:
    """Each with the streams it travels on, and its shape on each of them."""
    return [
        {
            "t": name.removeprefix("event."),
            "says": row["summary"],
            "on": [{"stream": _stream(one), **_told(live, one)} for one in row["messages"]],
        }
        for name, row in live["operations"].items()
        if row["action"] == "send"
    ]


def _stream(message: dict[str, str]) -> str:
    last = message["$ref"].rpartition(".")[2]
    return last if last in ("S", "D", "U") else ""


def _told(live: dict[str, Any], message: dict[str, str]) -> dict[str, Any]:
    made = live["components"]["messages"][message["$ref"].rpartition("/")[2]]
    examples = [one["payload"] for one in made.get("examples", [])]
    d = made["payload"]["schema"]["properties"].get("d", {})
    return {"shape": named(d), "example": examples[0] if examples else None}


def shapes(document: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(document["components"]["schemas"].items()))
