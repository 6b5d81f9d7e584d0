"""The AsyncAPI document of the socket, made from the tables of commands and of events: it cannot say anything else."""

from typing import Any
from urllib.parse import urlsplit

import msgspec

from server.commands import COMMANDS
from server.commands.base import Command
from server.config import Settings
from server.described.examples import example_of
from server.described.refusals import Refusal, closes, errors
from server.described.shapes import Schema, either, members, schemas_of
from server.events import NEWS, OF_THE_SOCKET, Audience
from server.live import frames
from server.live.commands import OF_A_CONNECTION, Own
from server.live.decoding import ID_AT_MOST
from server.live.endpoint import SUBPROTOCOL
from server.live.frames import Hello, Resume, Resumed, Welcome

PATH = "/api/v1/live"
CHANNEL = {"$ref": "#/channels/live"}
DIALECT = "application/schema+json;version=2020-12"
STREAMS: dict[Audience, tuple[str, str]] = {
    "S": (r"^S:\d+$", "staff of the office"),
    "D": (r"^D:\d+$", "full-access clients of the dossier"),
    "U": (r"^U:\d+:\d+$", "one person's own devices, and his private conversations"),
}
ID = {"type": "string", "maxLength": ID_AT_MOST}
WHOLE = {"type": "integer", "minimum": 0}
TIME = {"type": "string", "format": "date-time"}
CURSOR = {"type": "object", "additionalProperties": WHOLE}
SAYS = {
    "welcome": "You are in: who you are, what you listen to, and what the limits are.",
    "resync": "There is a gap that cannot be filled: load afresh.",
    "session.revoked": "The session ended.",
    "auth.expiring": "The session ends soon.",
    "draining": "This node goes away.",
    "lagging": "You read too slowly: news stops until you caught up.",
    "caught_up": "You have everything again.",
    "presence": "Some people are there in another way than before.",
    "presence.sync": "Who is there: to begin with, and again after something was missed.",
    "typing": "Who is typing in a conversation that you watch changed.",
    "looking": "Who has a conversation that you watch before him changed.",
}


def all_commands() -> dict[str, Command | Own]:
    """Those of the table, and those that only a socket has."""
    greeting = Command(Hello, _of_the_socket, Welcome), Command(Resume, _of_the_socket, Resumed)
    return {"hello": greeting[0], "resume": greeting[1], **COMMANDS, **OF_A_CONNECTION}


async def _of_the_socket(*_: Any) -> None:
    """`server/live` does these itself."""


def document(settings: Settings) -> dict[str, Any]:
    """AsyncAPI 3.1, from the server's point of view: it receives commands and sends answers and events."""
    made = _Maker()
    made.commands()
    made.news()
    made.of_the_socket()
    here, security = urlsplit(settings.public_url), _security(settings)
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Vinkje, live",
            "version": "1",
            "description": "One JSON object per text frame. `docs/protocol.md` says what it means; v1 only grows.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "here": {
                "host": here.netloc,
                "protocol": "wss" if here.scheme == "https" else "ws",
                "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in security],
            }
        },
        "channels": {
            "live": {
                "address": PATH,
                "description": f"The subprotocol is `{SUBPROTOCOL}`. The first frame is `hello`.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in made.messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": made.operations,
        "components": {
            "messages": made.messages,
            "schemas": made.components,
            "securitySchemes": security,
        },
        "x-streams": [
            {"stream": name, "pattern": pattern, "for": whom} for name, (pattern, whom) in STREAMS.items()
        ],
        "x-errors": errors(),
        "x-close-codes": closes(),
        "x-limits": msgspec.to_builtins(frames.told(settings)),
    }


def _security(settings: Settings) -> dict[str, Any]:
    cookie = {"in": "cookie", "name": settings.cookie}
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A token, on the handshake."},
        "cookie": {"type": "httpApiKey", **cookie, "description": "The page's session."},
        "ticket": {"type": "userPassword", "description": "A ticket in `hello`, good for once."},
    }


class _Maker:
    """Collects messages and operations, each message under a name of its own."""

    def __init__(self) -> None:
        shapes = [Refusal, *OF_THE_SOCKET.values()]
        shapes += [one for row in all_commands().values() for one in (row.takes, row.answers)]
        shapes += [shape for row in NEWS.values() for shape in row.shapes.values()]
        self.schemas, self.components = schemas_of(shapes)
        self.components["Refusal"]["properties"]["code"] = {"enum": [one["code"] for one in errors()]}
        self.messages: dict[str, Any] = {}
        self.operations: dict[str, Any] = {}
        self.message("error", {"t": {"const": "error"}, "id": ID, "d": self.schemas[Refusal]}, ["t", "d"])

    def commands(self) -> None:
        for t, command in all_commands().items():
            needed = ["t", "d"] if self._component(command.takes).get("required") else ["t"]
            fields = {"t": {"const": t}, "id": ID, "d": self.schemas[command.takes]}
            self.message(f"command.{t}", fields, needed, takes=command.takes, closed=True)
            answer = "event.welcome"
            if t != "hello":
                answer = f"ok.{t}"
                d = either([self.schemas[one] for one in members(command.answers)])
                fields = {"t": {"const": "ok"}, "id": ID, "d": d}
                self.message(answer, fields, ["t", "id", "d"], takes=members(command.answers)[0])
            self.operations[f"command.{t}"] = {
                "action": "receive",
                "summary": says(command, t),
                "channel": CHANNEL,
                "messages": [_in_channel(f"command.{t}")],
                "reply": {"channel": CHANNEL, "messages": [_in_channel(answer), _in_channel("error")]},
            }

    def news(self) -> None:
        for t, row in NEWS.items():
            names = []
            for audience, shape in row.shapes.items():
                names.append(f"event.{t}.{audience}")
                fields = {**self._event(t, shape), "s": _stream(audience)}
                self.message(names[-1], fields, list(fields), takes=shape)
            self._sends(f"event.{t}", row.says, names)
        for audience in STREAMS:
            self._batch(audience)
        self._sends("batch", "What was missed, in order.", [f"batch.{audience}" for audience in STREAMS])

    def of_the_socket(self) -> None:
        for t, shape in OF_THE_SOCKET.items():
            fields = {"t": {"const": t}, "d": self.schemas[shape]}
            self.message(f"event.{t}", fields, list(fields), takes=shape)
            self._sends(f"event.{t}", SAYS[t], [f"event.{t}"])
        self.message("hb", {"t": {"const": "hb"}, "c": CURSOR}, ["t", "c"])
        self._sends("hb", "Confirms the cursors.", ["hb"])

    def message(
        self, name: str, fields: Schema, required: list[str], *, takes: Any = None, closed: bool = False
    ) -> None:
        payload: Schema = {"type": "object", "properties": fields, "required": required}
        if closed:
            payload["additionalProperties"] = False
        made: dict[str, Any] = {"name": name, "payload": {"schemaFormat": DIALECT, "schema": payload}}
        if "id" in fields:
            made["correlationId"] = {"location": "$message.payload#/id"}
        if takes is not None:
            made["examples"] = [{"payload": _example(fields, example_of(takes))}]
        self.messages[name] = made

    def _event(self, t: str, shape: Any) -> Schema:
        return {"t": {"const": t}, "q": WHOLE, "p": WHOLE, "at": TIME, "d": self.schemas[shape]}

    def _batch(self, audience: Audience) -> None:
        events = [
            {"type": "object", "properties": fields, "required": list(fields)}
            for fields in (
                self._event(t, row.shapes[audience]) for t, row in NEWS.items() if audience in row.shapes
            )
        ]
        fields: Schema = {
            "t": {"const": "batch"},
            "s": _stream(audience),
            "d": {"type": "array", "minItems": 1, "items": {"oneOf": events}},
            "to": WHOLE,
            "more": {"type": "boolean"},
        }
        self.message(f"batch.{audience}", fields, list(fields))

    def _sends(self, name: str, summary: str, messages: list[str]) -> None:
        self.operations[name] = {
            "action": "send",
            "summary": summary,
            "channel": CHANNEL,
            "messages": [_in_channel(message) for message in messages],
        }

    def _component(self, shape: Any) -> Schema:
        return self.components[self.schemas[shape]["$ref"].rpartition("/")[2]]


def says(command: Command | Own, t: str) -> str:
    """What a command does: its handler's own words, or those of what it takes."""
    words = command.takes.__doc__ if command.does is _of_the_socket else command.does.__doc__
    return " ".join((words or t).split())


def _stream(audience: Audience) -> Schema:
    return {"type": "string", "pattern": STREAMS[audience][0]}


def _in_channel(message: str) -> dict[str, str]:
    return {"$ref": f"#/channels/live/messages/{message}"}


def _example(fields: Schema, d: Any) -> dict[str, Any]:
    given = {"t": fields["t"]["const"], "id": "17", "s": "", "q": 1042, "p": 1041, "at": "", "d": d}
    kind = fields.get("s", {}).get("pattern", "")[1:2]
    given["s"] = {"S": "S:1", "D": "D:7", "U": "U:1:12", "": ""}[kind]
    given["at"] = "2026-11-23T13:40:05.120Z"
    return {name: given[name] for name in given if name in fields}
