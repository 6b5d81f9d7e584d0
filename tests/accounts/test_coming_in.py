"""Invited by mail, in by a link, out when let go; and back in after a forgotten password."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from server.accounts import letters
from server.config import Database, Settings, Smtp
from server.config import Sessions as Entry
from server.people.inviting import Somebody
from server.people.main import found
from tests.people import OWN, PASSWORD, Actor, House, at_home
from tests.reminders.postbox import Postbox

NEW = "vier woorden zonder verband"
HOUR, FORTNIGHT = {"hours": 1}, {"hours": 14 * 24}


@dataclass
class Door:
    """A node, and a worker that writes the letters when told to."""

    house: House
    settings: Settings
    postbox: Postbox

    async def post(self) -> list[EmailMessage]:
        """What the postman brings: everything that should leave now."""
        before = len(self.postbox.mails)
        for letter in await letters.waiting(self.house.store):
            await letters.write(self.house.store, self.settings, letter)
        return self.postbox.mails[before:]

    async def link(self) -> str:
        (mail,) = await self.post()
        return link_in(mail)

    async def stranger(self) -> Actor:
        """A browser nobody is signed in with."""
        return await self.house.actor("an", signed_in=False)


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    async with AsyncExitStack() as stack:
        postbox = await stack.enter_async_context(Postbox())
        settings = Settings(
            database=Database(url=database_url),
            smtp=Smtp(port=postbox.port),
            sessions=Entry(letters="3 per hour"),
        )
        yield Door(await stack.enter_async_context(at_home(settings)), settings, postbox)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    found = re.search(rf"{OWN}/wachtwoord#(\S+)", text_of(mail))
    assert found
    return found[1]


async def comes_in(who: Actor, link: str, password: str = NEW) -> httpx.Response:
    return await who.asks("POST", "/password", link=link, password=password)


async def invites_karel(an: Actor, **wish: Any) -> int:
    invited = await an.does(
        "staff.invite",
        email="Karel@Example.test",
        first_name="Karel",
        last_name="Kaas",
        language="nl",
        **wish,
    )
    return int(invited["person"])


async def standing(an: Actor, person: int) -> Any:
    return next(one for one in (await an.gets("/staff"))["staff"] if one["id"] == person)


@pytest.mark.spec("S71")
async def test_a_colleague_is_invited_and_comes_in(door: Door) -> None:
    an = await door.house.actor("an")
    karel = await invites_karel(an)
    assert (await standing(an, karel))["way_in"] == "invited"
    (mail,) = await door.post()
    assert mail["To"].endswith("<karel@example.test>") and "An Peeters" in text_of(mail)
    browser = await door.stranger()
    shown = await browser.asks("POST", "/password/link", link=link_in(mail))
    assert shown.json() == {"email": "karel@example.test", "name": "Karel Kaas", "language": "nl"}
    me = (await comes_in(browser, link_in(mail))).json()["me"]
    assert (me["person"]["id"], me["role"], me["office"]["name"]) == (karel, "staff", "Kantoor Van Damme")
    assert (await browser.asks("GET", "/session")).status_code == 200
    assert (await standing(an, karel))["way_in"] == "ready"


@pytest.mark.spec("S71", "R2")
async def test_a_client_is_invited_to_a_dossier(door: Door) -> None:
    sofie, garage = await door.house.actor("sofie"), door.house.world.garage
    asked = await sofie.starts(garage.id, "Is dit beroepsmatig?")
    invited = await sofie.does(
        "client.invite", email="nora@example.test", first_name="Nora", last_name="Vos", language="fr", dossier=garage.id
    )  # fmt: skip
    (mail,) = await door.post()
    assert "vous invite" in mail["Subject"] and mail["Content-Language"] == "fr"
    nora = await door.stranger()
    me = (await comes_in(nora, link_in(mail))).json()["me"]
    assert me["person"]["id"] == invited["person"] and me["side"] == "client"
    assert [(one["id"], one["unread"]) for one in await nora.conversations()] == [(asked, 0)]


async def test_an_invitation_says_nothing_of_other_offices(door: Door) -> None:
    """Piet is a client elsewhere: he keeps his own name and password, and the answer is that of anybody new."""
    an, piet = await door.house.actor("an"), await door.house.actor("piet")
    garage, wish = door.house.world.garage.id, {"first_name": "Pieter", "last_name": "X", "language": "en"}
    known = await an.tries("client.invite", email="piet.smet@example.test", dossier=garage, **wish)
    new = await an.tries("client.invite", email="niemand@example.test", dossier=garage, **wish)
    assert known.status_code == new.status_code == 200 and set(known.json()) == set(new.json())
    assert {place["office"]["name"] for place in (await piet.gets("/session"))["me"]["places"]} == {
        "Kantoor Janssens", "Kantoor Van Damme",
    }  # fmt: skip


async def test_who_works_here_is_no_client_as_well(door: Door) -> None:
    an, garage = await door.house.actor("an"), door.house.world.garage.id
    names = {"first_name": "Sofie", "last_name": "Claes", "language": "nl"}
    answer = await an.tries("client.invite", email="sofie.claes@example.test", dossier=garage, **names)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "email")


@pytest.mark.spec("S71")
async def test_an_office_is_founded_with_its_first_admin(door: Door) -> None:
    admin = Somebody("Nele@Nieuw.test", "Nele", "Nijs", "nl")
    office = await found(door.house.store, "Kantoor Nieuw", "kantoor@nieuw.test", admin)
    (mail,) = await door.post()
    assert mail["Subject"] == "Kantoor Nieuw nodigt je uit"
    nele = await door.stranger()
    me = (await comes_in(nele, link_in(mail))).json()["me"]
    assert (me["office"]["id"], me["role"]) == (office.id, "admin")
    assert [one["email"] for one in (await nele.gets("/staff"))["staff"]] == ["nele@nieuw.test"]


@pytest.mark.spec("T6")
async def test_who_is_let_go_is_out_and_may_come_back(door: Door) -> None:
    an, sofie = await door.house.actor("an"), await door.house.actor("sofie")
    person = door.house.world.sofie.person_id
    await an.does("staff.set", person=person, role="staff", active=False)
    assert (await sofie.asks("GET", "/session")).status_code == 401
    assert (await sofie.signs_in()).status_code == 401
    await an.does("staff.set", person=person, role="admin", active=True)
    assert (await sofie.signs_in()).json()["me"]["role"] == "admin"


async def test_an_office_keeps_an_admin(door: Door) -> None:
    an = await door.house.actor("an")
    refused = await an.tries("staff.set", person=door.house.world.an.person_id, role="staff", active=True)
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "person")
    lena = door.house.world.lena.person_id
    assert (await an.tries("staff.set", person=lena, role="staff", active=False)).status_code == 404


async def test_an_admin_does_not_invite_himself_out_of_his_place(door: Door) -> None:
    an = await door.house.actor("an")
    names = {"first_name": "An", "last_name": "Peeters", "language": "nl"}
    refused = await an.tries("staff.invite", email="an.peeters@example.test", role="staff", **names)
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "email")
    assert (await standing(an, door.house.world.an.person_id))["role"] == "admin"


async def test_who_guesses_passwords_keeps_nobody_from_coming_in_by_a_link(door: Door) -> None:
    browser = await door.stranger()
    await browser.asks("POST", "/password/forgotten", email="els.goossens@example.test")
    link = await door.link()
    wrong = {"email": "els.goossens@example.test", "password": "geraden"}
    codes = {(await browser.asks("POST", "/session", **wrong)).status_code for _ in range(11)}
    assert codes == {401, 429}
    assert (await comes_in(browser, link)).json()["me"]["person"]["email"] == "els.goossens@example.test"


async def test_what_another_office_writes_does_not_show(door: Door) -> None:
    an, lena = await door.house.actor("an"), await door.house.actor("lena")
    karel = await invites_karel(an)
    door.postbox.always = {"rcpt": "550 nobody here"}
    await door.post()
    assert (await standing(an, karel))["way_in"] == "unreachable"
    door.postbox.always = {}
    door.house.clock.goes_on(minutes=1)
    names = {"first_name": "Karel", "last_name": "Kaas", "language": "nl"}
    await lena.does("client.invite", email="karel@example.test", dossier=door.house.world.distant.id, **names)
    await door.post()
    assert (await standing(an, karel))["way_in"] == "unreachable"


@pytest.mark.spec("T6")
async def test_a_forgotten_password(door: Door) -> None:
    elsewhere, browser = await door.house.actor("els"), await door.stranger()
    assert (
        await browser.asks("POST", "/password/forgotten", email=" Els.Goossens@Example.test")
    ).status_code == 204
    link = await door.link()
    for easy in ("kort", "wachtwoord12", "elsgoossens12", "aaaaaaaaaaaaaa"):
        refused = await comes_in(browser, link, easy)
        assert (refused.status_code, refused.json()["error"]["field"]) == (400, "password"), easy
    assert (await comes_in(browser, link)).status_code == 200
    assert (await elsewhere.asks("GET", "/session")).status_code == 401
    assert (await comes_in(browser, link)).status_code == 404
    assert (await elsewhere.signs_in()).status_code == 401


async def test_nobody_learns_who_has_an_account(door: Door) -> None:
    browser = await door.stranger()
    answers = [
        await browser.asks("POST", "/password/forgotten", email=email)
        for email in ("els.goossens@example.test", "niemand@example.test")
    ]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert [mail["To"] for mail in await door.post()] == ["Els Goossens <els.goossens@example.test>"]
    assert await door.post() == []


async def test_letters_are_not_written_without_end(door: Door) -> None:
    browser = await door.stranger()
    codes = [
        (await browser.asks("POST", "/password/forgotten", email="tom.goossens@example.test")).status_code
        for _ in range(4)
    ]
    assert codes == [204, 204, 204, 429]
    an, tom = await door.house.actor("an"), door.house.world.tom.person_id
    codes = [(await an.tries("invitation.again", person=tom)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert len(await door.post()) == 5


@pytest.mark.parametrize(("invited", "good_for"), [(True, FORTNIGHT), (False, HOUR)])
async def test_a_link_grows_old(door: Door, invited: bool, good_for: dict[str, float]) -> None:
    browser = await door.stranger()
    if invited:
        await (await door.house.actor("an")).does("invitation.again", person=door.house.world.els.person_id)
    else:
        await browser.asks("POST", "/password/forgotten", email="els.goossens@example.test")
    link = await door.link()
    door.house.clock.goes_on(**good_for, seconds=-1)
    assert (await browser.asks("POST", "/password/link", link=link)).status_code == 200
    door.house.clock.goes_on(seconds=1)
    assert (await browser.asks("POST", "/password/link", link=link)).status_code == 404
    assert (await comes_in(browser, link)).status_code == 404


async def test_a_letter_that_does_not_go_is_tried_again(door: Door) -> None:
    an = await door.house.actor("an")
    door.postbox.moods.append({"rcpt": "451 later"})
    karel = await invites_karel(an)
    assert await door.post() == [] and await door.post() == []
    door.house.clock.goes_on(seconds=31)
    assert len(await door.post()) == 1
    door.postbox.always = {"rcpt": "550 nobody here"}
    await an.does("invitation.again", person=karel)
    assert await door.post() == []
    assert (await standing(an, karel))["way_in"] == "unreachable"


async def test_another_password_for_who_knows_the_present_one(door: Door) -> None:
    els, phone = await door.house.actor("els"), await door.house.actor("els")
    wrong = await els.asks("POST", "/password/change", current="iets anders", password=NEW)
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (403, "current")
    assert (await els.asks("POST", "/password/change", current=PASSWORD, password=NEW)).status_code == 204
    assert (await els.asks("GET", "/session")).status_code == 200
    assert (await phone.asks("GET", "/session")).status_code == 401
