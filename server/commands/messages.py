"""Sending, changing and taking back messages, reading them, and how far one has."""

from collections.abc import Awaitable
from typing import Annotated

from msgspec import Meta

from server.accounts.principal import Principal
from server.commands.base import Cid, Command, Files, Frame, Id, Number, Services, clean, files_of
from server.errors import LimitExceeded
from server.frames import Nothing
from server.messages.actions import Post
from server.messages.corrections import Edit, delete, edit
from server.messages.frames import Deleted, Edited, MessageHistory, Posted
from server.messages.queries import Window
from server.reading.history import ClientHistory, OfficeHistory, history
from server.reading.versions import versions
from server.receipts.actions import Raise


class MessageSend(Frame):
    cid: Cid
    conversation: Id
    text: str
    attachments: Files = []


class OneMessage(Frame):
    conversation: Id
    seq: Id


class MessageEdit(Frame):
    conversation: Id
    seq: Id
    version: Id
    text: str


class Receipt(Frame):
    marks: list[tuple[Id, Number, Number]]


class History(Frame):
    conversation: Id
    before_seq: Id | None = None
    after_seq: Number | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


def send(services: Services, by: Principal, d: MessageSend) -> Awaitable[Posted]:
    """Write in a conversation; answered after the commit. The same `cid` again gets the same answer."""
    files = files_of(services, d.attachments)
    text = clean(d.text, services.settings.live.text_characters, "text", may_be_empty=bool(files))
    return services.writer.post(Post(by, d.conversation, d.cid, text, files))


def rewrite(services: Services, by: Principal, d: MessageEdit) -> Awaitable[Edited]:
    """Change the words of one's own message; refused when it is no longer the `version` one saw."""
    text = clean(d.text, services.settings.live.text_characters, "text")
    wish = Edit(by, d.conversation, d.seq, d.version, text)
    return services.writer.do(lambda work: edit(work, wish), by=by, conversation=d.conversation)


def take_back(services: Services, by: Principal, d: OneMessage) -> Awaitable[Deleted]:
    """Delete one's own message: a tombstone stays."""
    return services.writer.do(
        lambda work: delete(work, by, d.conversation, d.seq), by=by, conversation=d.conversation
    )


async def said_before(services: Services, by: Principal, d: OneMessage) -> MessageHistory:
    """Staff: all a message ever said, also one that was deleted."""
    return await versions(services.store, by, d.conversation, d.seq)


def receipt(services: Services, by: Principal, d: Receipt) -> Awaitable[Nothing]:
    """How far these conversations have reached this person, and how far he has read; marks only rise."""
    if len(d.marks) > services.settings.live.marks:
        raise LimitExceeded(field="marks")
    return services.writer.raise_marks(Raise(by, d.marks))


async def past(services: Services, by: Principal, d: History) -> ClientHistory | OfficeHistory:
    """A page of messages, oldest first; the last ones unless bounded."""
    window = Window(d.before_seq, d.after_seq, d.limit, services.settings.live.batch_bytes)
    return await history(services.store, by, d.conversation, window)


COMMANDS: dict[str, Command] = {
    "message.send": Command(MessageSend, send, Posted),
    "message.edit": Command(MessageEdit, rewrite, Edited),
    "message.delete": Command(OneMessage, take_back, Deleted),
    "message.history": Command(OneMessage, said_before, MessageHistory),
    "receipt": Command(Receipt, receipt, Nothing),
    "history": Command(History, past, ClientHistory | OfficeHistory),
}
