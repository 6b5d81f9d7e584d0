"""What would happen: who gets it and in which language, who does not and why, and what it looks like for one."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.models import Office as OfficeRow
from server.accounts.principal import Principal
from server.asking import within
from server.bulk.actions import Chosen
from server.bulk.facts import Facts
from server.bulk.frames import Before, BulkOutlook, Sample, SkippedDossier
from server.bulk.rules import Plan, letter, office_of, skipped
from server.bulk.selecting import dossiers_of
from server.clock import Instant, iso
from server.conversations import access
from server.conversations.frames import DossierName, Person
from server.dossiers.filters import Selection
from server.errors import Forbidden, LimitExceeded, TemplateUnknown
from server.rows import statement
from server.store import Store
from server.templates.kept import ask_for, kept_of
from server.templates.rendering import check
from server.templates.texts import Texts
from server.templates.variables import Kind

SKIPPED_AT_MOST = 200
NOT_LONG = 14 * 86_400_000

BEFORE = statement(
    """
    SELECT count(DISTINCT r.dossier_id), max(b.leaves_at) FROM {v} JOIN bulk b
      ON b.office_id = v.office AND b.created_at > v.since AND b.template = v.template AND b.state <> 'cancelled'
    JOIN bulk_dossier r ON r.bulk_id = b.id AND r.dossier_id = v.dossier AND r.state IN ('started', 'waiting')
    """,
    office=int,
    since=int,
    template=int,
    dossier=int,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody is preparing. Without texts only who would be skipped is told; `place` names a sample."""

    by: Principal
    selection: Selection
    audience: str
    template: int | None
    texts: Texts
    given: dict[str, str]
    place: int = 1
    freeze: bool = False


@dataclass(slots=True)
class Seen:
    """What going through the selection gathers."""

    plan: Plan
    place: int
    ids: list[int] = field(default_factory=list)
    going: list[int] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    skips: list[SkippedDossier] = field(default_factory=list)
    sample: Facts | None = None

    def see(self, facts: Facts) -> None:
        self.ids.append(facts.id)
        skip = skipped(self.plan, facts)
        if skip is None:
            self.going.append(facts.id)
            self.languages[facts.language] += 1
            if len(self.going) == self.place:
                self.sample = facts
        elif len(self.skips) < SKIPPED_AT_MOST:
            self.skips.append(SkippedDossier(_name(facts), skip.reason))


async def chosen(store: Store, ask: Ask, at_most: int) -> tuple[Kind, list[Chosen]]:
    """The type, and every dossier of the selection with why it gets nothing where it does not. Errors: `Forbidden`,
    `LimitExceeded`, `TemplateUnknown`, `TemplateInvalid`, `BadRequest` for a value that is none."""
    rows: list[Chosen] = []
    async with store.snapshot() as session:
        plan = await _plan(session, ask, store.clock())
        plan.refuse_faults()
        async for facts in dossiers_of(session, ask.by, ask.selection):
            skip = skipped(plan, facts)
            rows.append((facts.id, skip.reason if skip else ""))
            if len(rows) > at_most:
                raise LimitExceeded(f"At most {at_most} dossiers at once.", field="selection")
    return plan.kind, rows


async def preview(store: Store, ask: Ask) -> BulkOutlook:
    """All of it at one moment. Errors: `Forbidden`, `TemplateUnknown`, `BadRequest` for a value that is not one."""
    async with store.snapshot() as session:
        seen = Seen(await _plan(session, ask, store.clock()), ask.place)
        async for facts in dossiers_of(session, ask.by, ask.selection):
            seen.see(facts)
        before = await _before(session, ask, seen.going, store.clock())
    kind = seen.plan.kind
    faults = {
        language: {"subject": check(text.subject, kind), "text": check(text.text, kind)}
        for language, text in ask.texts.items()
    }
    return BulkOutlook(
        total=len(seen.ids),
        count=len(seen.going),
        languages=dict(seen.languages),
        skipped=seen.skips,
        faults={language: found for language, found in faults.items() if any(found.values())},  # type: ignore[misc]
        sample=_sample(seen) if ask.texts else None,
        before=before,
        dossiers=seen.ids if ask.freeze else None,
    )


async def _plan(session: AsyncSession, ask: Ask, now: Instant) -> Plan:
    if not access.may_ask_many(ask.by):
        raise Forbidden
    row = await session.get_one(OfficeRow, ask.by.office_id)
    office = office_of(row.name, row.languages, row.language, row.time_zone, now)
    return Plan(ask.audience, await _kind(session, ask), ask.texts, ask.given, office)


async def _kind(session: AsyncSession, ask: Ask) -> Kind:
    """Without a template what is typed may name what is known of every dossier."""
    if ask.template is None:
        return "general"
    put = await within(session)
    kept = kept_of(await put(ask_for(ask.by.office_id, ask.template)), ask.template)
    if kept is None or kept.is_deleted:
        raise TemplateUnknown(field="template")
    return kept.kind


async def _before(session: AsyncSession, ask: Ask, going: list[int], now: Instant) -> Before | None:
    if ask.template is None or not going:
        return None
    put = await within(session)
    many = len(going)
    asked = BEFORE(
        office=[ask.by.office_id] * many,
        since=[now - NOT_LONG] * many,
        template=[ask.template] * many,
        dossier=going,
    )
    [(count, at)] = await put(asked)
    return Before(count, iso(at)) if count else None


def _sample(seen: Seen) -> Sample | None:
    facts = seen.sample
    if facts is None:
        return None
    written = letter(seen.plan, facts)
    if written is None:
        return None
    readers = [Person(client.id, client.first_name) for client in facts.readers(seen.plan.audience)]
    return Sample(seen.place, _name(facts), written.language, readers, written.subject, written.text)


def _name(facts: Facts) -> DossierName:
    return DossierName(facts.id, facts.number, facts.name, facts.language)
