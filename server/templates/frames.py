"""Templates as they stand on the wire: for staff only."""

from msgspec import Struct

from server.clock import Time
from server.dossiers.frames import Brief
from server.templates.languages import Language
from server.templates.rendering import Fault, Piece
from server.templates.texts import Text
from server.templates.variables import Form, Kind


class Variable(Struct):
    """`given`: somebody has to say it; the others are known of every dossier."""

    name: str
    form: Form
    given: bool


class TemplateType(Struct):
    kind: Kind
    variables: list[Variable]


class TemplateLine(Struct):
    """One in the overview. `changed`: the office's copy of a standard one. `missing`, `stale`: languages without a
    text, and those where another was edited since. `moved`: where the standard changed since it was copied (P12)."""

    id: int
    standard: bool
    kind: Kind
    name: str
    version: int
    changed: bool
    missing: list[Language]
    stale: list[Language]
    moved: list[Language]
    changed_at: Time | None
    changed_by: Brief | None


class Templates(Struct):
    """Standard ones first, then own ones by name. `languages`: the order in which they stand in for each other."""

    templates: list[TemplateLine]
    types: list[TemplateType]
    languages: list[Language]
    may_manage: bool


class TemplatePage(Struct):
    """One with its texts. `standard`: what the standard says now, `base`: what it said when it was copied; `undo`: the
    last change was a reset that can be undone."""

    template: TemplateLine
    texts: dict[Language, Text]
    standard: dict[Language, Text]
    base: dict[Language, Text]
    undo: bool


class TemplateVersionFrame(Struct):
    version: int
    what: str
    name: str | None
    texts: dict[Language, Text]
    at: Time
    by: Brief


class TemplateHistory(Struct):
    """Newest first, at most fifty."""

    versions: list[TemplateVersionFrame]


class Filled(Struct):
    """A text filled in for a dossier. `source` is what was filled, `language` that of the text, `wanted` the dossier's.
    It may leave when nothing is `missing` and there are no faults."""

    kind: Kind
    language: Language
    wanted: str
    source: Text
    subject: list[Piece]
    text: list[Piece]
    missing: list[str]
    subject_faults: list[Fault]
    text_faults: list[Fault]
