"""`/docs`: both documents to read, made here, with nothing fetched from elsewhere."""

import re

import pytest

from server.commands import COMMANDS
from server.events import NEWS, OF_THE_SOCKET
from tests.contract import ASYNCAPI, OPENAPI
from tests.people import House


@pytest.fixture
async def html(house: House) -> str:
    reader = await house.actor("an", signed_in=False)
    answer = await reader.http.get("/docs")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    allowed = answer.headers["content-security-policy"]
    assert "default-src 'none'" in allowed and "script" not in allowed and "unsafe" not in allowed
    return answer.text


async def test_everything_is_there_to_read(html: str) -> None:
    places = set(re.findall(r'id="([^"]+)"', html))
    named = {*(f"command-{t}" for t in COMMANDS), *(f"event-{t}" for t in (*NEWS, *OF_THE_SOCKET))}
    shapes = {*ASYNCAPI["components"]["schemas"], *OPENAPI["components"]["schemas"]}
    assert named | shapes <= places
    assert set(re.findall(r'href="#([^"]+)"', html)) <= places
    text = re.sub(r"<[^>]+>", "", html)
    for row in (*ASYNCAPI["x-errors"], *ASYNCAPI["x-close-codes"]):
        assert str(row["code"]) in text
    assert [path for path in OPENAPI["paths"] if "/commands/" not in path and path not in text] == []


async def test_nothing_runs_and_nothing_comes_from_elsewhere(html: str, house: House) -> None:
    assert "<script" not in html and not re.search(r"\son\w+=|style=", html)
    fetched = re.findall(r'(?:src|href)="([^#"][^"]*)"', html)
    assert fetched and all(address.startswith("/") and not address.startswith("//") for address in fetched)
    reader = await house.actor("an", signed_in=False)
    for address in set(fetched) - {"/"}:
        assert (await reader.http.get(address)).status_code == 200, address
