"""Coming in pieces: cuts, two tabs, limits told beforehand, what expires, and what is refused."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from server.attachments.expiry import expire
from server.attachments.models import Attachment, Storage
from server.attachments.room import FileRoom
from tests.people import Actor, House

WHOLE = b"1234567890" * 20


def room(house: House) -> FileRoom:
    files: FileRoom = house.app.state.door.services.files
    return files


async def stored(house: House) -> int:
    """Bytes on the office's account."""
    async with house.store.session() as session:
        return await session.scalar(select(col(Storage.bytes))) or 0


def lying(house: House) -> list[Path]:
    """Every file there is on the disk."""
    return [
        path for path in (house.app.state.door.settings.data / "attachments").rglob("*") if path.is_file()
    ]


async def talk_of(who: Actor, house: House) -> int:
    return await who.starts(house.world.bakery.id, "Dag")


@pytest.mark.parametrize("wishes", [{"piece_bytes": 64}])
@pytest.mark.spec("S25")
async def test_an_upload_goes_on_after_a_cut(house: House) -> None:
    tom = await house.actor("tom")
    upload = (await tom.begins("a.csv", len(WHOLE), conversation=await talk_of(tom, house))).json()
    id, step = upload["id"], upload["piece_bytes"]
    await tom.continues(id, 0, WHOLE[:step])
    assert (await tom.continues(id, step, WHOLE[step : step + 30])).status_code == 200
    told = await tom.gets(f"/attachments/{id}")
    assert told["offset"] == step + 30
    again = await tom.continues(id, step, WHOLE[step : step + 10])
    assert (again.status_code, again.json()["error"]["code"]) == (409, "version_conflict")
    early = await tom.asks("POST", f"/attachments/{id}/complete")
    assert (early.status_code, early.json()["error"]["field"]) == (400, "offset")
    for offset in range(step + 30, len(WHOLE), step):
        assert (await tom.continues(id, offset, WHOLE[offset : offset + step])).status_code == 200
    done = [(await tom.asks("POST", f"/attachments/{id}/complete")).json() for _ in range(2)]
    assert done[0] == done[1] and done[0]["size"] == len(WHOLE)
    assert (await tom.fetches(id)).content == WHOLE
    assert [path.name for path in lying(house)] == ["whole"]
    async with house.store.session() as session:
        kept = await session.get(Attachment, id)
    assert kept and kept.sha256 == hashlib.sha256(WHOLE).hexdigest()


async def test_what_came_before_the_line_broke_is_kept(small: House) -> None:
    """As the server sees it: some bytes, then nobody."""
    tom = await small.actor("tom")
    id = (await tom.begins("a.csv", 100, conversation=await talk_of(tom, small))).json()["id"]
    heard = [
        {"type": "http.request", "body": WHOLE[:37], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return heard.pop(0)

    async def send(_: Any) -> None:
        """Nobody is there to hear it."""

    cookie = "; ".join(f"{name}={value}" for name, value in tom.http.cookies.items())
    headers = {
        "cookie": cookie,
        "origin": "http://127.0.0.1:8480",
        "content-type": "application/octet-stream",
    }
    scope = {
        "type": "http", "method": "PATCH", "path": f"/api/v1/attachments/{id}", "query_string": b"offset=0",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "app": small.app,
        "raw_path": b"", "root_path": "", "scheme": "http", "server": ("127.0.0.1", 8480), "http_version": "1.1",
    }  # fmt: skip
    await small.app(scope, receive, send)  # type: ignore[arg-type]
    assert (await tom.gets(f"/attachments/{id}"))["offset"] == 37


async def test_of_two_tabs_with_the_same_piece_one_wins(house: House) -> None:
    tom = await house.actor("tom")
    id = (await tom.begins("a.csv", len(WHOLE), conversation=await talk_of(tom, house))).json()["id"]
    answers = await asyncio.gather(*(tom.continues(id, 0, WHOLE) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(lying(house)) == 1


TOLD = [
    ({"name": "a.csv", "size": 0}, 400, "bad_request", "size"),
    ({"name": "a.csv", "size": 1001}, 413, "too_large", "size"),
    ({"name": "Factuur.pdf.exe", "size": 10}, 422, "attachment_rejected", "name"),
    ({"name": "a.csv", "size": 600}, 422, "limit_exceeded", "size"),
]


@pytest.mark.parametrize("wishes", [{"file_bytes": 1000, "office_bytes": 500, "unsent_per_person": 2}])
@pytest.mark.spec("S25")
async def test_limits_are_told_before_a_byte_is_sent(house: House) -> None:
    tom, an = await house.actor("tom"), await house.actor("an")
    talk = await talk_of(tom, house)
    for wish, status, code, field in TOLD:
        answer = await tom.asks("POST", "/attachments", conversation=talk, **wish)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["field"]) == (status, code, field)
    assert await stored(house) == 0 and lying(house) == []
    for _ in range(2):
        assert (await tom.begins("a.csv", 100, conversation=talk)).status_code == 200
    third = await tom.begins("a.csv", 100, conversation=talk)
    assert third.json()["error"]["field"] == "attachments"
    assert (await an.begins("a.csv", 300, conversation=talk)).status_code == 200
    assert (await an.begins("a.csv", 1, conversation=talk)).json()["error"]["field"] == "size"


async def test_more_than_was_announced_is_refused_while_it_comes(house: House) -> None:
    tom = await house.actor("tom")
    id = (await tom.begins("a.csv", 10, conversation=await talk_of(tom, house))).json()["id"]
    assert (await tom.continues(id, 0, b"12345678901")).json()["error"]["code"] == "too_large"
    most = room(house).limits.piece_bytes
    assert (await tom.continues(id, 0, b"x" * (most + 1))).json()["error"]["code"] == "too_large"
    assert (await tom.gets(f"/attachments/{id}"))["offset"] == 0 and lying(house) == []


async def test_only_bytes_are_read(small: House) -> None:
    tom = await small.actor("tom")
    id = (await tom.begins("a.csv", 10, conversation=await talk_of(tom, small))).json()["id"]
    answer = await tom.http.patch(f"/api/v1/attachments/{id}?offset=0", data={"a": "b"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("wishes", [{"piece_bytes": 1}])
async def test_crumbs_are_refused_in_the_end(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.attachments.actions.CUTS", -195)
    tom = await small.actor("tom")
    id = (await tom.begins("a.csv", 200, conversation=await talk_of(tom, small))).json()["id"]
    codes = [(await tom.continues(id, offset, b"x")).status_code for offset in range(7)]
    assert codes == [200] * 6 + [422]


@pytest.mark.spec("T5")
async def test_an_upload_is_its_owners_alone(house: House) -> None:
    tom = await house.actor("tom")
    id = (await tom.begins("a.csv", 10, conversation=await talk_of(tom, house))).json()["id"]
    for name in ("an", "filip", "lena", "piet"):
        who = await house.actor(name)
        for ask in (id, 2**53 - 5):
            answers = [
                await who.asks("GET", f"/attachments/{ask}"),
                await who.continues(ask, 0, b"x"),
                await who.asks("POST", f"/attachments/{ask}/complete"),
                await who.asks("DELETE", f"/attachments/{ask}"),
            ]
            assert {(answer.status_code, answer.json()["error"]["code"]) for answer in answers} == {
                (404, "not_found")
            }
    assert (await tom.gets(f"/attachments/{id}"))["offset"] == 0


async def test_what_is_taken_back_is_gone_and_gives_its_room_back(house: House) -> None:
    tom = await house.actor("tom")
    file = await tom.uploads("a.csv", WHOLE, conversation=await talk_of(tom, house))
    assert await stored(house) == len(WHOLE) and len(lying(house)) == 1
    for status in (204, 404):
        assert (await tom.asks("DELETE", f"/attachments/{file['id']}")).status_code == status
    assert await stored(house) == 0 and lying(house) == []


async def test_what_nobody_sent_expires_and_what_was_sent_stays(house: House) -> None:
    tom = await house.actor("tom")
    talk = await talk_of(tom, house)
    sent = await tom.uploads("sent.csv", WHOLE, conversation=talk)
    await tom.posts(talk, "", sent["id"])
    left = await tom.uploads("left.csv", WHOLE, conversation=talk)
    half = (await tom.begins("half.csv", 10, conversation=talk)).json()["id"]
    assert await expire(room(house)) == 0
    house.clock.goes_on(hours=23)
    again = await house.actor("tom")
    assert (await again.gets(f"/attachments/{left['id']}"))["attachment"] == left
    house.clock.goes_on(hours=1.1)
    again = await house.actor("tom")
    late = await again.tries(
        "message.send", cid="019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e10", conversation=talk, text="",
        attachments=[half],
    )  # fmt: skip
    assert late.json()["error"]["code"] == "attachment_unknown"
    assert await expire(room(house)) == 2 and await expire(room(house)) == 0
    assert (await again.asks("GET", f"/attachments/{left['id']}")).status_code == 404
    assert (await again.fetches(sent["id"])).content == WHOLE
    assert await stored(house) == len(WHOLE) and len(lying(house)) == 1


async def test_the_answer_is_told_as_it_will_be_shown(small: House) -> None:
    tom = await small.actor("tom")
    begun = await tom.begins("../../etc/Loonbrief\u202efdp.csv", 5, conversation=await talk_of(tom, small))
    assert json.loads(begun.content)["name"] == "Loonbrieffdp.csv"
