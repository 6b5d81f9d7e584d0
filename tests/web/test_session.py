"""Signing in and out over HTTP."""

import pytest

from tests.people import PASSWORD, House


async def test_a_page_gets_a_cookie_that_no_script_can_read(house: House) -> None:
    an = await house.actor("an", signed_in=False)
    answer = await an.signs_in()
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("vinkje=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Max-Age" not in cookie and "token" not in answer.json()
    assert answer.json()["me"]["person"]["name"] == "An Peeters"


async def test_remembered_on_this_device(house: House) -> None:
    an = await house.actor("an", signed_in=False)
    assert "Max-Age=5184000" in (await an.signs_in(remember=True)).headers["set-cookie"]


async def test_an_app_gets_a_token_and_no_cookie(house: House) -> None:
    els = await house.actor("els", signed_in=False)
    answer = await els.signs_in(bearer=True, label="iPhone van Els")
    assert "set-cookie" not in answer.headers
    phone = await house.actor("els", signed_in=False, Authorization=f"Bearer {answer.json()['token']}")
    assert (await phone.gets("/session"))["me"]["side"] == "client"
    listed = (await phone.gets("/sessions"))["sessions"]
    assert [(session["label"], session["current"]) for session in listed] == [("iPhone van Els", True)]


async def test_me_tells_a_client_his_dossiers_and_places(house: House) -> None:
    els = await house.actor("els")
    me = (await els.gets("/session"))["me"]
    world = house.world
    assert me["side"] == me["role"] == "client"
    assert [place["office"]["name"] for place in me["places"]] == ["Kantoor Janssens", "Kantoor Van Damme"]
    here = next(place for place in me["places"] if place["office"]["id"] == me["office"]["id"])
    assert [(own["id"], own["profile"]) for own in me["dossiers"]] == [(here["dossiers"][0]["id"], "full")]
    assert me["streams"] == [f"D:{me['dossiers'][0]['id']}", f"U:{me['office']['id']}:{me['person']['id']}"]
    assert me["office"]["remind_after_s"] == 7200
    assert me["office"]["id"] in (world.office.id, world.elsewhere.id)


async def test_me_tells_staff_their_streams(house: House) -> None:
    an = await house.actor("an")
    me = (await an.gets("/session"))["me"]
    office = house.world.office.id
    assert (me["side"], me["role"], me["dossiers"]) == ("office", "admin", [])
    assert me["streams"] == [f"S:{office}", f"U:{office}:{me['person']['id']}"]


async def test_a_limited_client_hears_no_dossier_stream(house: House) -> None:
    jan = await house.actor("jan")
    me = (await jan.gets("/session"))["me"]
    assert me["dossiers"][0]["profile"] == "limited"
    assert me["streams"] == [f"U:{me['office']['id']}:{me['person']['id']}"]


async def test_nobody_and_a_wrong_password_get_the_same_answer(house: House) -> None:
    door = await house.actor("an", signed_in=False)
    nobody = await door.asks("POST", "/session", email="nobody@example.test", password=PASSWORD)
    wrong = await door.asks("POST", "/session", email=door.email, password="verkeerd wachtwoord")
    assert nobody.status_code == wrong.status_code == 401
    assert nobody.content == wrong.content and nobody.headers == wrong.headers


async def test_signing_out_ends_the_session(house: House) -> None:
    an = await house.actor("an")
    kept = dict(an.http.cookies)
    assert (await an.asks("DELETE", "/session")).status_code == 204
    assert not an.http.cookies
    an.http.cookies.update(kept)
    answer = await an.asks("GET", "/session")
    assert answer.status_code == 401 and answer.json()["error"]["code"] == "unauthenticated"


async def test_signing_in_again_leaves_no_orphan(house: House) -> None:
    an = await house.actor("an")
    await an.signs_in()
    assert len((await an.gets("/sessions"))["sessions"]) == 1


async def test_one_ends_his_other_devices_and_nobody_elses(house: House) -> None:
    an, phone, sofie = await house.actor("an"), await house.actor("an"), await house.actor("sofie")
    listed = (await an.gets("/sessions"))["sessions"]
    other = next(session["id"] for session in listed if not session["current"])
    assert (await sofie.asks("DELETE", f"/sessions/{other}")).status_code == 404
    assert (await an.asks("DELETE", f"/sessions/{other}")).status_code == 204
    assert (await phone.asks("GET", "/session")).status_code == 401
    assert (await an.asks("GET", "/session")).status_code == 200


async def test_switching_to_another_office_of_mine(house: House) -> None:
    els = await house.actor("els")
    here = (await els.gets("/session"))["me"]["office"]["id"]
    world = house.world
    there = world.elsewhere.id if here == world.office.id else world.office.id
    moved = await els.asks("POST", "/session/office", office=there)
    assert moved.status_code == 200 and moved.json()["me"]["office"]["id"] == there
    assert (await els.gets("/session"))["me"]["office"]["id"] == there


async def test_nobody_switches_to_an_office_where_he_is_nobody(house: House) -> None:
    tom = await house.actor("tom")
    foreign = await tom.asks("POST", "/session/office", office=house.world.elsewhere.id)
    random = await tom.asks("POST", "/session/office", office=4_503_599_627_370_497)
    assert foreign.status_code == 404 and foreign.content == random.content


async def test_a_ticket_needs_a_session(house: House) -> None:
    door = await house.actor("an", signed_in=False)
    assert (await door.asks("POST", "/session/ticket")).status_code == 401
    await door.signs_in()
    ticket = (await door.asks("POST", "/session/ticket")).json()
    assert ticket["expires_in_s"] == 30 and len(ticket["ticket"]) >= 43


@pytest.mark.parametrize(
    "body", [{"email": "a" * 300, "password": "x"}, {"email": "a", "password": "x" * 2000}]
)
async def test_absurd_credentials_are_refused_unhashed(house: House, body: dict[str, str]) -> None:
    door = await house.actor("an", signed_in=False)
    assert (await door.asks("POST", "/session", **body)).status_code == 400


async def test_too_many_attempts(house: House) -> None:
    door = await house.actor("an", signed_in=False)
    wrong = [await door.asks("POST", "/session", email=door.email, password="fout") for _ in range(11)]
    assert [answer.status_code for answer in wrong] == [401] * 10 + [429]
    assert wrong[-1].json()["error"]["temporary"] is True
    assert (await door.signs_in()).status_code == 429
