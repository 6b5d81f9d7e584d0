"""Links to a new password: drawn for a letter, looked at before they are used, good for one use."""

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from zxcvbn import zxcvbn

from server.accounts.admission import digest_of
from server.accounts.models import Link, Person, Session
from server.accounts.passwords import Passwords
from server.accounts.sessions import Revoked
from server.clock import Instant
from server.errors import BadRequest, Forbidden, NotFound
from server.store import Store

SHORTEST, LONGEST = 12, 100
STRONG_ENOUGH = 3  # of 4: too many guesses for who tries slowly
OBVIOUS = "vinkje wachtwoord paswoord welkom geheim kantoor motdepasse bonjour bienvenue passwort willkommen".split()


async def draw(store: Store, person: int, lifetime: Instant) -> str:
    """A new secret for this person; those of before stay good until one is used."""
    secret = secrets.token_urlsafe(32)
    kept = Link(digest=digest_of(secret), person_id=person, expires_at=store.clock() + lifetime)
    async with store.begin() as session:
        session.add(kept)
    return secret


async def owner(store: Store, secret: str) -> Person:
    """Whose link this is; it is not used by that. Raises `NotFound`, also when it was used or is too old."""
    found = (
        select(Person)
        .join(Link, col(Link.person_id) == col(Person.id))
        .where(
            col(Link.digest) == digest_of(secret), col(Link.expires_at) > store.clock(), col(Person.active)
        )
    )
    async with store.session() as session:
        person = (await session.execute(found)).scalar_one_or_none()
    if person is None:
        raise NotFound("This link was used before, or is too old. Ask for a new one.")
    return person


async def choose(
    store: Store, passwords: Passwords, secret: str, password: str
) -> tuple[Person, list[Revoked]]:
    """Spend the link on a new password. All links and sessions of before are over; who is shown out is returned.

    Errors: `NotFound`, `BadRequest` where the password is too easy to guess.
    """
    person = await owner(store, secret)
    refuse_weak(person, password)
    hashed = await passwords.hash(password)
    async with store.begin() as session:
        spent = delete(Link).where(col(Link.digest) == digest_of(secret)).returning(col(Link.person_id))
        if (await session.execute(spent)).scalar_one_or_none() is None:
            raise NotFound("This link was used before, or is too old. Ask for a new one.")
        await session.execute(delete(Link).where(col(Link.person_id) == person.id))
        await session.execute(update(Person).where(col(Person.id) == person.id).values(password_hash=hashed))
        return person, await _end_sessions(session, store.clock(), person.id)


async def change(
    store: Store, passwords: Passwords, person: int, current: str, new: str, own_session: int
) -> list[Revoked]:
    """Another password for who knows the present one; his other sessions end.

    Errors: `Forbidden` where it is not the present one, `BadRequest` where the new one is too easy to guess.
    """
    async with store.session() as session:
        kept = await session.get(Person, person)
    if kept is None or not await passwords.verify(kept.password_hash, current):
        raise Forbidden("This is not your present password.", field="current")
    refuse_weak(kept, new)
    hashed = await passwords.hash(new)
    async with store.begin() as session:
        await session.execute(delete(Link).where(col(Link.person_id) == person))
        await session.execute(update(Person).where(col(Person.id) == person).values(password_hash=hashed))
        return await _end_sessions(session, store.clock(), person, but=own_session)


def refuse_weak(person: Person, password: str) -> None:
    """Raises `BadRequest` for what is too short, too long, or soon guessed by who knows the person."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadRequest(f"Between {SHORTEST} and {LONGEST} characters.", field="password")
    names = [person.first_name, person.last_name, person.first_name + person.last_name]
    known = [person.email, *person.email.split("@"), *names, *OBVIOUS]
    if zxcvbn(password, user_inputs=known, max_length=LONGEST)["score"] < STRONG_ENOUGH:
        raise BadRequest(
            "This is easy to guess. Take a few words that do not belong together.", field="password"
        )


async def _end_sessions(session: AsyncSession, now: Instant, person: int, but: int = 0) -> list[Revoked]:
    ending = (
        update(Session)
        .where(col(Session.person_id) == person, col(Session.revoked_at).is_(None), col(Session.id) != but)
        .values(revoked_at=now)
        .returning(col(Session.id), col(Session.person_id), col(Session.office_id))
    )
    return [Revoked(*row, "revoked") for row in await session.execute(ending)]
