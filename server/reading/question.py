"""A search, and the places it finds."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement

from server.accounts.principal import Principal


class Spot(NamedTuple):
    """A message, or with `seq` 0 a subject. In the order of time."""

    at: int
    conversation: int
    seq: int

    @classmethod
    def read(cls, before: str | None) -> "Spot | None":
        """The `next` of a page before."""
        if before is None:
            return None
        at, conversation, seq = [*map(int, before.split(".")), 0][:3]
        return cls(at, conversation, seq)

    def __str__(self) -> str:
        return f"{self.at}.{self.conversation}.{self.seq}"


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for which words, in which conversations: `conditions` are on `Conversation` and its `Dossier`, and
    say what he may reach."""

    by: Principal
    terms: tuple[str, ...]
    conditions: tuple[ColumnElement[bool], ...]
    limit: int
    dossier: int | None = None
    who: int | None = None
    since: int | None = None
    until: int | None = None
    before: Spot | None = None

    @property
    def is_narrow(self) -> bool:
        return self.by.side == "client" or self.dossier is not None

    def in_time(self, spot: Spot) -> bool:
        return (self.since is None or spot.at >= self.since) and (self.until is None or spot.at < self.until)

    def is_next(self, spot: Spot) -> bool:
        return self.before is None or spot < self.before
