"""What Vinkje knows of the dossiers a text is filled in for, many at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from server.clock import Instant
from server.i18n import zone
from server.rows import Ask, Row, statement
from server.templates.languages import Language, order_of
from server.templates.variables import Recipient

DOSSIERS = statement(
    """
    SELECT d.id, d.language, o.name, d.name, d.number, coalesce(trim(r.first_name || ' ' || r.last_name), ''),
        d.contact_id, o.time_zone, o.languages, o.language
    FROM {v} JOIN dossier d ON d.id = v.dossier AND d.office_id = v.office
    JOIN office o ON o.id = d.office_id LEFT JOIN person r ON r.id = d.responsible_id
    """,
    dossier=int,
    office=int,
)
READERS = statement(
    """
    SELECT k.dossier_id, p.id, p.first_name, k.profile
    FROM {v} JOIN client k ON k.dossier_id = v.dossier JOIN person p ON p.id = k.person_id AND p.active
    ORDER BY k.dossier_id, k.since, p.id
    """,
    dossier=int,
)


def ask_for(office: int, dossiers: Sequence[int]) -> tuple[Ask, Ask]:
    """The two questions whose answers `recipients` reads: of dossiers of this office alone."""
    return (
        DOSSIERS(dossier=dossiers, office=[office] * len(dossiers)),
        READERS(dossier=dossiers),
    )


def recipients(
    dossiers: list[Row], readers: list[Row], only: Mapping[int, int | None], now: Instant
) -> dict[int, Recipient]:
    """By dossier. `only` names the one reader of a private conversation; without him all with full access read it."""
    names: dict[int, list[tuple[int, str]]] = {}
    for dossier, person, first_name, profile in readers:
        named = only.get(dossier)
        if person == named or (named is None and profile == "full"):
            names.setdefault(dossier, []).append((person, first_name))
    return {row[0]: _recipient(row, names.get(row[0], []), now) for row in dossiers}


def order_for(dossiers: list[Row]) -> list[Language]:
    """The order of languages of the office they all belong to."""
    *_, chosen, own = dossiers[0]
    return order_of(chosen, own)


def _recipient(row: Row, names: list[tuple[int, str]], now: Instant) -> Recipient:
    _, language, office, company, number, manager, contact, time_zone, *_ = row
    first = sorted(names, key=lambda name: name[0] != contact)
    return Recipient(
        language=language,
        office=office,
        company=company,
        number=number,
        manager=manager,
        first_names=tuple(name for _, name in first),
        today=today(now, time_zone),
    )


def today(now: Instant, time_zone: str) -> date:
    return datetime.fromtimestamp(now / 1000, zone(time_zone)).date()
