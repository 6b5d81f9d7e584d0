"""A text filled in for a dossier, to look at before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import structs
from sqlalchemy import select
from sqlmodel import col

from server.accounts.principal import Principal
from server.asking import Ask, asking
from server.conversations import access
from server.conversations.models import Conversation
from server.errors import BadRequest, Forbidden, NotFound, TemplateUnknown
from server.store import Store
from server.templates import recipients
from server.templates.frames import Filled
from server.templates.kept import Kept, ask_for, kept_of
from server.templates.languages import Language, pick
from server.templates.rendering import check, needs, pieces
from server.templates.texts import Text
from server.templates.variables import Kind, Recipient, values_of


@dataclass(frozen=True, slots=True)
class Wish:
    """A template, or a text of a type, for the readers of a conversation or of a new one in a dossier. `language` is
    another than the dossier's, for who writes a template; `source` a text in place of the template's own."""

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
        register = recipients.Register(await ask(about), await ask(readers), store.clock())
    to = register.recipient(dossier, user)
    to = structs.replace(to, language=wish.language or to.language)
    language, source = _source(kept, wish, to.language, register.languages(dossier))
    return _filled(kind, language, source, to, wish.values)


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
    """The text to fill, and the language it is in, as far as that is known."""
    found = pick(kept.texts if kept else {}, language, order)
    if wish.source is not None:
        written_in = found[0] if found else next((own for own in order if own == language), order[0])
        return written_in, wish.source
    if found is None:
        raise TemplateUnknown(field="template")
    return found


def _filled(kind: Kind, language: Language, source: Text, to: Recipient, given: Mapping[str, str]) -> Filled:
    values = values_of(to, kind, given)
    return Filled(
        kind=kind,
        language=language,
        wanted=to.language,
        source=source,
        subject=pieces(source.subject, values),
        text=pieces(source.text, values),
        missing=[name for name in needs(source.whole) if name not in values],
        subject_faults=check(source.subject, kind),
        text_faults=check(source.text, kind),
    )
