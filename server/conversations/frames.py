"""Conversations as they stand on the wire: what staff and what clients may know are different shapes."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from server.accounts.models import Side
from server.clock import Time
from server.dossiers.models import Profile

AudienceName = Literal["all", "one"]
# Typed for one dossier, or the type of the template it was started from (S58).
ConversationType = Literal["specific", "general", "invoice", "payment", "vat"]
SNIPPET = 140


class Person(Struct):
    id: int
    name: str


class Someone(Struct):
    id: int
    name: str
    side: Side


class DossierName(Struct):
    id: int
    number: str
    name: str
    language: str


class Last(Struct):
    """The last message in short, and how many files it has; a deleted one has neither."""

    seq: int
    author: Person
    side: Side
    text: str
    at: Time
    deleted: bool = False
    files: int = 0


class ClosedBy(Struct):
    at: Time
    by: Someone


class Started(Struct, kw_only=True):
    """A conversation as everybody of its audience may know it."""

    id: int
    dossier: DossierName
    subject: str
    type: ConversationType
    audience: AudienceName
    private_to: Person | None
    starter: Someone
    created_at: Time
    head: int
    last: Last | None
    last_at: Time
    closed: ClosedBy | None = None


class ReaderMarks(Struct):
    """How far a client reader came, with times, for staff only."""

    person: Person
    first: int = 0
    delivered_upto: int = 0
    read_upto: int = 0
    delivered_at: Time | None = None
    read_at: Time | None = None


class OfficeStarted(Started, kw_only=True):
    needs_answer: bool
    needs_answer_since: Time | None
    assignee: Person | None = None
    seats: list[ReaderMarks]


class ClientStarted(Started, kw_only=True):
    """`asked`: the office spoke last and expects an answer. `waiting`: open, and asked or not read yet (S61)."""

    waiting: bool
    asked: bool


class Closing(Struct):
    """`conversation.closed` and `.reopened`."""

    conversation: int
    at: Time
    by: Someone


class Removed(Struct):
    """`conversation.removed`: in a replay, in place of news of a private conversation that is no longer one's own."""

    conversation: int


class OfficeUpdate(Struct):
    """`conversation.updated` for staff: only what changed."""

    conversation: int
    needs_answer_since: Time | None | UnsetType = UNSET
    assignee: Person | None | UnsetType = UNSET


class WaitingUpdate(Struct):
    """`conversation.updated` for the client side: no longer `asked`; it waits only while unread (S61)."""

    conversation: int
    waiting: bool


class May(Struct):
    """What the viewer may do with it."""

    close: bool
    reopen: bool
    send: bool


class OfficeRow(OfficeStarted, kw_only=True):
    """A conversation in the list of somebody of the office. `unread` stops at 99."""

    read_upto: int
    delivered_upto: int
    unread: int
    may: May


class ClientRow(ClientStarted, kw_only=True):
    """A conversation in a client's list: nothing here depends on what staff read."""

    read_upto: int
    delivered_upto: int
    unread: int
    may: May


class OfficeCounters(Struct):
    """Conversations, not messages. `unread` are open ones with something the viewer did not read."""

    open: int
    closed: int
    unread: int
    needs_answer: int


class ClientCounters(Struct):
    """Conversations, not messages. `waiting` is what the menu shows (S61)."""

    open: int
    closed: int
    unread: int
    waiting: int


class OfficeList(Struct):
    conversations: list[OfficeRow]
    next: str | None
    counters: OfficeCounters
    cursor: dict[str, int]


class ClientList(Struct):
    conversations: list[ClientRow]
    next: str | None
    counters: ClientCounters
    cursor: dict[str, int]


class Reader(Struct):
    """Who reads along: the client side's readers and, for staff, the one it is assigned to."""

    id: int
    name: str
    side: Side
    title: str
    profile: Profile | None = None
