"""Dossiers as the office manages them, by id."""

from collections.abc import Collection
from typing import cast

from server.asking import Ask
from server.dossiers.frames import Brief, DossierFacts, VatRhythm
from server.rows import Row, Steps, statement

DOSSIERS = statement(
    """
    SELECT d.id, d.number, d.name, d.vat_number, d.language, d.vat_rhythm,
        r.id, trim(r.first_name || ' ' || r.last_name), k.id, trim(k.first_name || ' ' || k.last_name), d.active
    FROM {v} JOIN dossier d ON d.id = v.id AND +d.office_id = v.office
    LEFT JOIN person r ON r.id = d.responsible_id LEFT JOIN person k ON k.id = d.contact_id
    """,
    id=int,
    office=int,
)
TAGS = statement(
    """
    SELECT t.dossier_id, t.name FROM {v} JOIN tag t ON t.dossier_id = v.id ORDER BY t.dossier_id, t.folded
    """,
    id=int,
)


async def facts_of(ask: Ask, office: int, dossiers: Collection[int]) -> dict[int, DossierFacts]:
    """Those that are this office's."""
    ids = list(dossiers)
    rows = await ask(DOSSIERS(id=ids, office=[office] * len(ids)))
    return _made(rows, await ask(TAGS(id=[row[0] for row in rows])))


def read_facts(office: int, dossiers: Collection[int]) -> Steps[dict[int, DossierFacts]]:
    """The same within a transaction of the writer."""
    ids = list(dossiers)
    rows, tags = yield DOSSIERS(id=ids, office=[office] * len(ids)), TAGS(id=ids)
    return _made(rows, tags)


def _made(rows: list[Row], tagged: list[Row]) -> dict[int, DossierFacts]:
    tags: dict[int, list[str]] = {}
    for dossier, name in tagged:
        tags.setdefault(dossier, []).append(name)
    return {row[0]: _fact(row, tags.get(row[0], [])) for row in rows}


def _fact(row: Row, tags: list[str]) -> DossierFacts:
    id, number, name, vat_number, language, rhythm, responsible, his_name, contact, her_name, active = row
    return DossierFacts(
        id=id,
        number=number,
        name=name,
        vat_number=vat_number,
        language=language,
        vat_rhythm=cast(VatRhythm, rhythm),
        responsible=None if responsible is None else Brief(responsible, his_name),
        contact=None if contact is None else Brief(contact, her_name),
        tags=tags,
        active=bool(active),
    )
