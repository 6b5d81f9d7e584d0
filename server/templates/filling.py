"""A template filled in for one dossier: to look at (`preview`), and to send (`prepared`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import structs
from sqlalchemy import select
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import Ask, asking
from server.conversations import access
from server.conversations.models import Conversation
from server.errors import BadRequest, Forbidden, NotFound, TemplateUnknown
from server.rows import Steps
from server.store import Store
from server.templates import recipients
from server.templates.frames import Filled
from server.templates.kept import Kept, ask_for, kept_of
from server.templates.languages import Language, pick
from server.templates.rendering import check, fill, needs, pieces
from server.templates.texts import Text, refuse_faults
from server.templates.variables import Kind, Recipient, values_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look at: a template, or a text of a type, for the readers of a conversation or of a new one."""

    template: int | None
    kind: Kind | None
    conversation: int | None
    dossier: int | None
    user: int | None
    language: Language | None
    source: Text | None
    values: Mapping[str, str]


async def preview(store: Store, by: Principal, wish: Wish) -> Filled:
    """The text as its readers would get it. Errors: `Forbidden` but for staff, `NotFound`, `TemplateUnknown`,
    `BadRequest`."""
    if not access.may_use_templates(by):
        raise Forbidden
    dossier, user = await _where(store, by, wish)
    async with asking(store) as ask:
        kind, kept = await _kind(ask, by, wish)
        about, readers = recipients.ask_for(by.office_id, [dossier])
        rows = await ask(about)
        if not rows:
            raise NotFound
        to = recipients.recipients(rows, await ask(readers), {dossier: user}, store.clock())[dossier]
    wanted = wish.language or to.language
    language, source = _source(kept, wish, wanted, recipients.order_for(rows))
    return _filled(kind, language, source, structs.replace(to, language=wanted), wish.values)


def prepared(
    office: int,
    now: int,
    template: int,
    dossier: int,
    user: int | None,
    source: Text,
    given: Mapping[str, str],
) -> Steps[tuple[Kind, Text]]:
    """Subject and text to send, filled in one pass, with the template's type (S21, S59). It asks, and writes nothing.

    Errors: `TemplateUnknown`, `TemplateInvalid`, `TemplateIncomplete`, `BadRequest`."""
    rows = yield ask_for(office, template)
    kept = kept_of(rows, template)
    if kept is None or kept.is_deleted:
        raise TemplateUnknown(field="template")
    found = yield recipients.ask_for(office, [dossier])
    about, readers = found
    to = recipients.recipients(about, readers, {dossier: user}, now)[dossier]
    return kept.kind, filled(source, kept.kind, to, given)


def filled(source: Text, kind: Kind, to: Recipient, given: Mapping[str, str]) -> Text:
    """Errors: `TemplateInvalid`, `TemplateIncomplete`, `BadRequest`."""
    language: Any = to.language
    refuse_faults({language: source}, kind)
    values = values_of(to, kind, given)
    fill(f"{source.subject} {source.text}", values)  # names all that is missing, of both
    return Text(fill(source.subject, values), fill(source.text, values))


async def _where(store: Store, by: Principal, wish: Wish) -> tuple[int, int | None]:
    """The dossier, and the one reader where there is one."""
    if wish.conversation is None:
        if wish.dossier is None:
            raise BadRequest("Name a dossier or a conversation.", field="dossier")
        return wish.dossier, wish.user
    found = select(col(Conversation.dossier_id), col(Conversation.private_to)).where(
        access.visible(by), col(Conversation.id) == wish.conversation
    )
    async with store.session() as session:
        row = (await session.execute(found)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def _kind(ask: Ask, by: Principal, wish: Wish) -> tuple[Kind, Kept | None]:
    if wish.template is None:
        if wish.kind is None or wish.source is None:
            raise BadRequest("Name a template, or a type and a text.", field="template")
        return wish.kind, None
    kept = kept_of(await ask(ask_for(by.office_id, wish.template)), wish.template)
    if kept is None or kept.is_deleted:
        raise TemplateUnknown(field="template")
    return kept.kind, kept


def _source(kept: Kept | None, wish: Wish, language: str, order: list[Language]) -> tuple[Language, Text]:
    found = pick(kept.texts, language, order) if kept else None
    if wish.source is not None:
        own = next((each for each in order if each == language), order[0])
        return (found[0] if found else own), wish.source
    if found is None:
        raise TemplateUnknown("There is no text in this template.", field="template")
    return found


def _filled(kind: Kind, language: Language, source: Text, to: Recipient, given: Mapping[str, str]) -> Filled:
    values = values_of(to, kind, given)
    used = [name for name in needs(f"{source.subject} {source.text}") if name not in values]
    return Filled(
        kind=kind,
        language=language,
        source=source,
        subject=pieces(source.subject, values),
        text=pieces(source.text, values),
        missing=used,
        subject_faults=check(source.subject, kind),
        text_faults=check(source.text, kind),
    )
