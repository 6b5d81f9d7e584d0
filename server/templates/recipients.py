"""What Vinkje knows of the dossiers a text is filled in for, many at once."""

from collections.abc import Sequence
from datetime import datetime

from server.clock import Instant
from server.errors import NotFound
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
    """The two questions whose answers a `Register` reads: of dossiers of this office alone."""
    return DOSSIERS(dossier=dossiers, office=[office] * len(dossiers)), READERS(dossier=dossiers)


class Register:
    """The dossiers that were found, and who is on them."""

    def __init__(self, dossiers: Sequence[Row], readers: Sequence[Row], now: Instant) -> None:
        self.dossiers = {row[0]: row for row in dossiers}
        self.now = now
        self.readers: dict[int, list[Row]] = {}
        for dossier, *reader in readers:
            self.readers.setdefault(dossier, []).append(reader)

    def recipient(self, dossier: int, user: int | None) -> Recipient:
        """Who reads a conversation there: `user` alone, or all with full access. Errors: `NotFound`."""
        if dossier not in self.dossiers:
            raise NotFound()
        _, language, office, company, number, manager, contact, time_zone, *_ = self.dossiers[dossier]
        readers = [
            (id != contact, place, first_name)
            for place, (id, first_name, profile) in enumerate(self.readers.get(dossier, []))
            if id == user or (user is None and profile == "full")
        ]
        return Recipient(
            language=language,
            office=office,
            company=company,
            number=number,
            manager=manager,
            first_names=tuple(first_name for *_, first_name in sorted(readers)),
            today=datetime.fromtimestamp(self.now / 1000, zone(time_zone)).date(),
        )

    def languages(self, dossier: int) -> list[Language]:
        """In which order its office takes the languages."""
        *_, chosen, own = self.dossiers[dossier]
        return order_of(chosen, own)
