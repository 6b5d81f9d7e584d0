"""One question to many dossiers."""

from collections.abc import Awaitable
from dataclasses import replace

import msgspec

from server.accounts.principal import Principal
from server.bulk import actions as bulk
from server.bulk import preview as outlook
from server.bulk.frames import BulkAudience, BulkOutlook, BulkRetried, BulkStarted
from server.commands.base import Cid, Command, Frame, Given, Id, Services, given
from server.commands.templates import Words, texts_of
from server.dossiers.filters import Selection
from server.frames import NOTHING, Nothing
from server.templates.languages import Language
from server.templates.texts import Text, Texts


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


COMMANDS: dict[str, Command] = {
    "bulk.preview": Command(BulkPreview, preview_many, BulkOutlook),
    "bulk.start": Command(BulkStart, ask_many, BulkStarted),
    "bulk.cancel": Command(OneBulk, cancel_many, Nothing),
    "bulk.retry": Command(OneBulk, retry_many, BulkRetried),
}
