"""What a message said before: for staff, from the office's record."""

from typing import cast

import msgspec
from sqlalchemy import select
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import within
from server.attachments.queries import of_messages
from server.audit.queries import of_message
from server.clock import iso, iso_or_none
from server.conversations import access
from server.conversations.models import Conversation
from server.errors import Forbidden, NotFound
from server.messages.frames import MessageHistory, Was
from server.messages.models import Message
from server.store import Store


async def versions(store: Store, by: Principal, conversation: int, seq: int) -> MessageHistory:
    """Errors: `NotFound` for what is out of reach, `Forbidden` for clients."""
    wanted = (
        select(Message)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(access.visible(by), col(Message.conversation_id) == conversation, col(Message.seq) == seq)
    )
    async with store.snapshot() as session:
        message = await session.scalar(wanted)
        if message is None:
            raise NotFound
        if not access.may_read_history(by):
            raise Forbidden("What a message said before is for the office.")
        found = await of_message(await within(session), conversation, seq)
        files = await of_messages(session, conversation, [seq]) if message.files else {}
    before = [msgspec.json.decode(cast(str, data), type=Was) for _, _, _, data in found]
    if message.deleted_at is None:
        shown = files.get((conversation, seq), [])
        before.append(Was(message.version, message.text, iso(message.edited_at or message.at), shown))
    return MessageHistory(before, iso_or_none(message.deleted_at))
