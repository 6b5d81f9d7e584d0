"""Reading templates, for staff."""

from typing import cast

from server.accounts.principal import Principal
from server.asking import Ask, asking
from server.clock import iso
from server.conversations import access
from server.dossiers.frames import Brief
from server.errors import Forbidden, NotFound
from server.rows import Row, statement
from server.store import Store
from server.templates.frames import (
    TemplateHistory,
    TemplateLine,
    TemplatePage,
    Templates,
    TemplateType,
    TemplateVersionFrame,
    Variable,
)
from server.templates.kept import COLUMNS, JOINED, Kept, ask_for, kept_of, read, texts_of, untouched
from server.templates.languages import LANGUAGES, Language, order_of
from server.templates.standards import standards
from server.templates.texts import moved
from server.templates.variables import GENERAL, KINDS, allowed

AUTHOR = "x.at, p.id, trim(p.first_name || ' ' || p.last_name)"
ALL = statement(
    f"""
    SELECT {COLUMNS}, {AUTHOR} FROM {{v}}
    JOIN template t ON t.office_id = v.office AND t.deleted_at IS NULL {JOINED}
    JOIN person p ON p.id = x.by_id
    """,  # noqa: S608
    office=int,
)
AUTHORS = statement(
    f"""
    SELECT {AUTHOR} FROM {{v}} JOIN template_version x ON x.template_id = v.template AND x.version = v.version
    JOIN person p ON p.id = x.by_id
    """,  # noqa: S608
    template=int,
    version=int,
)
OFFICE = statement("SELECT o.languages, o.language FROM {v} JOIN office o ON o.id = v.office", office=int)
HISTORY = statement(
    f"""
    SELECT x.version, x.what, x.name, x.texts, {AUTHOR} FROM {{v}}
    JOIN template_version x ON x.template_id = v.template JOIN person p ON p.id = x.by_id
    ORDER BY x.version DESC LIMIT 50
    """,  # noqa: S608
    template=int,
)
TYPES = [
    TemplateType(kind, [Variable(name, form, name not in GENERAL) for name, form in allowed(kind).items()])
    for kind in KINDS
]


async def all_of(store: Store, by: Principal) -> Templates:
    """The standard ones and the office's own. Errors: `Forbidden` but for staff."""
    _only_staff(by)
    async with asking(store) as ask:
        rows = await ask(ALL(office=[by.office_id]))
        languages = await order(ask, by.office_id)
    found = [(read(row[:-3]), row[-3:]) for row in rows]
    of = {kept.standard: (kept, last) for kept, last in found if kept.standard}
    lines = [
        _line(*of.get(number, (cast(Kept, untouched(number)), ())), by.language) for number in standards()
    ]
    own = [_line(kept, last, by.language) for kept, last in found if not kept.standard]
    lines += sorted(own, key=lambda line: line.name.casefold())
    return Templates(lines, TYPES, languages, access.may_manage_templates(by))


async def one(store: Store, by: Principal, number: int) -> TemplatePage:
    """Errors: `Forbidden`, `NotFound`."""
    async with asking(store) as ask:
        kept = await known(ask, by, number)
        last = await ask(AUTHORS(template=[kept.id], version=[kept.version])) if kept.id else [()]
    line = _line(kept, last[0], by.language)
    return TemplatePage(line, kept.texts, kept.standards, kept.base, kept.what == "reset")


async def history(store: Store, by: Principal, number: int) -> TemplateHistory:
    """Errors: `Forbidden`, `NotFound`."""
    async with asking(store) as ask:
        kept = await known(ask, by, number)
        rows = await ask(HISTORY(template=[kept.id])) if kept.id else []
    return TemplateHistory([_version(row) for row in rows])


async def known(ask: Ask, by: Principal, number: int) -> Kept:
    _only_staff(by)
    kept = kept_of(await ask(ask_for(by.office_id, number)), number)
    if kept is None or kept.is_deleted:
        raise NotFound
    return kept


async def order(ask: Ask, office: int) -> list[Language]:
    """The office's order of languages."""
    ((chosen, own),) = await ask(OFFICE(office=[office]))
    return order_of(chosen, own)


def _only_staff(by: Principal) -> None:
    if not access.may_use_templates(by):
        raise Forbidden


def _line(kept: Kept, last: Row, language: str) -> TemplateLine:
    at, who, name = last or (None, None, "")
    return TemplateLine(
        id=kept.number,
        standard=kept.standard is not None,
        kind=kept.kind,
        name=kept.named(language),
        version=kept.version,
        changed=kept.is_changed,
        missing=[each for each in LANGUAGES if each not in kept.texts],
        stale=[each for each, text in kept.texts.items() if text.stale],
        moved=moved(kept.base, kept.standards) if kept.is_changed else [],
        changed_at=None if at is None else iso(at),
        changed_by=None if who is None else Brief(who, name),
    )


def _version(row: Row) -> TemplateVersionFrame:
    version, what, name, texts, at, who, author = row
    return TemplateVersionFrame(version, what, name, texts_of(texts), iso(at), Brief(who, author))
