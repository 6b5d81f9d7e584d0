"""Who I am and where, and dossiers, as they stand on the wire."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from server.accounts.models import Role, Side
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
