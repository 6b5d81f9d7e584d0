"""Many at once, as it stands on the wire. For staff only."""

from typing import Literal

from msgspec import Struct

from server.bulk.models import BulkState, RowState
from server.clock import Time, iso
from server.conversations.frames import DossierName, Person, ReaderMarks
from server.rows import Row
from server.templates.rendering import Fault, Piece

BulkAudience = Literal["all", "contact"]


class BulkFrame(Struct):
    """How far it is: `bulk.progress`, `bulk.done`, and read. What is not counted still waits.

    `reason` says why it was cancelled: `undone` by who started it, `starter` when he no longer works here.
    """

    bulk: int
    state: BulkState
    reason: str
    total: int
    started: int
    failed: int
    skipped: int
    created_at: Time
    leaves_at: Time


class BulkStarted(Struct, omit_defaults=True):
    """`count` will get a conversation, `skipped` will not. Until `leaves_at` it can be undone."""

    bulk: int
    count: int
    skipped: int
    leaves_at: Time
    dup: bool = False


class BulkRetried(Struct):
    count: int


class Bulks(Struct):
    bulks: list[BulkFrame]


class BulkDossierFrame(Struct):
    """What became of it in one dossier; of its conversation who has it and who read it."""

    dossier: DossierName
    state: RowState
    reason: str
    conversation: int | None
    seats: list[ReaderMarks]


class BulkDossiers(Struct):
    """Failures first, then what was skipped. `next` goes into `after`."""

    bulk: BulkFrame
    starter: Person
    subject: str
    dossiers: list[BulkDossierFrame]
    next: str | None


class SkippedDossier(Struct):
    dossier: DossierName
    reason: str


class Sample(Struct):
    """What one of the dossiers would get: number `place` of those that get something."""

    place: int
    dossier: DossierName
    language: str
    readers: list[Person]
    subject: list[Piece]
    text: list[Piece]


class Before(Struct):
    """This template went to so many of these dossiers not long ago."""

    dossiers: int
    at: Time


class BulkOutlook(Struct):
    """`languages` counts those that get something by the language of the dossier; `faults` are by that of the text.
    `dossiers` is the selection as it stands now, to be named again: asked for with `freeze`."""

    total: int
    count: int
    languages: dict[str, int]
    skipped: list[SkippedDossier]
    faults: dict[str, dict[Literal["subject", "text"], list[Fault]]]
    sample: Sample | None
    before: Before | None
    dossiers: list[int] | None = None


def frame_of(row: Row) -> BulkFrame:
    """From the columns of `server/bulk/queries.py: STANDING`."""
    id, state, reason, total, started, failed, skipped, created_at, leaves_at = row[:9]
    counts = (total, started, failed, skipped)
    return BulkFrame(id, state, reason, *counts, iso(created_at), iso(leaves_at))
