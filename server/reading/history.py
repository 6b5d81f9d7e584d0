"""A conversation's past, as its reader may know it."""

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import within
from server.conversations import access
from server.conversations.models import Conversation
from server.errors import NotFound
from server.messages.frames import MessageFrame
from server.messages.queries import Window, page
from server.receipts.frames import MarkFrame
from server.receipts.queries import marks_of
from server.store import Store


class ClientHistory(Struct):
    """A page of messages, oldest first; `head` is the conversation's last number."""

    messages: list[MessageFrame]
    head: int


class OfficeHistory(ClientHistory):
    """The same, with when the client readers' marks rose."""

    marks: list[MarkFrame]


async def history(
    store: Store, principal: Principal, conversation: int, window: Window
) -> ClientHistory | OfficeHistory:
    """Raises `NotFound` for what is out of reach."""
    reachable = select(col(Conversation.head)).where(
        col(Conversation.id) == conversation, access.visible(principal)
    )
    async with store.snapshot() as session:
        head = await session.scalar(reachable)
        if head is None:
            raise NotFound
        messages = await page(session, conversation, window)
        if principal.side == "client":
            return ClientHistory(messages, head)
        marks: list[MarkFrame] = []
        if messages:
            ask = await within(session)
            marks = await marks_of(ask, conversation, messages[0].seq, messages[-1].seq)
        return OfficeHistory(messages, head, marks)
