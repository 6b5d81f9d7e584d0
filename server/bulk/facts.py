"""What decides about a dossier: its language, whether it is active, and who could read along."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from server.rows import Ask, Row, statement
from server.templates.recipients import READERS

DOSSIERS = statement(
    """
    SELECT d.id, d.number, d.name, d.language, d.active, d.contact_id,
           coalesce((SELECT p.first_name || ' ' || p.last_name FROM person p WHERE p.id = d.responsible_id), '')
    FROM {v} JOIN dossier d ON d.id = v.dossier AND d.office_id = v.office
    """,
    dossier=int,
    office=int,
)


class Client(Struct, frozen=True):
    id: int
    first_name: str
    profile: str


class Facts(Struct, frozen=True):
    """A dossier of the office, and its active client users."""

    id: int
    number: str
    name: str
    language: str
    active: bool
    contact: int | None
    manager: str
    clients: tuple[Client, ...]

    def readers(self, audience: str) -> list[Client]:
        """Who would read along, the contact person first."""
        if audience == "contact":
            return [client for client in self.clients if client.id == self.contact]
        full = [client for client in self.clients if client.profile == "full"]
        return sorted(full, key=lambda client: client.id != self.contact)


def asks(office: int, dossiers: Sequence[int]) -> tuple[Ask, Ask]:
    """What is asked about them, on one trip."""
    return DOSSIERS(dossier=dossiers, office=[office] * len(dossiers)), READERS(dossier=dossiers)


def told(dossiers: Iterable[Row], readers: Iterable[Row]) -> dict[int, Facts]:
    """The facts by dossier, from the rows of both. What is out of reach is not there."""
    clients = {
        dossier: tuple(Client(*row[1:]) for row in rows) for dossier, rows in groupby(readers, itemgetter(0))
    }
    return {
        id: Facts(id, number, name, language, bool(active), contact, manager.strip(), clients.get(id, ()))
        for id, number, name, language, active, contact, manager in dossiers
    }
