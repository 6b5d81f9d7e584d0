"""What one dossier of many gets, or why it gets nothing (R12). Decided here alone: before, and when it leaves."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from uuid import UUID, uuid5

from msgspec import Struct

from server.bulk.facts import Facts
from server.clock import Instant
from server.i18n import zone
from server.templates.languages import Language, order_of, pick
from server.templates.rendering import Piece, needs, pieces
from server.templates.texts import Text, Texts, refuse_faults
from server.templates.variables import Kind, Recipient, values_of

SUBJECT_AT_MOST, TEXT_AT_MOST = 200, 16_000  # characters, once filled
NAMES = UUID("0e6a5f0c-8f0f-4c0e-9a39-1c1f5f9c7a52")


class Skip(Struct, frozen=True):
    """`reason`: `inactive`, `no_reader`, `no_contact`, `no_text`, `too_long`, or `unfilled:` and the variable."""

    reason: str


class Letter(Struct, frozen=True):
    """What it gets, in which language. `user` is the one reader of a private conversation."""

    language: str
    user: int | None
    subject: list[Piece]
    text: list[Piece]

    def filled(self) -> tuple[str, str]:
        return "".join(piece.text for piece in self.subject), "".join(piece.text for piece in self.text)


class Office(Struct, frozen=True):
    """`languages` is the order in which a missing language falls back."""

    name: str
    languages: list[Language]
    today: date


class Plan(Struct, frozen=True, dict=True):
    """What somebody wants to ask, of everybody in the same way."""

    audience: str
    kind: Kind
    texts: Texts
    given: dict[str, str]
    office: Office

    @cached_property
    def used(self) -> dict[str, set[str]]:
        """Per language the variables that nobody gave a value."""
        given = {name for name, value in self.given.items() if value.strip()}
        return {
            language: {*needs(text.subject), *needs(text.text)} - given
            for language, text in self.texts.items()
        }

    def refuse_faults(self) -> None:
        """Errors: `TemplateInvalid`, and `BadRequest` for a value that is none."""
        refuse_faults(self.texts, self.kind)
        values_of(Recipient("nl", "", "", "", "", (), self.office.today), self.kind, self.given)

    def text_for(self, dossier: str) -> tuple[Language, Text] | None:
        """In its own language, or in the first of the office's order there is a text in (S55)."""
        return pick(self.texts, dossier, self.office.languages)


def skipped(plan: Plan, facts: Facts) -> Skip | None:
    """Why this dossier gets nothing, as far as it can be known; without texts nothing is asked of them yet."""
    if not facts.active:
        return Skip("inactive")
    if not facts.readers(plan.audience):
        return Skip("no_contact" if plan.audience == "contact" else "no_reader")
    if not plan.texts:
        return None
    found = plan.text_for(facts.language)
    if found is None:
        return Skip("no_text")
    missing = sorted(plan.used[found[0]] - set(_known(facts)))
    return Skip(f"unfilled:{missing[0]}") if missing else None


def _known(facts: Facts) -> Iterator[str]:
    """What has a value for this dossier without anybody giving one."""
    yield from ("accountant_name", "today")
    sources = {"company_name": facts.name, "dossier_number": facts.number, "manager_name": facts.manager}
    yield from (name for name, text in sources.items() if text.strip())
    yield "first_name"  # of its readers, or else the company's


def letter(plan: Plan, facts: Facts) -> Letter | None:
    """What this dossier gets, with what has no value left as it stands. None where there is no text."""
    found = plan.text_for(facts.language)
    if found is None:
        return None
    language, text = found
    readers = facts.readers(plan.audience)
    values = values_of(recipient(plan, facts), plan.kind, plan.given)
    user = readers[0].id if plan.audience == "contact" and readers else None
    return Letter(language, user, pieces(text.subject, values), pieces(text.text, values))


def complete(plan: Plan, facts: Facts) -> Letter | Skip:
    """What leaves: a letter without an unfilled variable, or why not."""
    if skip := skipped(plan, facts):
        return skip
    written = letter(plan, facts)
    if written is None:
        return Skip("no_text")
    missing = next((piece.variable for piece in (*written.subject, *written.text) if piece.missing), None)
    if missing:
        return Skip(f"unfilled:{missing}")
    subject, text = written.filled()
    return Skip("too_long") if len(subject) > SUBJECT_AT_MOST or len(text) > TEXT_AT_MOST else written


def recipient(plan: Plan, facts: Facts) -> Recipient:
    return Recipient(
        language=facts.language,
        office=plan.office.name,
        company=facts.name,
        number=facts.number,
        manager=facts.manager,
        first_names=tuple(client.first_name for client in facts.readers(plan.audience)),
        today=plan.office.today,
    )


def office_of(name: str, languages: str | None, language: str, time_zone: str, now: Instant) -> Office:
    today = datetime.fromtimestamp(now / 1000, zone(time_zone)).date()
    return Office(name, order_of(languages, language), today)


def cid_of(bulk: int, dossier: int) -> str:
    """The name of its first message, the same however often it is tried."""
    return str(uuid5(NAMES, f"{bulk}:{dossier}"))
