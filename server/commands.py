"""The table of commands: what an app may ask, over the socket and over HTTP alike."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from server.accounts.principal import Principal
from server.attachments.room import FileRoom
from server.bulk import actions as bulk
from server.bulk import preview as outlook
from server.bulk.frames import BulkAudience, BulkOutlook, BulkRetried, BulkStarted
from server.clock import iso
from server.config import Settings
from server.conversations import actions as conversations
from server.conversations import readers
from server.conversations.frames import AudienceName
from server.dossiers import actions as dossiers
from server.dossiers.actions import NAME_AT_MOST as DOSSIER_NAME
from server.dossiers.actions import TAG_LENGTH, TAGS_AT_MOST, DossierChange
from server.dossiers.filters import Selection
from server.dossiers.frames import VatRhythm
from server.dossiers.models import Profile
from server.errors import BadRequest, LimitExceeded, TooLarge
from server.frames import NOTHING, Nothing, Now
from server.mailing.mail import one_line
from server.messages.actions import Post
from server.messages.corrections import Edit, delete, edit
from server.messages.frames import Deleted, Edited, MessageHistory, Posted
from server.messages.queries import Window
from server.messages.start import Start, start
from server.people import actions as people
from server.people.frames import Invited, StaffRole
from server.people.inviting import Somebody
from server.rates import Rates
from server.reading.history import ClientHistory, OfficeHistory, history
from server.reading.versions import versions
from server.receipts.actions import Raise
from server.reminders import choices
from server.reminders.choices import MailChoice
from server.reminders.hours import Quiet
from server.store import Store
from server.templates import actions as templates
from server.templates.actions import Saved
from server.templates.frames import Filled
from server.templates.languages import Language
from server.templates.preview import Wish, preview
from server.templates.texts import Text, Texts
from server.templates.variables import TEXT_AT_MOST as VALUE_AT_MOST
from server.templates.variables import Kind
from server.writer import Writer

MOST_ID = 2**53 - 1
Id = Annotated[int, Meta(ge=1, le=MOST_ID)]
Files = list[Id]  # each once; how many at most is a setting
Number = Annotated[int, Meta(ge=0, le=MOST_ID)]
Given = Annotated[dict[str, str], Meta(max_length=20)]
CID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Cid = Annotated[str, Meta(pattern=CID, max_length=36)]  # `$` alone would let a line end through
NAME_AT_MOST = 120
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

    @cached_property
    def files(self) -> FileRoom:
        return FileRoom(self.store, self.settings)


class Frame(Struct, forbid_unknown_fields=True):
    """The `d` of a command."""


class Ping(Frame):
    pass


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


class Words(Frame):
    """Subject and first message in one language; both empty: there is no text in it."""

    subject: str
    text: str


class TemplateCreate(Frame):
    kind: Kind
    name: str
    texts: dict[Language, Words]


class TemplateSave(Frame):
    template: Id
    version: Number
    texts: dict[Language, Words]
    name: str | None = None
    still_right: list[Language] = []


class OneTemplate(Frame):
    template: Id
    version: Number


class TemplateOrder(Frame):
    languages: Annotated[list[Language], Meta(min_length=1, max_length=4)]


class OfficeMailSet(Frame):
    mail: MailChoice


class QuietSet(Frame):
    quiet: Quiet | None


class TemplateFill(Frame):
    template: Id | None = None
    kind: Kind | None = None
    conversation: Id | None = None
    dossier: Id | None = None
    user: Id | None = None
    language: Language | None = None
    source: Words | None = None
    values: Given = {}


class OneConversation(Frame):
    conversation: Id


class ConversationAssign(Frame):
    conversation: Id
    person: Id | None


class AccessSet(Frame):
    dossier: Id
    person: Id
    profile: Profile | None


Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
PersonsName = Annotated[str, Meta(max_length=100)]


class Invite(Frame):
    email: Email
    first_name: PersonsName
    last_name: PersonsName
    language: Language


class StaffInvite(Invite):
    role: StaffRole = "staff"


class ClientInvite(Invite):
    dossier: Id
    profile: Profile = "full"


class StaffSet(Frame):
    person: Id
    role: StaffRole
    active: bool


class OnePerson(Frame):
    person: Id


class DossierUpdate(Frame):
    """What is left out stays."""

    dossier: Id
    number: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    vat_number: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    language: Literal["nl", "fr", "de", "en"] | UnsetType = UNSET
    vat_rhythm: VatRhythm | UnsetType = UNSET
    responsible: Id | None | UnsetType = UNSET
    contact: Id | None | UnsetType = UNSET
    tags: Annotated[list[str], Meta(max_length=TAGS_AT_MOST)] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class BulkOf(Frame, kw_only=True):
    """What many are asked: each dossier of `selection` gets the text in its language."""

    selection: Selection
    audience: BulkAudience
    template: Id | None = None
    texts: dict[Language, Words] = {}
    values: Given = {}


class BulkStart(BulkOf, kw_only=True):
    cid: Cid


class BulkPreview(BulkOf, kw_only=True):
    """`place` names which of those that get something is shown; `freeze` asks for the whole selection by number."""

    place: Id = 1
    freeze: bool = False


class OneBulk(Frame):
    bulk: Id


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


def clean(text: str, most: int, field: str, *, may_be_empty: bool = False) -> str:
    """Text as it is stored: composed, no trailing space, storable. Errors: `BadRequest`, `TooLarge`."""
    if UNSTORABLE.search(text):
        raise BadRequest("There is a character here that cannot be stored.", field=field)
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept and not may_be_empty:
        raise BadRequest("This may not be empty.", field=field)
    if len(kept) > most:
        raise TooLarge(f"At most {most} characters.", field=field)
    return kept


def given(values: dict[str, str]) -> dict[str, str]:
    """What somebody typed for the variables of a template; an empty one is not given."""
    return {name: clean(text, VALUE_AT_MOST, name) for name, text in values.items() if text.strip()}


def texts_of(services: Services, texts: dict[Language, Words]) -> Texts:
    """Of each language both parts or none. Errors: `BadRequest`, `TooLarge`."""
    limits = services.settings.live
    filled = {language: words for language, words in texts.items() if (words.subject + words.text).strip()}
    if not filled:
        raise BadRequest("Write it in one language at least.", field="texts")
    return {
        language: Text(
            clean(words.subject, limits.subject_characters, "subject"),
            clean(words.text, limits.text_characters, "text"),
        )
        for language, words in filled.items()
    }


def files_of(services: Services, d: MessageSend | ConversationStart) -> tuple[int, ...]:
    """Errors: `LimitExceeded`, `BadRequest` for one that stands twice."""
    if len(d.attachments) > services.settings.attachments.files_per_message:
        raise LimitExceeded(field="attachments")
    if len(set(d.attachments)) < len(d.attachments):
        raise BadRequest("A file stands twice.", field="attachments")
    return tuple(d.attachments)


async def ping(services: Services, by: Principal, d: Ping) -> Now:
    """Whether the connection lives; the server's time."""
    return Now(iso(services.store.clock()))


def send(services: Services, by: Principal, d: MessageSend) -> Awaitable[Posted]:
    """Write in a conversation; answered after the commit. The same `cid` again gets the same answer."""
    files = files_of(services, d)
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


def begin(services: Services, by: Principal, d: ConversationStart) -> Awaitable[Posted]:
    """Start a conversation with everybody of the dossier, or with `user` alone."""
    limits, files = services.settings.live, files_of(services, d)
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


async def set_access(services: Services, by: Principal, d: AccessSet) -> Nothing:
    """Staff: give a person full or limited access to a dossier, or take it away, from this second on."""
    await services.writer.do(lambda work: readers.set_profile(work, by, d.dossier, d.person, d.profile))
    return NOTHING


async def create_template(services: Services, by: Principal, d: TemplateCreate) -> Saved:
    """Admins: a template of the office's own."""
    name, texts = clean(d.name, NAME_AT_MOST, "name"), texts_of(services, d.texts)
    return await services.writer.do(lambda work: templates.create(work, by, d.kind, name, texts))


async def save_template(services: Services, by: Principal, d: TemplateSave) -> Saved:
    """Admins: change one; of a standard one the office gets a copy. `version` is the one that was edited."""
    name = None if d.name is None else clean(d.name, NAME_AT_MOST, "name")
    texts = texts_of(services, d.texts)
    return await services.writer.do(
        lambda work: templates.save(work, by, d.template, d.version, name, texts, d.still_right)
    )


async def delete_template(services: Services, by: Principal, d: OneTemplate) -> Saved:
    """Admins: an own one goes. What was sent with it stays."""
    return await services.writer.do(lambda work: templates.delete(work, by, d.template, d.version))


async def reset_template(services: Services, by: Principal, d: OneTemplate) -> Saved:
    """Admins: back to the standard text, in all languages."""
    return await services.writer.do(lambda work: templates.reset(work, by, d.template, d.version))


async def restore_template(services: Services, by: Principal, d: OneTemplate) -> Saved:
    """Admins: undo the reset, or the deletion, that made this version."""
    return await services.writer.do(lambda work: templates.restore(work, by, d.template, d.version))


async def order_templates(services: Services, by: Principal, d: TemplateOrder) -> Nothing:
    """Admins: in which order other languages stand in for a missing one."""
    await services.writer.do(lambda work: templates.set_order(work, by, d.languages))
    return NOTHING


async def choose_mail(services: Services, by: Principal, d: OfficeMailSet) -> Nothing:
    """Admins: when the office's mails go out, after how long, with a subject or not, and to which mailbox."""
    await services.writer.do(lambda work: choices.choose(work, by, d.mail))
    return NOTHING


async def keep_quiet(services: Services, by: Principal, d: QuietSet) -> Nothing:
    """When I get no mail, on my own clock; none: at any time."""
    await services.writer.do(lambda work: choices.rest(work, by, d.quiet))
    return NOTHING


async def fill_template(services: Services, by: Principal, d: TemplateFill) -> Filled:
    """Staff: a text as the readers of a conversation, or of a new one in a dossier, would get it."""
    limits, words = services.settings.live, d.source
    source = None
    if words is not None:
        source = Text(words.subject[: limits.subject_characters], words.text[: limits.text_characters])
    where = (d.conversation, d.dossier, d.user, d.language)
    wish = Wish(d.template, d.kind, *where, source, given(d.values))
    return await preview(services.store, by, wish)


def _somebody(d: Invite) -> Somebody:
    names = [clean(getattr(d, field), 100, field) for field in ("first_name", "last_name")]
    return Somebody(d.email.lower(), one_line(names[0]), one_line(names[1]), d.language)


async def invite_colleague(services: Services, by: Principal, d: StaffInvite) -> Invited:
    """Admins: give somebody a place in the office, and write him a letter with a way in."""
    who = _somebody(d)
    return Invited(await services.writer.do(lambda work: people.invite_colleague(work, by, who, d.role)))


async def set_place(services: Services, by: Principal, d: StaffSet) -> Nothing:
    """Admins: change what a colleague is here, or end it; his sockets close within a second."""
    await services.writer.do(lambda work: people.set_place(work, by, d.person, d.role, d.active))
    return NOTHING


async def invite_client(services: Services, by: Principal, d: ClientInvite) -> Invited:
    """Staff: put somebody on a dossier by his e-mail address, and write him a letter with a way in."""
    who = _somebody(d)
    return Invited(
        await services.writer.do(lambda work: people.invite_client(work, by, who, d.dossier, d.profile))
    )


async def invite_again(services: Services, by: Principal, d: OnePerson) -> Nothing:
    """Staff: another letter to a colleague or a client user of the office."""
    await services.writer.do(lambda work: people.write_again(work, by, d.person))
    return NOTHING


async def update_dossier(services: Services, by: Principal, d: DossierUpdate) -> Nothing:
    """Staff: change what the office keeps of a dossier."""
    given = {name: value for name, value in structs.asdict(d).items() if value is not UNSET}
    wish = DossierChange(given.pop("dossier"), **{name: _kept(name, value) for name, value in given.items()})
    await services.writer.do(lambda work: dossiers.update(work, by, wish))
    return NOTHING


def _kept(name: str, value: Any) -> Any:
    match name:
        case "number" | "name":
            return clean(value, DOSSIER_NAME, name)
        case "vat_number":
            return clean(value, DOSSIER_NAME, name) if value.strip() else ""
        case "tags":
            return [clean(tag, TAG_LENGTH, name) for tag in value]
    return value


async def ask_many(services: Services, by: Principal, d: BulkStart) -> BulkStarted:
    """Staff: ask many at once, each in a conversation of its own. Nothing leaves for a minute (P4)."""
    settings = services.settings.bulk
    ask = _ask(by, d, texts_of(services, d.texts))
    kind, chosen = await outlook.chosen(services.store, ask, settings.at_most)
    wish = bulk.Wish(by, d.cid, _said(d.selection), d.audience, ask.template, kind, ask.texts, ask.given)
    return await services.writer.do(lambda work: bulk.start(work, wish, chosen, settings.undo))


async def preview_many(services: Services, by: Principal, d: BulkPreview) -> BulkOutlook:
    """Staff: who would get it, who not and why, and what one of them would see."""
    texts = {language: Text(words.subject, words.text) for language, words in d.texts.items()}
    ask = replace(_ask(by, d, texts), place=d.place, freeze=d.freeze)
    return await outlook.preview(services.store, ask)


async def cancel_many(services: Services, by: Principal, d: OneBulk) -> Nothing:
    """Staff: undo it before it leaves."""
    await services.writer.do(lambda work: bulk.cancel(work, by, d.bulk))
    return NOTHING


def retry_many(services: Services, by: Principal, d: OneBulk) -> Awaitable[BulkRetried]:
    """Staff: try again what failed, and only that. Nobody gets a second conversation."""
    return services.writer.do(lambda work: bulk.retry(work, by, d.bulk))


def _ask(by: Principal, d: BulkOf, texts: Texts) -> outlook.Ask:
    return outlook.Ask(by, d.selection, d.audience, d.template, texts, given(d.values))


def _said(selection: Selection) -> str:
    return msgspec.json.encode(selection, order="deterministic").decode()


async def past(services: Services, by: Principal, d: History) -> ClientHistory | OfficeHistory:
    """A page of messages, oldest first; the last ones unless bounded."""
    window = Window(d.before_seq, d.after_seq, d.limit, services.settings.live.batch_bytes)
    return await history(services.store, by, d.conversation, window)


COMMANDS: dict[str, Command] = {
    "ping": Command(Ping, ping, Now),
    "message.send": Command(MessageSend, send, Posted),
    "message.edit": Command(MessageEdit, rewrite, Edited),
    "message.delete": Command(OneMessage, take_back, Deleted),
    "message.history": Command(OneMessage, said_before, MessageHistory),
    "receipt": Command(Receipt, receipt, Nothing),
    "conversation.start": Command(ConversationStart, begin, Posted),
    "conversation.close": Command(OneConversation, close, Now),
    "conversation.reopen": Command(OneConversation, reopen, Now),
    "conversation.no_answer_needed": Command(OneConversation, dismiss, Nothing),
    "conversation.assign": Command(ConversationAssign, assign, Nothing),
    "dossier.update": Command(DossierUpdate, update_dossier, Nothing),
    "access.set": Command(AccessSet, set_access, Nothing),
    "template.create": Command(TemplateCreate, create_template, Saved),
    "template.save": Command(TemplateSave, save_template, Saved),
    "template.delete": Command(OneTemplate, delete_template, Saved),
    "template.reset": Command(OneTemplate, reset_template, Saved),
    "template.restore": Command(OneTemplate, restore_template, Saved),
    "template.order": Command(TemplateOrder, order_templates, Nothing),
    "office.mail": Command(OfficeMailSet, choose_mail, Nothing),
    "quiet.set": Command(QuietSet, keep_quiet, Nothing),
    "template.fill": Command(TemplateFill, fill_template, Filled),
    "staff.invite": Command(StaffInvite, invite_colleague, Invited),
    "staff.set": Command(StaffSet, set_place, Nothing),
    "client.invite": Command(ClientInvite, invite_client, Invited),
    "invitation.again": Command(OnePerson, invite_again, Nothing),
    "bulk.preview": Command(BulkPreview, preview_many, BulkOutlook),
    "bulk.start": Command(BulkStart, ask_many, BulkStarted),
    "bulk.cancel": Command(OneBulk, cancel_many, Nothing),
    "bulk.retry": Command(OneBulk, retry_many, BulkRetried),
    "history": Command(History, past, ClientHistory | OfficeHistory),
}
