"""The demo office's templates as rows."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from server.clock import Instant
from server.demo.cast import Cast
from server.templates.kept import text_of
from server.templates.languages import Language
from server.templates.models import Template, TemplateVersion
from server.templates.standards import standards
from server.templates.texts import Text, Texts, edited
from server.templates.variables import Kind

FILE = Path(__file__).parent / "templates.yaml"
AGO = 20 * 86_400_000


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """An own one, with its name and kind, or the office's copy of a standard one."""

    by: str
    texts: dict[Language, Text]
    name: str | None = None
    kind: Kind = "general"
    standard: int | None = None


def prepared(cast: Cast, now: Instant) -> Iterator[Template | TemplateVersion]:
    """Of the first office, three weeks old."""
    office = next(iter(cast.offices.values()))
    for line in msgspec.yaml.decode(FILE.read_bytes(), type=list[Line]):
        base: Texts = standards()[line.standard].texts if line.standard else {}
        kind = standards()[line.standard].kind if line.standard else line.kind
        kept = Template(office_id=office.id, standard=line.standard, name=line.name, kind=kind)
        yield kept
        yield TemplateVersion(
            template_id=kept.id,
            version=1,
            what="edited" if line.standard else "created",
            name=line.name,
            texts=text_of(edited(base, base | line.texts)),
            base=text_of(base),
            at=now - AGO,
            by_id=cast.people[line.by].id,
        )
