"""The table of commands: what an app may ask, over the socket and over HTTP alike."""

from server.commands import base, bulks, conversations, dossiers, mails, messages, people, templates
from server.commands.base import Command

COMMANDS: dict[str, Command] = {
    **base.COMMANDS,
    **messages.COMMANDS,
    **conversations.COMMANDS,
    **people.COMMANDS,
    **dossiers.COMMANDS,
    **mails.COMMANDS,
    **templates.COMMANDS,
    **bulks.COMMANDS,
}
