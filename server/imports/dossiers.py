"""Dossiers from a sheet: what each row says, and how it differs from what is known. The number is the key."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.accounts.principal import Principal
from server.clock import Instant
from server.dossiers.actions import NAME_AT_MOST, TAG_LENGTH, TAGS_AT_MOST, Kept, store, tag
from server.dossiers.facts import read_facts
from server.dossiers.folding import folded, searched
from server.dossiers.frames import DossierFacts
from server.ids import new_id
from server.imports.frames import Change, Problem
from server.imports.reading import Row, Sheet
from server.rows import Steps, statement

KNOWN = statement(
    "SELECT d.number, d.id FROM {v} JOIN dossier d ON d.office_id = v.office AND d.number = v.number",
    office=int,
    number=str,
)
STAFF = statement(
    """
    SELECT p.email, p.id FROM {v} JOIN staff s ON s.office_id = v.office AND s.active AND s.role <> 'support'
    JOIN person p ON p.id = s.person_id AND p.active
    """,
    office=int,
)
INSERT = statement(
    """
    INSERT INTO dossier (id, office_id, number, name, vat_number, language, vat_rhythm, responsible_id, active,
        created_at, folded)
    SELECT v.id, v.office, v.number, v.name, v.vat_number, v.language, v.vat_rhythm, v.responsible, v.active = 1,
        v.at, v.folded FROM {v}
    """,
    id=int,
    office=int,
    number=str,
    name=str,
    vat_number=str,
    language=str,
    vat_rhythm=str,
    responsible=int,
    active=int,
    at=int,
    folded=str,
)
LANGUAGES = ("nl", "fr", "de", "en")
RHYTHMS = ("monthly", "quarterly", "none")
ANSWERS = {
    "yes": True,
    "no": False,
    "1": True,
    "0": False,
    "true": True,
    "false": False,
    "ja": True,
    "nee": False,
}


@dataclass
class Plan:
    """What is to be stored: new dossiers, changed ones, and the tags of both."""

    made: list[Kept] = field(default_factory=list)
    changed: list[Kept] = field(default_factory=list)
    tags: list[tuple[int, list[str]]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def plan(by: Principal, sheet: Sheet) -> Steps[Plan]:
    """Compare with what is there; problems go to the sheet."""
    numbers = [row.cells.get("number", "") for row in sheet.rows]
    known = dict((yield KNOWN(office=[by.office_id] * len(numbers), number=numbers)))
    facts = yield from read_facts(by.office_id, list(known.values()))
    staff = {email: id for email, id in (yield STAFF(office=[by.office_id]))}
    made = Plan()
    seen: set[str] = set()
    for row in sheet.rows:
        number = row.cells.get("number", "")
        if number in seen:
            sheet.problems.append(Problem(row.line, "number", "This number stands on an earlier line too."))
        seen.add(number)
        said = _said(sheet, row, staff)
        before = facts.get(known.get(number, 0))
        _add(made, row, said, before)
    return made


def apply(by: Principal, made: Plan, now: Instant) -> Steps[None]:
    if made.made:
        yield INSERT(
            id=[one.id for one in made.made],
            office=[by.office_id] * len(made.made),
            **{name: [getattr(one, name) for one in made.made] for name in COPIED},
            active=[int(one.active) for one in made.made],
            at=[now] * len(made.made),
            folded=[searched(one.name, one.number, one.vat_number) for one in made.made],
        )
    if made.changed:
        yield from store(made.changed)
    if made.tags:
        yield from tag(by.office_id, made.tags)


COPIED = ("number", "name", "vat_number", "language", "vat_rhythm", "responsible")


def _said(sheet: Sheet, row: Row, staff: dict[str, int]) -> dict[str, Any]:
    """The values of a row; what a cell cannot mean is a problem."""
    said: dict[str, Any] = {}
    for name, cell in row.cells.items():
        try:
            value = _means(name, cell, staff)
        except ValueError as wrong:
            sheet.problems.append(Problem(row.line, name, str(wrong)))
            continue
        if value is not None:
            said[name] = value[0]
    return said


def _means(name: str, cell: str, staff: dict[str, int]) -> tuple[Any] | None:
    """None: an empty cell that leaves things as they are."""
    cell = unicodedata.normalize("NFC", cell)
    match name:
        case "number" | "name" | "vat_number":
            if not cell and name != "vat_number":
                raise ValueError("This may not be empty.")
            if len(cell) > NAME_AT_MOST:
                raise ValueError(f"At most {NAME_AT_MOST} characters.")
            return (cell,)
        case "responsible":
            return (
                _one_of(cell.casefold(), staff, "Nobody of this office has this e-mail address.")
                if cell
                else None,
            )
        case "tags":
            return (_tags(cell),)
    if not cell:
        return None
    if name == "active":
        return (_one_of(cell.casefold(), ANSWERS, "Say yes or no."),)
    allowed = LANGUAGES if name == "language" else RHYTHMS
    return (_one_of(cell.casefold(), {one: one for one in allowed}, f"One of {', '.join(allowed)}."),)


def _one_of(cell: str, values: dict[str, Any], otherwise: str) -> Any:
    if cell not in values:
        raise ValueError(otherwise)
    return values[cell]


def _tags(cell: str) -> list[str]:
    names = {folded(name.strip()): name.strip() for name in cell.split(",") if name.strip()}
    if len(names) > TAGS_AT_MOST or any(len(name) > TAG_LENGTH for name in names.values()):
        raise ValueError(f"At most {TAGS_AT_MOST} tags of {TAG_LENGTH} characters.")
    return list(names.values())


def _add(made: Plan, row: Row, said: dict[str, Any], before: DossierFacts | None) -> None:
    tags = said.pop("tags", None)
    number, name = said.get("number", ""), said.get("name", "")
    if before is None:
        new = Kept(**{**BLANK, **said, "id": new_id()})
        made.made.append(new)
        made.changes.append(Change(row.line, number, name, "made", list(row.cells)))
        if tags:
            made.tags.append((new.id, tags))
        return
    was = _kept(before)
    differ = [name for name, value in said.items() if getattr(was, name) != value]
    if differ:
        made.changed.append(Kept(**{**{name: getattr(was, name) for name in Kept.__struct_fields__}, **said}))
    if tags is not None and set(map(folded, tags)) != set(map(folded, before.tags)):
        made.tags.append((before.id, tags))
        differ.append("tags")
    if differ:
        made.changes.append(Change(row.line, number, name, "changed", differ))


def _kept(facts: DossierFacts) -> Kept:
    value: Callable[[str], Any] = lambda name: getattr(facts, name)  # noqa: E731
    return Kept(
        **{name: value(name) for name in Kept.__struct_fields__ if name not in ("responsible", "contact")},
        responsible=facts.responsible.id if facts.responsible else None,
        contact=facts.contact.id if facts.contact else None,
    )


BLANK: dict[str, Any] = {
    "number": "",
    "name": "",
    "vat_number": "",
    "language": "nl",
    "vat_rhythm": "none",
    "responsible": None,
    "contact": None,
    "active": True,
}
