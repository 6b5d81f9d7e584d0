"""What holds for every answer and every request, whatever the route."""

import pytest

from server.accounts import sessions
from server.app import ENDPOINTS
from server.config import Settings, Web
from server.described.openapi import document
from server.store import Store
from server.web import guards
from tests.people import OWN, House

WRONG = [
    ("GET", "/nowhere", 404),
    ("GET", "/api/v1/nowhere", 404),
    ("GET", "/static/nowhere.js", 404),
    ("GET", "/static/../server/app.py", 404),
    ("GET", "/static/package.json", 404),
    ("PUT", "/api/v1/session", 405),
    ("GET", "/api/v1/session", 401),
    ("GET", "/api/v1/conversations", 401),
    ("POST", "/api/v1/commands/ping", 401),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/asyncapi.json", 200),
]
ALWAYS = {
    "content-security-policy", "cross-origin-opener-policy", "permissions-policy", "referrer-policy",
    "x-content-type-options", "cache-control",
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), WRONG)
async def test_every_answer_has_its_headers(house: House, method: str, path: str, status: int) -> None:
    door = await house.actor("an", signed_in=False)
    answer = await door.http.request(method, path)
    assert answer.status_code == status
    assert ALWAYS <= answer.headers.keys()
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    if status >= 400:
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["error"].keys() == {"code", "message", "temporary"}


async def test_a_wrong_method_is_told_the_right_ones(house: House) -> None:
    door = await house.actor("an", signed_in=False)
    answer = await door.http.put("/api/v1/session")
    assert answer.headers["allow"] == "DELETE, GET, HEAD, POST"


def test_https_and_portals_change_the_headers() -> None:
    settings = Settings(
        public_url="https://vinkje.example",
        web=Web(portals=["https://portal.example"]),
        environment="production",
    )
    headers = guards.fixed_headers(settings)
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert "frame-ancestors https://portal.example" in headers["Content-Security-Policy"]
    assert settings.cookie == "__Host-vinkje"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"{OWN}.evil.example", "http://127.0.0.1"]
)
async def test_a_foreign_page_changes_nothing(house: House, origin: str) -> None:
    an = await house.actor("an")
    answer = await an.http.delete("/api/v1/session", headers={"Origin": origin})
    assert answer.status_code == 403 and answer.json()["error"]["code"] == "forbidden"
    assert (await an.asks("GET", "/session")).status_code == 200


async def test_a_cookie_without_an_origin_changes_nothing(house: House) -> None:
    an = await house.actor("an")
    del an.http.headers["Origin"]
    assert (await an.asks("DELETE", "/session")).status_code == 403


async def test_a_bearer_token_needs_no_origin_and_outranks_the_cookie(house: House) -> None:
    els = await house.actor("els", signed_in=False)
    token = (await els.signs_in(bearer=True)).json()["token"]
    an = await house.actor("an")
    del an.http.headers["Origin"]
    answer = await an.http.get("/api/v1/session", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["me"]["person"]["name"] == "Els Goossens"
    answer = await an.http.get("/api/v1/session", headers={"Authorization": "Bearer not-a-token"})
    assert answer.status_code == 401


BODIES = [
    (b"", "bad_request"),
    (b"[", "bad_request"),
    (b"[" * 30_000, "bad_request"),
    (b'{"cid": 1}', "bad_request"),
    (b'{"conversation": 1, "conversation": 2}', "bad_request"),
    (b'{"conversation": 1, "more": true}', "bad_request"),
    (b'{"conversation": NaN}', "bad_request"),
    (b'{"conversation": 1e400}', "bad_request"),
    (b'{"conversation": 99999999999999999999}', "bad_request"),
    (b"\xff\xfe", "bad_request"),
    (b'{"conversation": "' + b"x" * 300_000 + b'"}', "too_large"),
]


@pytest.mark.parametrize(("body", "code"), BODIES)
async def test_bad_bodies_get_a_clear_error(house: House, body: bytes, code: str) -> None:
    an = await house.actor("an")
    answer = await an.http.post(
        "/api/v1/commands/conversation.close", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.json()["error"]["code"] == code
    assert answer.status_code == {"bad_request": 400, "too_large": 413}[code]


async def test_the_wrong_field_is_named(house: House) -> None:
    an = await house.actor("an")
    assert (await an.tries("conversation.close", conversation="x")).json()["error"]["field"] == "conversation"
    assert (await an.tries("conversation.close", conversation=1, colour="x")).json()["error"][
        "field"
    ] == "colour"
    answer = await an.asks("GET", "/conversations?limit=x")
    assert answer.status_code == 400 and answer.json()["error"]["field"] == "limit"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "status=half", "before=x", "nope=1", "limit=1&limit=2"]
)
async def test_bad_queries_are_refused(house: House, query: str) -> None:
    an = await house.actor("an")
    assert (await an.asks("GET", f"/conversations?{query}")).status_code == 400


async def test_only_json_is_read(house: House) -> None:
    an = await house.actor("an")
    answer = await an.http.post("/api/v1/commands/ping", data={"a": "b"})
    assert answer.status_code == 400


async def test_an_unknown_command(house: House) -> None:
    an = await house.actor("an")
    answer = await an.tries("conversation.explode")
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "unknown_command"


async def test_our_own_fault_tells_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    an = await house.actor("an")

    def broken(store: Store) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(sessions, "asking", broken)
    answer = await an.asks("GET", "/session")
    assert answer.status_code == 500 and answer.json()["error"]["code"] == "internal"
    assert "secret" not in answer.text and ALWAYS <= answer.headers.keys()


async def test_a_database_that_is_gone_is_temporary(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    an = await house.actor("an")

    def gone(store: Store) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(Store, "session", gone)
    monkeypatch.setattr(sessions, "asking", gone)
    for path in ("/api/v1/session", "/readyz"):
        answer = await an.http.get(path)
        assert answer.status_code == 503 and answer.json()["error"]["temporary"] is True


def test_openapi_lists_every_route() -> None:
    made = document(ENDPOINTS, Settings())
    listed = {(method.upper(), path) for path, operations in made["paths"].items() for method in operations}
    assert listed == {(row.method, row.path.replace(":int", "")) for row in ENDPOINTS}
    assert made["openapi"].startswith("3.1")
    assert all(row.summary for row in ENDPOINTS)
    names = [operation["operationId"] for path in made["paths"].values() for operation in path.values()]
    assert len(set(names)) == len(names)
