"""What was found, as it stands on the wire."""

from msgspec import Struct

from server.clock import Time
from server.conversations.frames import DossierName, Person
from server.messages.frames import Author


class Hit(Struct):
    """A message. Every second piece of `snippet` is what was asked for."""

    seq: int
    author: Author
    at: Time
    snippet: list[str]


class FoundConversation(Struct):
    """`subject` is in pieces as a snippet is. Without hits it was found by its subject or its dossier."""

    id: int
    subject: list[str]
    dossier: DossierName
    private_to: Person | None
    closed: bool
    at: Time
    hits: list[Hit]


class SearchPage(Struct):
    """Newest first. A conversation with hits on two pages stands on both."""

    conversations: list[FoundConversation]
    next: str | None
