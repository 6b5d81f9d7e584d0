"""Holes that were found, and stay closed."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from server.accounts.models import Staff
from server.conversations.readers import set_profile
from server.errors import Forbidden, NotFound
from tests.walls.conftest import Here


@pytest.mark.spec("U5")
async def test_support_staff_give_nobody_access(here: Here) -> None:
    made, _ = here
    dossier, friend = made.dossiers["dossier"].id, made.people["lone"].person
    with pytest.raises(Forbidden):
        await made.does("help", "access.set", dossier=dossier, person=friend, profile="full")


async def test_who_works_here_no_longer_gives_nobody_access(here: Here) -> None:
    """His socket is still open: his session was checked when it was greeted."""
    made, _ = here
    dossier, friend = made.dossiers["dossier"].id, made.people["lone"].person
    async with made.store.begin() as session:
        dismissed = col(Staff.person_id) == made.people["staff"].person
        await session.execute(update(Staff).where(dismissed).values(active=False))
    with pytest.raises(NotFound):
        await made.does("staff", "access.set", dossier=dossier, person=friend, profile="full")


@pytest.mark.spec("S1")
@pytest.mark.parametrize("stranger", ["alien", "other"])
async def test_nobody_is_drawn_over_from_another_office(here: Here, stranger: str) -> None:
    """His number would bring his name, and tell that he exists."""
    made, _ = here
    by, dossier, person = (
        made.people["admin"].principal,
        made.dossiers["dossier"].id,
        made.people[stranger].person,
    )
    with pytest.raises(NotFound):
        await made.app.state.live.services.writer.do(
            lambda work: set_profile(work, by, dossier, person, "full")
        )


async def test_who_lost_all_his_access_may_get_it_again(here: Here) -> None:
    made, _ = here
    dossier, tom = made.dossiers["dossier"].id, made.people["former"].person
    await made.does("admin", "access.set", dossier=made.dossiers["next"].id, person=tom, profile=None)
    await made.does("admin", "access.set", dossier=dossier, person=tom, profile="limited")


async def test_a_number_nobody_can_read_is_nowhere(here: Here, caplog: pytest.LogCaptureFixture) -> None:
    """Python reads no number of more than 4,300 digits."""
    made, _ = here
    for path in ("/api/v1/conversations/{}", "/api/v1/conversations/{}/messages", "/api/v1/dossiers/{}"):
        long, random = [await made.people["anon"].asks("GET", path.format(id)) for id in ("9" * 5_000, "x")]
        assert (long.status_code, long.content) == (404, random.content)
    assert not caplog.records


@pytest.mark.parametrize("query", ["conversations?q=%00", "conversations?q=a%00b", "dossiers?q=%00"])
@pytest.mark.postgres
async def test_postgresql_is_asked_for_no_nul(on_postgres: Here, query: str) -> None:
    made, _ = on_postgres
    answer = await made.people["full"].asks("GET", f"/api/v1/{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


async def test_a_cid_ends_where_it_ends(here: Here) -> None:
    made, _ = here
    cid = "00000000-0000-7000-8000-000000000001\n"
    d = {"cid": cid, "conversation": 1, "text": "Hallo"}
    answer = await made.people["full"].asks("POST", "/api/v1/commands/message.send", d)
    assert answer.json()["error"]["field"] == "cid"


ODD = [
    "..%2f..%2fserver/app.py", "%2e%2e/%2e%2e/pyproject.json", "build-0123456789abcdef/../package.json", "%00.js",
    "build-0123456789abcdef/package.json", "build-0123456789abcdef//etc/x.json", "//etc/hostname.json", "%ff.js",
    "tests/routes.test.js", "build-0123456789abcdef/tests/routes.test.js", "a" * 5_000 + ".js", "app%5cpage.js",
]  # fmt: skip


@pytest.mark.parametrize("path", ODD)
async def test_only_the_files_of_the_page_are_served(here: Here, path: str) -> None:
    made, _ = here
    odd = await made.people["anon"].asks("GET", f"/static/{path}")
    assert (odd.status_code, odd.json()["error"]["code"]) == (404, "not_found")


async def test_an_empty_authorization_is_nobody(here: Here) -> None:
    """Whoever sends the header is never taken for the owner of the cookie."""
    made, _ = here
    who = made.people["full"]
    for given in ("", "Basic eDp5", "Bearer", "bearer ", f"Token {who.token}"):
        headers = {"Authorization": given, "Cookie": f"vinkje={who.token}"}
        assert (await who.http.get("/api/v1/session", headers=headers)).status_code == 401


@pytest.mark.spec("S69")
async def test_no_cursor_opens_a_stream_of_others(here: Here) -> None:
    made, _ = here
    who = made.people["full"]
    assert who.ear
    others = {
        made.stream(name): 0 for name in ("S:here", "S:other", "D:next", "U:named@here", "U:admin@here")
    }
    who.ear.takes()
    answer = await who.ear.asks("resume", cursor=others)
    assert answer["d"]["cursor"].keys() == {made.stream("D:dossier"), made.stream("U:full@here")}
    assert who.ear.takes() == []
