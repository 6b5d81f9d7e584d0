"""What an office and each of its people choose about their mails (P6)."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import select
from sqlmodel import col

from server.accounts.models import Office, Person
from server.accounts.principal import Principal
from server.conversations import access
from server.errors import Forbidden
from server.reminders.hours import Hours, Quiet, hours_of, quiet_of
from server.rows import Steps, statement
from server.store import Store
from server.templates.actions import ADMIN
from server.work import Work

MINUTE, WEEK = 60, 604_800
ADDRESS = r"^[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}$"

CHOOSE = statement(
    """
    UPDATE office SET hours = v.hours, remind_after_ms = v.wait, subject_in_mail = v.subject, mailbox = v.mailbox
    FROM {v} WHERE office.id = v.office
    """,
    office=int,
    hours=str,
    wait=int,
    subject=bool,
    mailbox=str,
)
REST = statement(
    "UPDATE person SET quiet = v.quiet FROM {v} WHERE person.id = v.person", person=int, quiet=str
)
# What waits for hours that are no longer these is looked at again by the next tick.
RELEASE = statement(
    """
    UPDATE reminder SET held_until = NULL FROM {v}
    WHERE reminder.state = 'planned' AND reminder.due_at <= v.now AND reminder.office_id = v.office
      AND reminder.held_until IS NOT NULL AND (v.person IS NULL OR reminder.recipient_id = v.person)
    """,
    office=int,
    person=int,
    now=int,
)


class MailChoice(Struct, forbid_unknown_fields=True):
    """`hours` none: at any time. `wait_s` none: the two hours of the installation; a minute to a week."""

    hours: Hours | None
    wait_s: Annotated[int, Meta(ge=MINUTE, le=WEEK)] | None
    subject_in_mail: bool
    mailbox: Annotated[str, Meta(pattern=ADDRESS, max_length=254)]


class OfficeMail(Struct):
    """As `MailChoice`, with the zone its hours are in."""

    hours: Hours | None
    wait_s: int | None
    subject_in_mail: bool
    mailbox: str
    time_zone: str


class OwnQuiet(Struct):
    """When one gets no mail, on one's own clock."""

    quiet: Quiet | None
    time_zone: str


def choose(work: Work, by: Principal, choice: MailChoice) -> Steps[None]:
    """The office's mails from now on, those that are planned too. Errors: `Forbidden` unless an admin asks."""
    if not access.may_manage_office(by) or not (yield ADMIN(office=[by.office_id], person=[by.person_id])):
        raise Forbidden()
    yield CHOOSE(
        office=[by.office_id],
        hours=[_kept(choice.hours)],
        wait=[None if choice.wait_s is None else choice.wait_s * 1000],
        subject=[choice.subject_in_mail],
        mailbox=[choice.mailbox],
    )
    yield RELEASE(office=[by.office_id], person=[None], now=[work.now])


def rest(work: Work, by: Principal, quiet: Quiet | None) -> Steps[None]:
    """When this person gets no mail, whichever office it is from."""
    yield REST(person=[by.person_id], quiet=[_kept(quiet)])
    yield RELEASE(office=[by.office_id], person=[by.person_id], now=[work.now])


async def of_office(store: Store, by: Principal) -> OfficeMail:
    """Raises `Forbidden` unless an admin asks."""
    if not access.may_manage_office(by):
        raise Forbidden()
    async with store.session() as session:
        office = await session.get_one(Office, by.office_id)
    wait = office.remind_after_ms
    return OfficeMail(
        hours_of(office.hours),
        None if wait is None else wait // 1000,
        office.subject_in_mail,
        office.mailbox,
        office.time_zone,
    )


async def of_person(store: Store, by: Principal) -> OwnQuiet:
    own = select(col(Person.quiet), col(Person.time_zone)).where(col(Person.id) == by.person_id)
    async with store.session() as session:
        quiet, zone = (await session.execute(own)).one()
    return OwnQuiet(quiet_of(quiet), zone)


def _kept(choice: Struct | None) -> str | None:
    return None if choice is None else msgspec.json.encode(choice).decode()
