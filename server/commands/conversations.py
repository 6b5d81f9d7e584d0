"""Starting, closing and handing on conversations."""

from collections.abc import Awaitable

from server.accounts.principal import Principal
from server.clock import iso
from server.commands.base import Cid, Command, Files, Frame, Given, Id, Services, clean, files_of, given
from server.conversations import actions as conversations
from server.conversations.frames import AudienceName
from server.frames import NOTHING, Nothing, Now
from server.messages.frames import Posted
from server.messages.start import Start, start


class ConversationStart(Frame):
    cid: Cid
    dossier: Id
    audience: AudienceName
    subject: str
    text: str
    user: Id | None = None
    attachments: Files = []
    template: Id | None = None
    values: Given = {}


class OneConversation(Frame):
    conversation: Id


class ConversationAssign(Frame):
    conversation: Id
    person: Id | None


def begin(services: Services, by: Principal, d: ConversationStart) -> Awaitable[Posted]:
    """Start a conversation with everybody of the dossier, or with `user` alone."""
    limits, files = services.settings.live, files_of(services, d.attachments)
    wish = Start(
        by=by,
        cid=d.cid,
        dossier=d.dossier,
        audience=d.audience,
        user=d.user,
        subject=clean(d.subject, limits.subject_characters, "subject"),
        text=clean(d.text, limits.text_characters, "text", may_be_empty=bool(files)),
        files=files,
        template=d.template,
        values=given(d.values),
        most=(limits.subject_characters, limits.text_characters),
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


COMMANDS: dict[str, Command] = {
    "conversation.start": Command(ConversationStart, begin, Posted),
    "conversation.close": Command(OneConversation, close, Now),
    "conversation.reopen": Command(OneConversation, reopen, Now),
    "conversation.no_answer_needed": Command(OneConversation, dismiss, Nothing),
    "conversation.assign": Command(ConversationAssign, assign, Nothing),
}
