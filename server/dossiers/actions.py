"""Changing what an office keeps of its dossiers."""

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from server.accounts.principal import Principal
from server.dossiers.facts import read_facts
from server.dossiers.folding import folded, searched
from server.dossiers.frames import DossierFacts, VatRhythm
from server.errors import BadRequest, Forbidden, NotFound
from server.rows import Steps, statement
from server.streams.actions import office_stream
from server.work import Work

NAME_AT_MOST, TAG_LENGTH, TAGS_AT_MOST = 200, 40, 30


class DossierChange(Struct, frozen=True):
    """What is unset stays as it is."""

    id: int
    number: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    vat_number: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    vat_rhythm: VatRhythm | UnsetType = UNSET
    responsible: int | None | UnsetType = UNSET
    contact: int | None | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


LOCK = statement(
    """
    SELECT d.id FROM {v} JOIN dossier d ON d.id = v.dossier AND +d.office_id = v.office
    JOIN staff s ON s.office_id = v.office AND s.person_id = v.person AND s.active AND s.role <> 'support'
    ORDER BY d.id {for_update:d}
    """,
    dossier=int,
    office=int,
    person=int,
)
SAME_NUMBER = statement(
    "SELECT d.id FROM {v} JOIN dossier d ON d.office_id = v.office AND d.number = v.number",
    office=int,
    number=str,
)
COLLEAGUE = statement(
    """
    SELECT p.id FROM {v} JOIN staff s ON s.office_id = v.office AND s.person_id = v.person AND s.active
    JOIN person p ON p.id = s.person_id AND p.active WHERE s.role <> 'support'
    """,
    office=int,
    person=int,
)
CLIENT = statement(
    "SELECT k.person_id FROM {v} JOIN client k ON k.dossier_id = v.dossier AND k.person_id = v.person",
    dossier=int,
    person=int,
)
STORE = statement(
    """
    UPDATE dossier SET number = v.number, name = v.name, vat_number = v.vat_number, language = v.language,
        vat_rhythm = v.vat_rhythm, responsible_id = v.responsible, contact_id = v.contact,
        active = (v.active = 1), folded = v.folded
    FROM {v} WHERE dossier.id = v.id
    """,
    id=int,
    number=str,
    name=str,
    vat_number=str,
    language=str,
    vat_rhythm=str,
    responsible=int,
    contact=int,
    active=int,
    folded=str,
)
UNTAG = statement("DELETE FROM tag WHERE dossier_id IN (SELECT v.dossier FROM {v})", dossier=int)
TAG = statement(
    """
    INSERT INTO tag (dossier_id, folded, office_id, name)
    SELECT v.dossier, v.folded, v.office, v.name FROM {v} WHERE true
    ON CONFLICT (dossier_id, folded) DO NOTHING
    """,
    dossier=int,
    folded=str,
    office=int,
    name=str,
)


def update(work: Work, by: Principal, wish: DossierChange) -> Steps[None]:
    """Errors: `Forbidden` for who does not work here, `NotFound`, `BadRequest` with the field that is wrong."""
    if by.side != "office" or by.role == "support":
        raise Forbidden()
    if not (yield LOCK(dossier=[wish.id], office=[by.office_id], person=[by.person_id])):
        raise NotFound()
    before = (yield from read_facts(by.office_id, [wish.id]))[wish.id]
    yield from _check(by, wish, before)
    yield from store([changed(before, wish)])
    if wish.tags is not UNSET:
        yield from tag(by.office_id, [(wish.id, wish.tags)])
    after = (yield from read_facts(by.office_id, [wish.id]))[wish.id]
    if after != before:
        work.announce(by.office_id, office_stream(by.office_id), "dossier.updated", after)


class Kept(Struct, frozen=True):
    """A dossier's own columns."""

    id: int
    number: str
    name: str
    vat_number: str
    language: str
    vat_rhythm: str
    responsible: int | None
    contact: int | None
    active: bool


def changed(before: DossierFacts, wish: DossierChange) -> Kept:
    kept = Kept(
        before.id,
        before.number,
        before.name,
        before.vat_number,
        before.language,
        before.vat_rhythm,
        before.responsible.id if before.responsible else None,
        before.contact.id if before.contact else None,
        before.active,
    )
    given = {
        name: value for name, value in structs.asdict(wish).items() if value is not UNSET and name != "tags"
    }
    return structs.replace(kept, **given)


def store(dossiers: list[Kept]) -> Steps[None]:
    """Their columns, and what they are found by."""
    columns: dict[str, list[Any]] = {
        name: [getattr(one, name) for one in dossiers] for name in Kept.__struct_fields__
    }
    columns["active"] = [int(one.active) for one in dossiers]
    yield STORE(**columns, folded=[searched(one.name, one.number, one.vat_number) for one in dossiers])


def tag(office: int, tagged: Iterable[tuple[int, list[str]]]) -> Steps[None]:
    """These dossiers have these tags and no others."""
    tagged = list(tagged)
    rows = [(id, folded(name), name) for id, names in tagged for name in names]
    yield UNTAG(dossier=[id for id, _ in tagged])
    if rows:
        ids, keys, names = zip(*rows, strict=True)
        yield TAG(dossier=ids, folded=keys, office=[office] * len(rows), name=names)


def _check(by: Principal, wish: DossierChange, before: DossierFacts) -> Steps[None]:
    if wish.number is not UNSET and wish.number != before.number:
        if (yield SAME_NUMBER(office=[by.office_id], number=[wish.number])):
            raise BadRequest("Another dossier has this number.", field="number")
    if isinstance(wish.responsible, int):
        if not (yield COLLEAGUE(office=[by.office_id], person=[wish.responsible])):
            raise BadRequest("Nobody of this office.", field="responsible")
    if isinstance(wish.contact, int):
        if not (yield CLIENT(dossier=[wish.id], person=[wish.contact])):
            raise BadRequest("Nobody of this dossier.", field="contact")
    if wish.tags is not UNSET and any("," in name for name in wish.tags):
        raise BadRequest("A tag has no comma.", field="tags")
