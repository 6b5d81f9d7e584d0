"""Signing in and out. Of a session's secret only the SHA-256 is kept; it is in one office at a time."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from server.accounts.admission import Admitted, SessionKey, admitted, digest_of, principal_of
from server.accounts.attempts import Attempts
from server.accounts.models import Person, Session, Ticket
from server.accounts.passwords import Passwords
from server.accounts.places import Place, places_of
from server.accounts.principal import Principal
from server.asking import asking, within
from server.clock import Instant
from server.config import Sessions as Settings
from server.errors import NotFound, Unauthenticated
from server.store import Store

TICKET_MS = 30_000
SEEN_EVERY_MS = 60_000
WRONG = "This e-mail address and password do not belong together."

Reason = Literal["signed_out", "revoked", "switched"]


@dataclass(frozen=True, slots=True)
class Revoked:
    """What the live part must hear: this session's sockets in this office close now."""

    session_id: int
    person_id: int
    office_id: int
    reason: Reason


OnRevoked = Callable[[Revoked], Awaitable[None]]


async def nobody_listens(_: Revoked) -> None:
    """For a process without sockets."""


class Sessions:
    """The door. `on_revoked` hears of every session that somebody ended."""

    def __init__(self, store: Store, settings: Settings, on_revoked: OnRevoked = nobody_listens) -> None:
        self.store = store
        self.settings = settings
        self.on_revoked = on_revoked
        self.passwords = Passwords(settings.hashing_slots)
        self.attempts = Attempts(settings)

    async def sign_in(
        self, email: str, password: str, *, address: str, remember: bool = False, label: str = ""
    ) -> tuple[Principal, str]:
        """A new session and its secret. A wrong try gets one answer, in one time, account or not.

        Errors: `Unauthenticated`, `RateLimited`, `Unavailable`.
        """
        account = email.strip().lower()
        await self.attempts.begin(account, address)
        person, place = await self._known(account)
        matches = await self.passwords.verify(person.password_hash if person else None, password)
        if not person or not place or not matches:
            await self.attempts.failed(address)
            raise Unauthenticated(WRONG)
        await self.attempts.succeeded(account)
        return await self._open(person, place, remember, label)

    async def enter(self, person: Person, *, label: str = "") -> tuple[Principal, str]:
        """A new session for who has just proved who he is, whatever was tried in his name. Errors: `Unauthenticated`
        for who has no place any more."""
        async with self.store.session() as session:
            place = next(iter(await places_of(await within(session), person.id)), None)
        if place is None:
            raise Unauthenticated
        await self.attempts.succeeded(person.email)
        return await self._open(person, place, False, label)

    async def by_secret(self, secret: str) -> Principal | None:
        """The session of a cookie or bearer token; that it was seen is noted at most once a minute."""
        found = await self._admitted("digest", digest_of(secret))
        if not found:
            return None
        now = self.store.clock()
        if now - found.seen_at >= SEEN_EVERY_MS:
            await self._note_seen(found.principal.session_id, now)
        return found.principal

    async def by_id(self, session_id: int) -> Principal | None:
        """The session as it stands now: none once it ended, or its person lost his place."""
        found = await self._admitted("id", session_id)
        return found.principal if found else None

    async def new_ticket(self, principal: Principal) -> str:
        """A way into the socket, for one use within thirty seconds."""
        ticket, now = secrets.token_urlsafe(32), self.store.clock()
        kept = Ticket(digest=digest_of(ticket), session_id=principal.session_id, expires_at=now + TICKET_MS)
        async with self.store.begin() as session:
            await session.execute(delete(Ticket).where(col(Ticket.expires_at) <= now))
            session.add(kept)
        return ticket

    async def by_ticket(self, ticket: str) -> Principal | None:
        """Spends the ticket."""
        spend = (
            delete(Ticket)
            .where(col(Ticket.digest) == digest_of(ticket), col(Ticket.expires_at) > self.store.clock())
            .returning(col(Ticket.session_id))
        )
        async with self.store.begin() as session:
            session_id = (await session.execute(spend)).scalar_one_or_none()
        return None if session_id is None else await self.by_id(session_id)

    async def sign_out(self, principal: Principal) -> None:
        await self.revoke(principal, principal.session_id, "signed_out")

    async def revoke(self, principal: Principal, session_id: int, reason: Reason = "revoked") -> None:
        """End one of one's own sessions; `NotFound` for any other."""
        ending = (
            update(Session)
            .where(
                col(Session.id) == session_id,
                col(Session.person_id) == principal.person_id,
                col(Session.revoked_at).is_(None),
            )
            .values(revoked_at=self.store.clock())
            .returning(col(Session.office_id))
        )
        async with self.store.begin() as session:
            office = (await session.execute(ending)).scalar_one_or_none()
        if office is None:
            raise NotFound
        await self.on_revoked(Revoked(session_id, principal.person_id, office, reason))

    async def switch_office(self, principal: Principal, office: int) -> Principal:
        """The same session, in another office of mine; `NotFound` where I have no place."""
        moving = update(Session).where(col(Session.id) == principal.session_id).values(office_id=office)
        async with self.store.begin() as session:
            mine = await places_of(await within(session), principal.person_id)
            if office not in {place.office_id for place in mine}:
                raise NotFound
            await session.execute(moving)
        if office != principal.office_id:
            left = Revoked(principal.session_id, principal.person_id, principal.office_id, "switched")
            await self.on_revoked(left)
        moved = await self.by_id(principal.session_id)
        if not moved:
            raise Unauthenticated
        return moved

    async def of(self, principal: Principal) -> list[Session]:
        """My running sessions, the latest seen first."""
        running = (
            select(Session)
            .where(
                col(Session.person_id) == principal.person_id,
                col(Session.revoked_at).is_(None),
                col(Session.expires_at) > self.store.clock(),
            )
            .order_by(col(Session.seen_at).desc(), col(Session.id))
        )
        async with self.store.session() as session:
            return list((await session.execute(running)).scalars())

    def close(self) -> None:
        self.passwords.close()

    async def _note_seen(self, session_id: int, now: Instant) -> None:
        """A full disk or a busy database keeps nobody from reading."""
        seen = update(Session).where(col(Session.id) == session_id).values(seen_at=now)
        with suppress(DBAPIError):
            async with self.store.begin() as session:
                await session.execute(seen)

    async def _known(self, account: str) -> tuple[Person | None, Place | None]:
        known = select(Person).where(col(Person.email) == account, col(Person.active))
        async with self.store.session() as session:
            person = (await session.execute(known)).scalar_one_or_none()
            places = await places_of(await within(session), person.id if person else 0)
        return person, next(iter(places), None)

    async def _open(self, person: Person, place: Place, remember: bool, label: str) -> tuple[Principal, str]:
        secret, now = secrets.token_urlsafe(32), self.store.clock()
        made = Session(
            digest=digest_of(secret),
            person_id=person.id,
            office_id=place.office_id,
            label=label,
            created_at=now,
            seen_at=now,
            expires_at=now + self._lifetime(remember),
        )
        async with self.store.begin() as session:
            session.add(made)
        return principal_of(made, person, place.role), secret

    def _lifetime(self, remember: bool) -> Instant:
        return self.settings.remembered if remember else self.settings.lifetime

    async def _admitted(self, by: SessionKey, key: str | int) -> Admitted | None:
        async with asking(self.store) as ask:
            return next(iter(await admitted(ask, by, [key], self.store.clock())), None)
