"""The page and its files."""

import hashlib
import re
from base64 import b64encode

import pytest

from tests.people import House


@pytest.mark.parametrize(
    "address", ["/", "/communicatie", "/communicatie/c/123?status=alle", "/communicatie/start"]
)
async def test_every_address_of_the_client_is_the_page(house: House, address: str) -> None:
    door = await house.actor("an", signed_in=False)
    answer = await door.http.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<vinkje-app>" in answer.text


async def test_the_only_inline_script_is_the_import_map_and_the_policy_knows_it(house: House) -> None:
    door = await house.actor("an", signed_in=False)
    answer = await door.http.get("/")
    inline = [text for text in re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.S) if text]
    assert len(inline) == 1 and '"imports"' in inline[0]
    fingerprint = b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{fingerprint}';" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_files_are_kept_for_ever_under_their_digest(house: House) -> None:
    door = await house.actor("an", signed_in=False)
    page = (await door.http.get("/")).text
    found = re.search(r'src="(/static/build-[0-9a-f]{16}/main\.js)"', page)
    assert found
    named = await door.http.get(found[1])
    assert named.status_code == 200 and "immutable" in named.headers["cache-control"]
    assert "javascript" in named.headers["content-type"]
    plain = await door.http.get("/static/main.js")
    assert plain.headers["cache-control"] == "no-cache" and plain.text == named.text
    again = await door.http.get("/static/main.js", headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["package.json", "README.md", "node_modules/lit/index.js", "tests/x.js", "%2e%2e/server/app.py"]
)
async def test_only_the_pages_own_files_are_served(house: House, path: str) -> None:
    door = await house.actor("an", signed_in=False)
    assert (await door.http.get(f"/static/{path}")).status_code == 404
