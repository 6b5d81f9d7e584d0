"""The moment of handing a mail to the SMTP server: checked once more, and written down on both sides of it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, update
from sqlmodel import col

from server.clock import Instant
from server.config import Reminders
from server.reminders.contents import Contents, contents_of
from server.reminders.following import locked, settle
from server.reminders.models import Reminder
from server.reminders.rules import Facts, backoff, tried_long_enough
from server.store import Store


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail in hand: what it is about, and which attempt this is."""

    mail: str
    attempt: int
    contents: Contents


async def take(store: Store, reminders: Reminders, lease: int, mail: str) -> Parcel | None:
    """Take a mail in hand (sending → handing), without what is no longer owed; none when nothing is left of it.

    A mail that somebody held longer than `lease` without an end is taken from him: it may go out twice under one
    Message-ID, but it is never dropped.
    """
    async with store.begin() as session:
        now = store.clock()
        held = [
            facts
            for facts in await locked(session, reminders.unread_after, col(Reminder.mail) == mail)
            if _free(facts, now, reminders, lease)
        ]
        owed = [facts for facts in held if await settle(session, now, facts)]
        if not owed:
            return None
        ids = [facts.id for facts in owed]
        attempt = max(facts.attempts for facts in owed) + 1
        await session.execute(
            update(Reminder)
            .where(col(Reminder.id).in_(ids))
            .values(state="handing", attempts=attempt, changed_at=now)
        )
        return Parcel(mail, attempt, await contents_of(session, ids))


def _free(facts: Facts, now: Instant, reminders: Reminders, lease: int) -> bool:
    if facts.state == "handing":
        return facts.changed_at <= now - lease
    return (
        facts.state == "sending" and facts.changed_at + backoff(facts.attempts, reminders.retry_after) <= now
    )


async def sent(store: Store, parcel: Parcel) -> None:
    """The server has it (handing → sent), also if somebody took it over meanwhile: it is the same mail."""
    await _end(store, parcel, "sent", "", col(Reminder.state).in_(("handing", "sending")))


async def put_back(store: Store, reminders: Reminders, parcel: Parcel, why: str) -> None:
    """It did not go this time (handing → sending, later failed when it was tried long enough)."""
    enough = tried_long_enough(parcel.attempt, reminders.retry_after, reminders.give_up_after)
    await _end(store, parcel, "failed" if enough else "sending", why, _still_mine(parcel))


async def fail(store: Store, parcel: Parcel, why: str) -> None:
    """The server will not have it (handing → failed), in its own words."""
    await _end(store, parcel, "failed", why, _still_mine(parcel))


def _still_mine(parcel: Parcel) -> ColumnElement[bool]:
    return and_(col(Reminder.state) == "handing", col(Reminder.attempts) == parcel.attempt)


async def _end(store: Store, parcel: Parcel, state: str, why: str, where: ColumnElement[bool]) -> None:
    async with store.begin() as session:
        await session.execute(
            update(Reminder)
            .where(col(Reminder.mail) == parcel.mail, where)
            .values(state=state, reason=why[:500], changed_at=store.clock())
        )
