"""Signing in and out over HTTP."""

from msgspec import UNSET, Struct, UnsetType
from starlette.responses import Response

from server.accounts.models import Session
from server.accounts.principal import Principal
from server.asking import asking
from server.clock import Time, iso
from server.commands.base import Id
from server.dossiers.frames import Me
from server.dossiers.me import me
from server.errors import BadRequest
from server.web.endpoint import Call, Door, Endpoint, as_json, secret_of

LABEL = 80
EMAIL = 254
PASSWORD = 1_024


class SignIn(Struct, forbid_unknown_fields=True):
    email: str
    password: str
    remember: bool = False
    bearer: bool = False
    label: str = ""


class InSession(Struct):
    """Who I am; an app that asked for a bearer token gets it here, once."""

    me: Me
    token: str | UnsetType = UNSET


class ToOffice(Struct, forbid_unknown_fields=True):
    office: Id


class Ticket(Struct):
    ticket: str
    expires_in_s: int


class OwnSession(Struct):
    id: int
    label: str
    current: bool
    created_at: Time
    seen_at: Time
    expires_at: Time


class OwnSessions(Struct):
    sessions: list[OwnSession]


async def sign_in(call: Call) -> Response:
    """Sign in: the page gets a cookie, an app that asks for it a bearer token."""
    wish: SignIn = call.body
    if len(wish.email) > EMAIL or len(wish.password) > PASSWORD or len(wish.label) > LABEL:
        raise BadRequest("This is longer than it can be.")
    principal, secret = await call.door.sessions.sign_in(
        wish.email,
        wish.password,
        address=call.request.client.host if call.request.client else "",
        remember=wish.remember,
        label=wish.label,
    )
    return await admit(call, principal, secret, bearer=wish.bearer, remember=wish.remember)


async def admit(
    call: Call, principal: Principal, secret: str, *, bearer: bool = False, remember: bool = False
) -> Response:
    """The answer to who came in, with his new session as a cookie or as a token."""
    told = await _me(call.door, principal)
    if bearer:
        return as_json(InSession(told, token=secret))
    await _leave_the_old(call)
    answer = as_json(InSession(told))
    lifetime = call.door.settings.sessions.remembered // 1_000 if remember else None
    answer.set_cookie(
        call.door.settings.cookie, secret, max_age=lifetime, path="/", httponly=True, samesite="lax",
        secure=call.door.settings.secure,
    )  # fmt: skip
    return answer


async def who_am_i(call: Call) -> InSession:
    """Who I am in this session."""
    return InSession(await _me(call.door, call.by))


async def sign_out(call: Call) -> Response:
    """Sign out: open sockets of this session close within a second."""
    await call.door.sessions.sign_out(call.by)
    answer = as_json(None)
    answer.delete_cookie(
        call.door.settings.cookie, path="/", httponly=True, samesite="lax", secure=call.door.settings.secure
    )
    return answer


async def switch_office(call: Call) -> InSession:
    """Go on in another office of mine."""
    moved = await call.door.sessions.switch_office(call.by, call.body.office)
    return InSession(await _me(call.door, moved))


async def ticket(call: Call) -> Ticket:
    """A way into the socket for an app: one use, thirty seconds."""
    return Ticket(await call.door.sessions.new_ticket(call.by), 30)


async def sessions(call: Call) -> OwnSessions:
    """Where I am signed in."""
    return OwnSessions([_own(kept, call.by) for kept in await call.door.sessions.of(call.by)])


async def revoke(call: Call) -> None:
    """End one of my sessions elsewhere."""
    await call.door.sessions.revoke(call.by, call.id)


def _own(kept: Session, by: Principal) -> OwnSession:
    times = (iso(kept.created_at), iso(kept.seen_at), iso(kept.expires_at))
    return OwnSession(kept.id, kept.label, kept.id == by.session_id, *times)


async def _me(door: Door, principal: Principal) -> Me:
    async with asking(door.store) as ask:
        return await me(ask, principal, door.settings.reminders.unread_after)


async def _leave_the_old(call: Call) -> None:
    """Whoever signs in again in the same browser leaves no session behind that nobody holds."""
    if secret := secret_of(call.door, call.request):
        if old := await call.door.sessions.by_secret(secret):
            await call.door.sessions.sign_out(old)


ENDPOINTS = [
    Endpoint("POST", "/api/v1/session", sign_in, InSession, takes=SignIn, signed_in=False),
    Endpoint("GET", "/api/v1/session", who_am_i, InSession),
    Endpoint("DELETE", "/api/v1/session", sign_out),
    Endpoint("POST", "/api/v1/session/office", switch_office, InSession, takes=ToOffice),
    Endpoint("POST", "/api/v1/session/ticket", ticket, Ticket),
    Endpoint("GET", "/api/v1/sessions", sessions, OwnSessions),
    Endpoint("DELETE", "/api/v1/sessions/{id:int}", revoke),
]
