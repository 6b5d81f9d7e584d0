"""Every table, gathered for the migrations."""

from server.accounts.models import Office, Person, Session, Staff, Ticket
from server.conversations.models import Conversation, Seat
from server.db import metadata
from server.dossiers.models import Client, Dossier, Tag
from server.messages.models import Message
from server.receipts.models import Mark
from server.reminders.models import Reminder
from server.streams.models import Event, Installation, Stream
from server.templates.models import Template, TemplateVersion

__all__ = [
    "Client", "Conversation", "Dossier", "Event", "Installation", "Mark", "Message", "Office", "Person",
    "Reminder", "Seat", "Session", "Staff", "Stream", "Tag", "Template", "TemplateVersion", "Ticket", "metadata",
]  # fmt: skip
