"""Who I am and where, and dossiers, as they stand on the wire."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from server.accounts.models import Role, Side
from server.clock import Time
from server.dossiers.models import Profile

VatRhythm = Literal["monthly", "quarterly", "none"]


class OfficeName(Struct):
    id: int
    name: str


class Brief(Struct):
    """A dossier or a person, by name."""

    id: int
    name: str


class MyPerson(Struct):
    id: int
    name: str
    first_name: str
    last_name: str
    title: str
    email: str
    language: str
    time_zone: str


class MyOffice(Struct):
    id: int
    name: str
    language: str
    time_zone: str
    remind_after_s: int


class MyDossier(Struct):
    """A client's place in a dossier: all that is shared in it, or only what is private with him."""

    id: int
    number: str
    name: str
    profile: Profile


class MyPlace(Struct):
    """An office this person may switch to, and as what."""

    office: OfficeName
    side: Side
    dossiers: list[Brief]


class Me(Struct):
    person: MyPerson
    office: MyOffice
    side: Side
    role: Role
    dossiers: list[MyDossier]
    places: list[MyPlace]
    streams: list[str]


class DossierFrame(Struct):
    """One client file. `needs_answer` counts its conversations that wait for the office: staff only (S27)."""

    id: int
    number: str
    name: str
    vat_number: str
    language: str
    vat_rhythm: VatRhythm
    responsible: Brief | None
    needs_answer: int | UnsetType = UNSET


class DossierFacts(Struct):
    """One client file as the office manages it."""

    id: int
    number: str
    name: str
    vat_number: str
    language: str
    vat_rhythm: VatRhythm
    responsible: Brief | None
    contact: Brief | None
    tags: list[str]
    active: bool


class MonitorRow(DossierFacts):
    """With what waits in it: `needs_answer` conversations, the longest since `needs_answer_since`."""

    needs_answer: int = 0
    needs_answer_since: Time | None = None
    open: int = 0
    last_at: Time | None = None


class MonitorRows(Struct):
    rows: list[MonitorRow]


class Imported(Struct):
    """How many dossiers an import made, and how many it changed."""

    made: int
    changed: int


class Monitor(Struct):
    """A page of the monitor. The first one counts: `count` found, among `total` active ones of the office."""

    rows: list[MonitorRow]
    next: str | None
    count: int | None = None
    total: int | None = None
    cursor: dict[str, int] | None = None


class Choices(Struct):
    """What there is to filter by."""

    responsible: list[Brief]
    tags: list[str]


class Dossiers(Struct):
    dossiers: list[DossierFrame]


class DossierClient(Struct):
    id: int
    name: str
    title: str
    profile: Profile


class DossierPage(Struct):
    dossier: DossierFrame
    clients: list[DossierClient]
