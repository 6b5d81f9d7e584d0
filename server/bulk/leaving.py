"""What many were asked leaves, a chunk at a time: their conversations, what is noted of them and the news of it in
one transaction. Whoever is killed in the middle of one has done nothing of it; any number may work at once."""

from collections.abc import Sequence
from typing import cast

import msgspec
from msgspec import Struct

from server.accounts.principal import Principal
from server.bulk import facts
from server.bulk.actions import END, STANDS, tell
from server.bulk.facts import Facts
from server.bulk.rules import Letter, Plan, Skip, cid_of, complete, office_of
from server.clock import Instant
from server.conversations.frames import AudienceName, ConversationType
from server.errors import BadRequest, Refused
from server.messages.frames import Posted
from server.messages.start import Start, start_many
from server.rows import Row, Steps, statement
from server.templates.texts import Texts
from server.templates.variables import Kind
from server.work import Work

CHUNK = 100  # conversations; who writes meanwhile waits for no more than that
TELL_EVERY = 300

# States as parameters: what is named here is found by its number, not among all that is unfinished.
BEGIN = statement(
    f"""
    UPDATE bulk SET state = 'leaving', told_at = v.at FROM {{v}}
    WHERE bulk.id = v.bulk AND state = v.so_far AND leaves_at <= v.at RETURNING {STANDS}
    """,  # noqa: S608 (names are ours)
    bulk=int,
    so_far=str,
    at=int,
)

PLAN = statement(
    """
    SELECT b.office_id, b.starter_id, b.audience, b.kind, b.texts, b.given, o.name, o.languages, o.language,
           o.time_zone, b.template, b.told_at,
           p.active AND coalesce((
               SELECT s.active AND s.role <> 'support' FROM staff s
               WHERE s.office_id = b.office_id AND s.person_id = b.starter_id), false)
    FROM {v} JOIN bulk b ON b.id = v.bulk AND b.state = v.so_far
    JOIN office o ON o.id = b.office_id JOIN person p ON p.id = b.starter_id
    """,
    bulk=int,
    so_far=str,
)

# What another has in hand is passed over. Scalars: both databases walk the index and stop at the limit.
TAKE = statement(
    """
    SELECT r.dossier_id FROM bulk_dossier r
    WHERE r.bulk_id = (SELECT v.bulk FROM {v}) AND r.state = 'waiting'
    ORDER BY r.place LIMIT (SELECT v.most FROM {v}) {take:r}
    """,
    bulk=int,
    most=int,
)

NOTE = statement(
    """
    UPDATE bulk_dossier SET state = v.state, reason = v.reason, conversation_id = v.conversation FROM {v}
    WHERE bulk_id = v.bulk AND dossier_id = v.dossier
    """,
    bulk=int,
    dossier=int,
    state=str,
    reason=str,
    conversation=int,
)

# Last of all locks but those of the streams: two who leave at once wait here for a moment only.
COUNT = statement(
    f"""
    UPDATE bulk SET started = started + v.now_started, failed = failed + v.now_failed,
        skipped = skipped + v.now_skipped,
        state = CASE WHEN started + failed + skipped + v.noted = total THEN 'done' ELSE state END,
        told_at = CASE WHEN started + failed + skipped + v.noted = total OR v.at >= told_at + {TELL_EVERY}
                       THEN v.at ELSE told_at END
    FROM {{v}} WHERE bulk.id = v.bulk RETURNING {STANDS}, told_at
    """,  # noqa: S608 (names are ours)
    bulk=int,
    now_started=int,
    now_failed=int,
    now_skipped=int,
    noted=int,
    at=int,
)


class Noted(Struct, frozen=True):
    """What became of one dossier."""

    dossier: int
    state: str
    reason: str = ""
    conversation: int | None = None


def begin(work: Work, bulk: int) -> Steps[None]:
    """From now on it cannot be undone. Nothing happens before its time."""
    rows = yield BEGIN(bulk=[bulk], so_far=["waiting"], at=[work.now])
    for row in rows:
        tell(work, row)


def leave(work: Work, bulk: int, most: int = CHUNK) -> Steps[int]:
    """The next chunk of it. Returns how many dossiers were done with; 0 when none is left to take."""
    rows = yield PLAN(bulk=[bulk], so_far=["leaving"])
    if not rows:
        return 0
    *_, told_at, works_there = rows[0]
    if not works_there:
        (ended,) = yield END(bulk=[bulk], why=["starter"])
        tell(work, ended)
        return 0
    taken = yield TAKE(bulk=[bulk], most=[most])
    if not taken:
        return 0
    noted = yield from _ask(work, bulk, rows[0], [dossier for (dossier,) in taken])
    yield from _note(work, bulk, noted, told_at)
    return len(noted)


def give_up(work: Work, bulk: int) -> Steps[None]:
    """Note that the next one cannot be done, so that the others can."""
    taken = yield TAKE(bulk=[bulk], most=[1])
    yield from _note(work, bulk, [Noted(dossier, "failed", "error") for (dossier,) in taken], 0)


def _ask(work: Work, bulk: int, row: Row, dossiers: Sequence[int]) -> Steps[list[Noted]]:
    by, plan = _plan(work, row)
    found, readers = yield facts.asks(by.office_id, dossiers)
    known = facts.told(found, readers)
    outcomes = {dossier: _outcome(plan, known.get(dossier)) for dossier in dossiers}
    type: ConversationType = "specific" if row[-3] is None else plan.kind
    wishes = {
        dossier: _wish(by, cid_of(bulk, dossier), dossier, type, outcome)
        for dossier, outcome in outcomes.items()
        if isinstance(outcome, Letter)
    }
    answers = (yield from start_many(work, list(wishes.values()))) if wishes else []
    started = dict(zip(wishes, answers, strict=True))
    return [_noted(dossier, started.get(dossier, outcome)) for dossier, outcome in outcomes.items()]


def _plan(work: Work, row: Row) -> tuple[Principal, Plan]:
    office, starter, audience, kind, texts, given, name, languages, language, time_zone, *_ = row
    by = Principal(0, starter, office, "office", "staff", "", language, time_zone, 0)
    plan = Plan(
        audience,
        cast(Kind, kind),
        msgspec.json.decode(texts, type=Texts),
        msgspec.json.decode(given, type=dict[str, str]),
        office_of(name, languages, language, time_zone, work.now),
    )
    return by, plan


def _outcome(plan: Plan, known: Facts | None) -> Letter | Skip | None:
    return None if known is None else complete(plan, known)


def _wish(by: Principal, cid: str, dossier: int, type: ConversationType, letter: Letter) -> Start:
    subject, text = letter.filled()
    audience: AudienceName = "all" if letter.user is None else "one"
    return Start(by, cid, dossier, audience, letter.user, subject, text, type=type)


def _noted(dossier: int, became: Posted | Refused | Letter | Skip | None) -> Noted:
    match became:
        case Posted(conversation):
            return Noted(dossier, "started", "", conversation)
        case Skip(reason):
            return Noted(dossier, "skipped", reason)
        case BadRequest():  # its last reader left between two looks
            return Noted(dossier, "skipped", "no_contact" if became.field == "user" else "no_reader")
    return Noted(dossier, "failed", "error")


def _note(work: Work, bulk: int, noted: list[Noted], told_before: Instant) -> Steps[None]:
    if not noted:
        return
    yield NOTE(
        bulk=[bulk] * len(noted),
        dossier=[one.dossier for one in noted],
        state=[one.state for one in noted],
        reason=[one.reason for one in noted],
        conversation=[one.conversation for one in noted],
    )
    states = ("started", "failed", "skipped")
    counts = {f"now_{state}": [sum(one.state == state for one in noted)] for state in states}
    rows = yield COUNT(bulk=[bulk], **counts, noted=[len(noted)], at=[work.now])
    for *row, told_at in rows:
        if told_at != told_before or row[1] == "done":
            tell(work, row)
