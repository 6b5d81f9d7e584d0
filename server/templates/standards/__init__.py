"""The templates that come with Vinkje, for all offices: one file each, in four languages (S3-S5, S48)."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from server.templates.languages import Language
from server.templates.texts import Text, Texts
from server.templates.variables import Kind

FOLDER = Path(__file__).parent
MOST = 1_000  # an office's own have ids far above


class Named(Struct):
    name: str
    subject: str
    text: str


class Standard(Struct):
    """A template of the application. Its number is its name on the wire, for ever."""

    number: int
    kind: Kind
    named: dict[Language, Named] = msgspec.field(name="texts")

    @property
    def texts(self) -> Texts:
        return {language: Text(named.subject, named.text) for language, named in self.named.items()}

    def name(self, language: str) -> str:
        named = self.named.get(language, self.named["nl"])  # type: ignore[call-overload]
        return str(named.name)


@cache
def standards() -> dict[int, Standard]:
    """By number."""
    read = [_read(file) for file in sorted(FOLDER.glob("*.yaml"))]
    return {standard.number: standard for standard in read}


def _read(file: Path) -> Standard:
    standard = msgspec.yaml.decode(file.read_bytes(), type=Standard)
    for named in standard.named.values():
        named.text = named.text.strip()
    return standard
