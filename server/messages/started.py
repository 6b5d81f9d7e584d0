"""The news of a conversation that starts, as staff and as its client side hear of it."""

from typing import Any

from msgspec import to_builtins

from server.clock import iso, iso_or_none
from server.conversations.frames import (
    SNIPPET,
    ClientStarted,
    ConversationType,
    DossierName,
    Last,
    OfficeStarted,
    Person,
    ReaderMarks,
    Someone,
)
from server.messages.actions import Written, as_news
from server.messages.frames import ClientStartedNews, OfficeStartedNews


class StartedNews:
    """`conversation.started` of a conversation with its first message; `readers` are who reads along."""

    def __init__(
        self,
        first: Written,
        type: ConversationType,
        subject: str,
        dossier: DossierName,
        starter: str,
        readers: list[Person],
    ) -> None:
        self.facts, self.readers = first.facts, readers
        facts, post = first.facts, first.post
        at, by = iso(first.at), post.by
        self.for_office, self.for_client = as_news(first)
        words = (post.text[:SNIPPET], at)
        self.common = {
            "id": facts.id,
            "dossier": dossier,
            "subject": subject,
            "type": type,
            "audience": "all" if facts.private_to is None else "one",
            "private_to": None if facts.private_to is None else readers[0],
            "starter": Someone(by.person_id, starter, by.side),
            "created_at": at,
            "head": facts.head,
            "last": Last(first.seq, Person(by.person_id, starter), by.side, *words, files=len(first.files)),
            "last_at": at,
        }

    def office(self) -> OfficeStartedNews:
        row = OfficeStarted(
            **self.common,  # type: ignore[arg-type]
            needs_answer=self.facts.needs_answer_since is not None,
            needs_answer_since=iso_or_none(self.facts.needs_answer_since),
            seats=[ReaderMarks(reader) for reader in self.readers],
        )
        return OfficeStartedNews(row, self.for_office)

    def client(self) -> ClientStartedNews:
        asked = self.facts.asks_client
        row = ClientStarted(**self.common, waiting=asked, asked=asked)  # type: ignore[arg-type]
        return ClientStartedNews(row, self.for_client)


def without_words(row: OfficeStarted | ClientStarted) -> dict[str, Any]:
    """The row of the news keeps no text: it is read where the message stands, and gone when that is deleted."""
    told: dict[str, Any] = to_builtins(row)
    del told["last"]
    return told
