"""The demo's script, as its YAML files tell it."""

from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).parent


class DossierLine(msgspec.Struct, array_like=True):
    name: str
    site: str
    vat_number: str
    language: str
    vat_rhythm: str
    responsible: str
    clients: list[str]

    def profiles(self) -> list[tuple[str, str]]:
        """(name, profile) of its clients: `*` marks a limited one."""
        return [(name.rstrip("*"), "limited" if name.endswith("*") else "full") for name in self.clients]


class StaffLine(msgspec.Struct, array_like=True):
    name: str
    title: str
    role: str
    language: str


class ViewLine(msgspec.Struct, array_like=True):
    name: str
    person: str
    query: str
    shared: bool = False


class OfficeScript(msgspec.Struct):
    name: str
    site: str
    first_number: int
    staff: list[StaffLine]
    dossiers: list[DossierLine]
    tags: dict[str, list[str]] = {}
    views: list[ViewLine] = []


class SaidLine(msgspec.Struct, array_like=True):
    who: str
    when: str
    text: str
    before: str = ""


class TalkScript(msgspec.Struct, forbid_unknown_fields=True):
    """`read` and `delivered` are numbers per client, everything where he is not named. `new`: unopened by staff.
    `settled`: the office said that no answer is needed."""

    dossier: str
    subject: str
    said: list[SaidLine]
    private: str | None = None
    read: dict[str, int] = {}
    delivered: dict[str, int] = {}
    new: int = 0
    settled: bool = False
    closed: tuple[str, str] | None = None


class Script(msgspec.Struct):
    offices: list[OfficeScript]
    conversations: list[TalkScript]


class FillerLine(msgspec.Struct, array_like=True):
    side: Literal["o", "c"]
    text: str


class Filler(msgspec.Struct):
    subject: str
    owed: Literal["client", "nobody"]
    said: list[FillerLine]


def script() -> Script:
    return msgspec.yaml.decode((FOLDER / "office.yaml").read_bytes(), type=Script)


def fillers() -> dict[str, list[Filler]]:
    """By language."""
    return msgspec.yaml.decode((FOLDER / "fillers.yaml").read_bytes(), type=dict[str, list[Filler]])
