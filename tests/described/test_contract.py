"""The wall notices what is not described, and what is described is there."""

import re
from typing import Any, get_args

import httpx
import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from server.app import ENDPOINTS
from server.commands import COMMANDS
from server.config import ROOT
from server.described.asyncapi import all_commands
from server.described.examples import EXAMPLES
from server.described.refusals import closes, errors
from server.described.shapes import members, structs_of
from server.events import NEWS, OF_THE_SOCKET
from server.frames import NewsName
from server.live.frames import SocketEvent
from server.live.framing import text_frame
from tests.contract import ASYNCAPI, OPENAPI, Undescribed, check_answer, check_frame, check_response
from tests.live.conftest import Office
from tests.people import House

CALLS = r'\bannounce\([^()]*?"([a-z_.]+)"', r'\btell_both\("([a-z_.]+)"', r'\bevent\("([a-z_.]+)"'
AT = "2026-11-23T13:40:05.120Z"
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()


def message(**changed: Any) -> dict[str, Any]:
    d = {
        "conversation": 1, "seq": 2, "author": {"id": 3, "name": "An Peeters", "side": "office"}, "text": "Hallo",
        "at": AT, "cid": "c", "version": 1, "edited_at": None, "deleted_at": None, "attachments": [],
    }  # fmt: skip
    return {"t": "message.new", "s": "D:7", "q": 2, "p": 1, "at": AT, "d": {**d, **changed}}


PLANTED = {
    "an event that is not in the table": {"t": "message.whispered", "s": "D:7", "q": 2, "p": 1, "at": AT, "d": {}},
    "what only staff may know": message(needs_answer_since=None),
    "a number in place of text": message(text=1),
    "no time": message(at="yesterday"),
    "a stream that is none": {**message(), "s": "D:x"},
    "no number": {name: value for name, value in message().items() if name != "q"},
    "a receipt for the whole dossier": {
        "t": "receipt", "s": "D:7", "q": 1, "p": 0, "at": AT,
        "d": {"conversation": 1, "person": 2, "delivered_upto": 1, "read_upto": 1, "at": AT},
    },
    "a code that is no error": {"t": "error", "id": "1", "d": {"code": "oops", "message": "", "temporary": False}},
    "an answer without a place": {"t": "ok", "id": "1", "d": {"seq": 1}},
    "within a batch": {"t": "batch", "s": "D:7", "d": [message(needs_answer_since=None)], "to": 2, "more": False},
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_wrong_frame_is_noticed(what: str) -> None:
    with pytest.raises(Undescribed):
        check_frame(PLANTED[what])


def test_a_right_one_passes() -> None:
    check_frame(message())
    check_frame({"t": "ok", "id": "1", "d": {"at": AT}}, "ping")
    with pytest.raises(Undescribed):
        check_frame({"t": "ok", "id": "1", "d": {"at": AT}}, "message.send")


async def test_a_frame_planted_on_a_socket_is_noticed(office: Office) -> None:
    node = await office.node()
    els = await office.online(node, await office.token(office.world.els))
    (connection,) = node.live.connections
    connection.socket.write(text_frame(b'{"t":"message.whispered","d":{}}'))
    with pytest.raises(Undescribed, match="whispered"):
        await els.calls_("ping")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"open":1}'),
        (418, b"{}"),
        (404, b'{"error":"no"}'),
        (200, b'{"open":1,"closed":0,"unread":0,"more":1}'),
    ],
)
def test_a_planted_wrong_answer_is_noticed(status: int, body: bytes) -> None:
    with pytest.raises(Undescribed):
        check_answer("GET", "/api/v1/counters", status, body)


async def test_the_hook_is_in_every_actors_hands(house: House) -> None:
    an = await house.actor("an")
    assert check_response in an.http.event_hooks["response"]
    planted = httpx.Response(200, json={}, request=httpx.Request("GET", "http://vinkje.test/api/v1/session"))
    with pytest.raises(Undescribed):
        await check_response(planted)


def test_every_event_that_can_be_announced_is_in_the_table() -> None:
    assert set(NEWS) == set(get_args(NewsName))
    assert set(OF_THE_SOCKET) == set(get_args(SocketEvent))
    written = "".join(file.read_text() for file in (ROOT / "server").rglob("*.py"))
    announced = {t for call in CALLS for t in re.findall(call, written)}
    assert announced and announced <= {*NEWS, *OF_THE_SOCKET}


def test_openapi_is_one() -> None:
    validate(OPENAPI)


def test_asyncapi_holds_together() -> None:
    assert ASYNCAPI["asyncapi"] == "3.1.0"
    for reference in references(ASYNCAPI):
        assert found_at(reference) is not None, reference
    for name, made in ASYNCAPI["components"]["messages"].items():
        assert re.fullmatch(r"[\w.\-]+", name)
        jsonschema_rs.meta.validate(
            {**made["payload"]["schema"], "$schema": "https://json-schema.org/draft/2020-12/schema"}
        )
    used = {
        one["$ref"].rpartition("/")[2] for row in ASYNCAPI["operations"].values() for one in row["messages"]
    }
    replies = [row["reply"]["messages"] for row in ASYNCAPI["operations"].values() if "reply" in row]
    used |= {one["$ref"].rpartition("/")[2] for reply in replies for one in reply}
    assert used == set(ASYNCAPI["components"]["messages"])


def test_every_command_and_event_is_told() -> None:
    operations = ASYNCAPI["operations"]
    told = {"batch", "hb", *(f"event.{t}" for t in (*NEWS, *OF_THE_SOCKET))}
    assert told | {f"command.{t}" for t in all_commands()} == set(operations)
    assert set(COMMANDS) < set(all_commands())
    assert all(row["summary"] and row["summary"][0].isupper() for row in operations.values())
    for t, row in NEWS.items():
        assert [one["$ref"][-1] for one in operations[f"event.{t}"]["messages"]] == list(row.shapes)


def test_examples_are_what_they_show() -> None:
    for name, made in ASYNCAPI["components"]["messages"].items():
        for example in made.get("examples", []):
            if not name.startswith("command."):
                check_frame(example["payload"], name.removeprefix("ok.") if name.startswith("ok.") else None)
            schema = {**ASYNCAPI, "$ref": f"#/components/messages/{name}/payload/schema"}
            jsonschema_rs.validator_for(schema, validate_formats=True).validate(example["payload"])
    shapes = [shape for row in ENDPOINTS for shape in (*members(row.answers), *members(row.takes))]
    assert {struct.cls for struct in structs_of(map(type, EXAMPLES))} >= {
        struct.cls for struct in structs_of(shapes)
    }


def test_the_words_and_the_documents_agree() -> None:
    """Whatever the documents name, docs/protocol.md explains."""
    names = [*all_commands(), *(one["code"] for one in errors()), *(str(one["code"]) for one in closes())]
    names += [t for t in (*NEWS, *OF_THE_SOCKET) if t != "conversation.reopened"]
    assert [name for name in names if not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", PROTOCOL)] == []
    for path in OPENAPI["paths"]:
        if "/commands/" not in path and path.startswith("/api"):
            assert f"{path}" in PROTOCOL, path


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [one for inner in part for one in references(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [one for inner in part.values() for one in references(inner)]


def found_at(reference: str) -> Any:
    found: Any = ASYNCAPI
    for name in reference.removeprefix("#/").split("/"):
        found = found.get(name)
    return found
