"""Getting in for the first time, or again, over HTTP."""

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from server.accounts import letters, links
from server.accounts.sessions import Revoked
from server.errors import BadRequest, NotFound, RateLimited, Unauthenticated
from server.web.endpoint import Call, Endpoint
from server.web.session import EMAIL, PASSWORD, InSession, admit

Secret = Annotated[str, Meta(max_length=100)]


class Forgotten(Struct, forbid_unknown_fields=True):
    email: str


class Shown(Struct, forbid_unknown_fields=True):
    link: Secret


class Owner(Struct):
    """Whose link it is, so that he sees for whom he chooses a password."""

    email: str
    name: str
    language: str


class Chosen(Struct, forbid_unknown_fields=True):
    link: Secret
    password: str
    bearer: bool = False
    label: str = ""


class Changed(Struct, forbid_unknown_fields=True):
    current: str
    password: str


async def forgotten(call: Call) -> None:
    """Ask for a letter with a link to a new password. The answer is the same whether anybody has this address."""
    email = call.body.email.strip().lower()
    if not 3 <= len(email) <= EMAIL or "@" not in email:
        raise BadRequest("This is no e-mail address.", field="email")
    await call.door.sessions.attempts.letter(email, _address(call))
    await letters.ask(call.door.store, email)


async def owner(call: Call) -> Owner:
    """Whose link this is; it stays good."""
    person = await links.owner(call.door.store, call.body.link)
    return Owner(person.email, person.name, person.language)


async def choose(call: Call) -> Response:
    """Spend a link on a new password, and come in. Every session of before ends."""
    wish: Chosen = call.body
    _bounded(wish.password)
    sessions = call.door.sessions
    person, ended = await links.choose(call.door.store, sessions.passwords, wish.link, wish.password)
    await _show_out(call, ended)
    principal, secret = await sessions.enter(person, label=wish.label)
    return await admit(call, principal, secret, bearer=wish.bearer)


async def change(call: Call) -> None:
    """Another password; my sessions elsewhere end."""
    wish: Changed = call.body
    _bounded(wish.current)
    _bounded(wish.password)
    sessions, by = call.door.sessions, call.by
    await sessions.attempts.begin(f"change {by.person_id}", _address(call))
    ended = await links.change(
        call.door.store, sessions.passwords, by.person_id, wish.current, wish.password, by.session_id
    )
    await sessions.attempts.succeeded(f"change {by.person_id}")
    await _show_out(call, ended)


async def _show_out(call: Call, ended: list[Revoked]) -> None:
    for one in ended:
        await call.door.sessions.on_revoked(one)


def _bounded(password: str) -> None:
    if len(password) > PASSWORD:
        raise BadRequest("This is longer than it can be.", field="password")


def _address(call: Call) -> str:
    return call.request.client.host if call.request.client else ""


ENDPOINTS = [
    Endpoint(
        "POST", "/api/v1/password/forgotten", forgotten, takes=Forgotten, signed_in=False,
        refuses=(RateLimited,),
    ),
    Endpoint(
        "POST", "/api/v1/password/link", owner, Owner, takes=Shown, signed_in=False, refuses=(NotFound,)
    ),
    Endpoint(
        "POST", "/api/v1/password", choose, InSession, takes=Chosen, signed_in=False,
        refuses=(NotFound, Unauthenticated),
    ),
    Endpoint("POST", "/api/v1/password/change", change, takes=Changed),
]  # fmt: skip
