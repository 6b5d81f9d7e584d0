"""A template filled in, to be sent: many at once, each for its own dossier."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.clock import Instant
from server.errors import TemplateUnknown
from server.rows import Steps
from server.templates.kept import BY_ID, BY_STANDARD, Kept, read, untouched
from server.templates.recipients import DOSSIERS, READERS, Register
from server.templates.rendering import fill
from server.templates.standards import MOST
from server.templates.texts import Text, refuse_faults
from server.templates.variables import Kind, Recipient, values_of


class Sheet(Struct, frozen=True):
    """A text of a template, as its sender left it, for one dossier: for `user` alone, or for all with full access."""

    office: int
    template: int
    dossier: int
    user: int | None
    source: Text
    given: Mapping[str, str]


class Filler(Struct, frozen=True):
    """What is known of the templates and dossiers of some sheets."""

    templates: dict[tuple[int, int], Kept]
    register: Register

    def fill(self, sheet: Sheet) -> tuple[Kind, Text]:
        """Its type, and its texts filled in one pass (S59).

        Errors: `TemplateUnknown`, `TemplateInvalid`, `TemplateIncomplete`, `NotFound`, and `BadRequest` for a value."""
        kept = self.templates.get((sheet.office, sheet.template)) or untouched(sheet.template)
        if kept is None or kept.is_deleted:
            raise TemplateUnknown(field="template")
        return kept.kind, filled(sheet, kept.kind, self.register.recipient(sheet.dossier, sheet.user))


def look_up(sheets: Sequence[Sheet], now: Instant) -> Steps[Filler]:
    """Everything they need, on one trip. Without sheets nothing is asked."""
    if not sheets:
        return Filler({}, Register([], [], now))
    named = sorted({(sheet.office, sheet.template) for sheet in sheets})
    places = sorted({(sheet.office, sheet.dossier) for sheet in sheets})
    offices, dossiers = zip(*places, strict=True)
    own, standard, about, readers = yield (
        BY_ID(**_columns([name for name in named if name[1] >= MOST])),
        BY_STANDARD(**_columns([name for name in named if name[1] < MOST])),
        DOSSIERS(dossier=dossiers, office=offices),
        READERS(dossier=dossiers),
    )
    found = {(office, kept.number): kept for office, *row in [*own, *standard] for kept in [read(row)]}
    return Filler(found, Register(about, readers, now))


def filled(sheet: Sheet, kind: Kind, to: Recipient) -> Text:
    """Errors: `TemplateInvalid`, `TemplateIncomplete` naming all that is missing, `BadRequest`."""
    source = sheet.source
    refuse_faults({"nl": source}, kind)
    values = values_of(to, kind, sheet.given)
    fill(source.whole, values)
    return Text(fill(source.subject, values), fill(source.text, values))


def _columns(named: list[tuple[int, int]]) -> dict[str, list[int]]:
    return {"office": [office for office, _ in named], "template": [number for _, number in named]}
