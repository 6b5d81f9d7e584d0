"""Texts with variables: kept by the office, filled for a dossier."""

from typing import Annotated

from msgspec import Meta

from server.accounts.principal import Principal
from server.commands.base import NAME_AT_MOST, Command, Frame, Given, Id, Number, Services, clean, given
from server.errors import BadRequest
from server.frames import NOTHING, Nothing
from server.templates import actions as templates
from server.templates.actions import Saved
from server.templates.frames import Filled
from server.templates.languages import Language
from server.templates.preview import Wish, preview
from server.templates.texts import Text, Texts
from server.templates.variables import Kind


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


class TemplateFill(Frame):
    template: Id | None = None
    kind: Kind | None = None
    conversation: Id | None = None
    dossier: Id | None = None
    user: Id | None = None
    language: Language | None = None
    source: Words | None = None
    values: Given = {}


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


async def fill_template(services: Services, by: Principal, d: TemplateFill) -> Filled:
    """Staff: a text as the readers of a conversation, or of a new one in a dossier, would get it."""
    limits, words = services.settings.live, d.source
    source = None
    if words is not None:
        source = Text(words.subject[: limits.subject_characters], words.text[: limits.text_characters])
    where = (d.conversation, d.dossier, d.user, d.language)
    wish = Wish(d.template, d.kind, *where, source, given(d.values))
    return await preview(services.store, by, wish)


COMMANDS: dict[str, Command] = {
    "template.create": Command(TemplateCreate, create_template, Saved),
    "template.save": Command(TemplateSave, save_template, Saved),
    "template.delete": Command(OneTemplate, delete_template, Saved),
    "template.reset": Command(OneTemplate, reset_template, Saved),
    "template.restore": Command(OneTemplate, restore_template, Saved),
    "template.order": Command(TemplateOrder, order_templates, Nothing),
    "template.fill": Command(TemplateFill, fill_template, Filled),
}
