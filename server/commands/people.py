"""Who works here, who is on a dossier, and who is invited."""

from typing import Annotated

from msgspec import Meta

from server.accounts.principal import Principal
from server.commands.base import Command, Frame, Id, Services, clean
from server.conversations import readers
from server.dossiers.models import Profile
from server.frames import NOTHING, Nothing
from server.mailing.mail import one_line
from server.people import actions as people
from server.people.frames import Invited, StaffRole
from server.people.inviting import Somebody
from server.templates.languages import Language


class AccessSet(Frame):
    dossier: Id
    person: Id
    profile: Profile | None


Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


PersonsName = Annotated[str, Meta(max_length=100)]


class Invite(Frame):
    email: Email
    first_name: PersonsName
    last_name: PersonsName
    language: Language


class StaffInvite(Invite):
    role: StaffRole = "staff"


class ClientInvite(Invite):
    dossier: Id
    profile: Profile = "full"


class StaffSet(Frame):
    person: Id
    role: StaffRole
    active: bool


class OnePerson(Frame):
    person: Id


async def set_access(services: Services, by: Principal, d: AccessSet) -> Nothing:
    """Staff: give a person full or limited access to a dossier, or take it away, from this second on."""
    await services.writer.do(lambda work: readers.set_profile(work, by, d.dossier, d.person, d.profile))
    return NOTHING


def _somebody(d: Invite) -> Somebody:
    names = [clean(getattr(d, field), 100, field) for field in ("first_name", "last_name")]
    return Somebody(d.email.lower(), one_line(names[0]), one_line(names[1]), d.language)


async def invite_colleague(services: Services, by: Principal, d: StaffInvite) -> Invited:
    """Admins: give somebody a place in the office, and write him a letter with a way in."""
    who = _somebody(d)
    return Invited(await services.writer.do(lambda work: people.invite_colleague(work, by, who, d.role)))


async def set_place(services: Services, by: Principal, d: StaffSet) -> Nothing:
    """Admins: change what a colleague is here, or end it; his sockets close within a second."""
    await services.writer.do(lambda work: people.set_place(work, by, d.person, d.role, d.active))
    return NOTHING


async def invite_client(services: Services, by: Principal, d: ClientInvite) -> Invited:
    """Staff: put somebody on a dossier by his e-mail address, and write him a letter with a way in."""
    who = _somebody(d)
    return Invited(
        await services.writer.do(lambda work: people.invite_client(work, by, who, d.dossier, d.profile))
    )


async def invite_again(services: Services, by: Principal, d: OnePerson) -> Nothing:
    """Staff: another letter to a colleague or a client user of the office."""
    await services.writer.do(lambda work: people.write_again(work, by, d.person))
    return NOTHING


COMMANDS: dict[str, Command] = {
    "access.set": Command(AccessSet, set_access, Nothing),
    "staff.invite": Command(StaffInvite, invite_colleague, Invited),
    "staff.set": Command(StaffSet, set_place, Nothing),
    "client.invite": Command(ClientInvite, invite_client, Invited),
    "invitation.again": Command(OnePerson, invite_again, Nothing),
}
