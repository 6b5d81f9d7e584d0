"""When mails may go out: the office's hours, and one's own rest."""

from server.accounts.principal import Principal
from server.commands.base import Command, Frame, Services
from server.frames import NOTHING, Nothing
from server.reminders import choices
from server.reminders.choices import MailChoice
from server.reminders.hours import Quiet


class OfficeMailSet(Frame):
    mail: MailChoice


class QuietSet(Frame):
    quiet: Quiet | None


async def choose_mail(services: Services, by: Principal, d: OfficeMailSet) -> Nothing:
    """Admins: when the office's mails go out, after how long, with a subject or not, and to which mailbox."""
    await services.writer.do(lambda work: choices.choose(work, by, d.mail))
    return NOTHING


async def keep_quiet(services: Services, by: Principal, d: QuietSet) -> Nothing:
    """When I get no mail, on my own clock; none: at any time."""
    await services.writer.do(lambda work: choices.rest(work, by, d.quiet))
    return NOTHING


COMMANDS: dict[str, Command] = {
    "office.mail": Command(OfficeMailSet, choose_mail, Nothing),
    "quiet.set": Command(QuietSet, keep_quiet, Nothing),
}
