"""Whose mails have to wait for hours, and until when."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.models import Office, Person
from server.clock import Instant
from server.reminders.hours import Hours, Quiet, hours_of, may_go_at, quiet_of

NO_QUIET: tuple[Quiet | None, str] = (None, "UTC")


async def until(
    session: AsyncSession, now: Instant, recipients: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Instant]:
    """When each (office, recipient) may get a mail that is due now: now itself, or later."""
    if not recipients:
        return {}
    offices = await _offices(session, {office for office, _ in recipients})
    people = await _people(session, {person for _, person in recipients})
    return {
        (office, person): may_go_at(now, offices[office], people.get(person, NO_QUIET))
        for office, person in recipients
    }


async def _offices(session: AsyncSession, ids: set[int]) -> dict[int, tuple[Hours | None, str]]:
    found = select(col(Office.id), col(Office.hours), col(Office.time_zone)).where(col(Office.id).in_(ids))
    return {id: (hours_of(hours), zone) for id, hours, zone in await session.execute(found)}


async def _people(session: AsyncSession, ids: set[int]) -> dict[int, tuple[Quiet | None, str]]:
    """Only those who have quiet hours; the mailbox is nobody."""
    found = select(col(Person.id), col(Person.quiet), col(Person.time_zone)).where(
        col(Person.id).in_(ids), col(Person.quiet).is_not(None)
    )
    return {id: (quiet_of(quiet), zone) for id, quiet, zone in await session.execute(found)}
