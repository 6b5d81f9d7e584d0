"""The table of commands: what an app may ask, over the socket and over HTTP alike."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from msgspec import Meta, Struct

from server.accounts.principal import Principal
from server.clock import iso
from server.config import Settings
from server.conversations import actions as conversations
from server.conversations import readers
from server.conversations.frames import AudienceName
from server.dossiers.models import Profile
from server.errors import BadRequest, LimitExceeded, TooLarge
from server.frames import NOTHING, Nothing, Now
from server.messages.actions import Post
from server.messages.frames import Posted
from server.messages.queries import Window
from server.messages.start import Start, start
from server.rates import Rates
from server.reading.history import ClientHistory, OfficeHistory, history
from server.receipts.actions import Raise
from server.store import Store
from server.writer import Writer

MOST_ID = 2**53 - 1
Id = Annotated[int, Meta(ge=1, le=MOST_ID)]
Number = Annotated[int, Meta(ge=0, le=MOST_ID)]
CID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Cid = Annotated[str, Meta(pattern=CID, max_length=36)]  # `$` alone would let a line end through
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Services:
    """What a command needs of the process it runs in."""

    store: Store
    writer: Writer
    settings: Settings

    @cached_property
    def rates(self) -> Rates:
        return Rates(self.settings.live)


class Frame(Struct, forbid_unknown_fields=True):
    """The `d` of a command."""


class Ping(Frame):
    pass


class MessageSend(Frame):
    cid: Cid
    conversation: Id
    text: str


class Receipt(Frame):
    marks: list[tuple[Id, Number, Number]]


class ConversationStart(Frame):
    cid: Cid
    dossier: Id
    audience: AudienceName
    subject: str
    text: str
    user: Id | None = None


class OneConversation(Frame):
    conversation: Id


class ConversationAssign(Frame):
    conversation: Id
    person: Id | None


class AccessSet(Frame):
    dossier: Id
    person: Id
    profile: Profile | None


class History(Frame):
    conversation: Id
    before_seq: Id | None = None
    after_seq: Number | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


Handler = Callable[[Services, Principal, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table: the shape of `d`, who does it, and the shape of the answer."""

    takes: type[Frame]
    does: Handler
    answers: Any


def clean(text: str, most: int, field: str) -> str:
    """Text as it is stored: composed, no trailing space, storable. Errors: `BadRequest`, `TooLarge`."""
    if UNSTORABLE.search(text):
        raise BadRequest("There is a character here that cannot be stored.", field=field)
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept:
        raise BadRequest("This may not be empty.", field=field)
    if len(kept) > most:
        raise TooLarge(f"At most {most} characters.", field=field)
    return kept


async def ping(services: Services, by: Principal, d: Ping) -> Now:
    """Whether the connection lives; the server's time."""
    return Now(iso(services.store.clock()))


def send(services: Services, by: Principal, d: MessageSend) -> Awaitable[Posted]:
    """Write in a conversation; answered after the commit. The same `cid` again gets the same answer."""
    text = clean(d.text, services.settings.live.text_characters, "text")
    return services.writer.post(Post(by, d.conversation, d.cid, text))


def receipt(services: Services, by: Principal, d: Receipt) -> Awaitable[Nothing]:
    """How far these conversations have reached this person, and how far he has read; marks only rise."""
    if len(d.marks) > services.settings.live.marks:
        raise LimitExceeded(field="marks")
    return services.writer.raise_marks(Raise(by, d.marks))


def begin(services: Services, by: Principal, d: ConversationStart) -> Awaitable[Posted]:
    """Start a conversation with everybody of the dossier, or with `user` alone."""
    limits = services.settings.live
    wish = Start(
        by=by,
        cid=d.cid,
        dossier=d.dossier,
        audience=d.audience,
        user=d.user,
        subject=clean(d.subject, limits.subject_characters, "subject"),
        text=clean(d.text, limits.text_characters, "text"),
    )
    return services.writer.do(lambda work: start(work, wish))


async def close(services: Services, by: Principal, d: OneConversation) -> Now:
    """Send it to the archive. Nothing is due any more."""
    at = await services.writer.do(
        lambda work: conversations.close(work, by, d.conversation), by=by, conversation=d.conversation
    )
    return Now(iso(at))


async def reopen(services: Services, by: Principal, d: OneConversation) -> Now:
    """Take it back from the archive."""
    at = await services.writer.do(
        lambda work: conversations.reopen(work, by, d.conversation), by=by, conversation=d.conversation
    )
    return Now(iso(at))


async def dismiss(services: Services, by: Principal, d: OneConversation) -> Nothing:
    """Staff: no answer is needed, until the client writes again."""
    await services.writer.do(
        lambda work: conversations.dismiss(work, by, d.conversation), by=by, conversation=d.conversation
    )
    return NOTHING


async def assign(services: Services, by: Principal, d: ConversationAssign) -> Nothing:
    """Staff: give it to a colleague, or to nobody."""
    await services.writer.do(
        lambda work: conversations.assign(work, by, d.conversation, d.person),
        by=by,
        conversation=d.conversation,
    )
    return NOTHING


async def set_access(services: Services, by: Principal, d: AccessSet) -> Nothing:
    """Staff: give a person full or limited access to a dossier, or take it away, from this second on."""
    await services.writer.do(lambda work: readers.set_profile(work, by, d.dossier, d.person, d.profile))
    return NOTHING


async def past(services: Services, by: Principal, d: History) -> ClientHistory | OfficeHistory:
    """A page of messages, oldest first; the last ones unless bounded."""
    window = Window(d.before_seq, d.after_seq, d.limit, services.settings.live.batch_bytes)
    return await history(services.store, by, d.conversation, window)


COMMANDS: dict[str, Command] = {
    "ping": Command(Ping, ping, Now),
    "message.send": Command(MessageSend, send, Posted),
    "receipt": Command(Receipt, receipt, Nothing),
    "conversation.start": Command(ConversationStart, begin, Posted),
    "conversation.close": Command(OneConversation, close, Now),
    "conversation.reopen": Command(OneConversation, reopen, Now),
    "conversation.no_answer_needed": Command(OneConversation, dismiss, Nothing),
    "conversation.assign": Command(ConversationAssign, assign, Nothing),
    "access.set": Command(AccessSet, set_access, Nothing),
    "history": Command(History, past, ClientHistory | OfficeHistory),
}
