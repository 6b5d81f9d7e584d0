"""Asking many, undoing it, and trying again what failed. What leaves, leaves in `leaving.py`."""

import msgspec
from msgspec import Struct

from server.accounts.principal import Principal
from server.bulk.frames import BulkRetried, BulkStarted, frame_of
from server.clock import iso
from server.conversations import access
from server.errors import BadRequest, Forbidden, IdempotencyConflict, NotFound, VersionConflict
from server.ids import new_id
from server.messages.actions import content_digest
from server.rows import Ask, Row, Steps, statement
from server.streams.actions import personal_stream
from server.templates.texts import Texts
from server.templates.variables import Kind
from server.work import Work

KNOWN = statement(
    """
    SELECT b.id, b.digest, b.total - b.skipped, b.skipped, b.leaves_at
    FROM {v} JOIN bulk b ON b.starter_id = v.starter AND b.cid = v.cid
    """,
    starter=int,
    cid=str,
)

INSERT = statement(
    """
    INSERT INTO bulk (id, office_id, starter_id, cid, digest, audience, template, kind, texts, given, created_at,
        leaves_at, state, reason, total, started, failed, skipped, told_at)
    SELECT v.id, v.office, v.starter, v.cid, v.digest, v.audience, v.template, v.kind, v.texts, v.given, v.at,
        v.leaves_at, 'waiting', '', v.total, 0, 0, v.skipped, v.at FROM {v}
    """,
    id=int,
    office=int,
    starter=int,
    cid=str,
    digest=str,
    audience=str,
    template=int,
    kind=str,
    texts=str,
    given=str,
    at=int,
    leaves_at=int,
    total=int,
    skipped=int,
)

INSERT_DOSSIERS = statement(
    """
    INSERT INTO bulk_dossier (bulk_id, dossier_id, place, state, reason)
    SELECT v.bulk, v.dossier, v.place, CASE v.reason WHEN '' THEN 'waiting' ELSE 'skipped' END, v.reason FROM {v}
    """,
    bulk=int,
    dossier=int,
    place=int,
    reason=str,
)

LOCK = statement(
    """
    SELECT b.state FROM {v} JOIN bulk b ON b.id = v.bulk AND b.office_id = v.office
    ORDER BY b.id {for_update:b}
    """,
    bulk=int,
    office=int,
)

STANDS = """
    id, state, reason, total, started, failed, skipped, created_at, leaves_at, office_id, starter_id
"""

END = statement(
    f"""
    UPDATE bulk SET state = 'cancelled', reason = v.why FROM {{v}} WHERE bulk.id = v.bulk
    RETURNING {STANDS}
    """,  # noqa: S608 (names are ours)
    bulk=int,
    why=str,
)

AGAIN = statement(
    """
    UPDATE bulk_dossier SET state = 'waiting', reason = '' FROM {v}
    WHERE bulk_id = v.bulk AND state = 'failed'
    """,
    bulk=int,
)

REOPEN = statement(
    f"""
    UPDATE bulk SET state = 'leaving', failed = 0, leaves_at = v.at FROM {{v}} WHERE bulk.id = v.bulk
    RETURNING {STANDS}
    """,  # noqa: S608 (names are ours)
    bulk=int,
    at=int,
)

FAILED = statement(
    "SELECT count(*) FROM {v} JOIN bulk_dossier r ON r.bulk_id = v.bulk AND r.state = 'failed'", bulk=int
)


class Wish(Struct, frozen=True):
    """What somebody wants to ask many; `selection` in whatever words names the same dossiers again."""

    by: Principal
    cid: str
    selection: str
    audience: str
    template: int | None
    kind: Kind
    texts: Texts
    given: dict[str, str]

    @property
    def digest(self) -> str:
        said = msgspec.json.encode((self.texts, self.given), order="deterministic").decode()
        return content_digest(self.selection, self.audience, str(self.template), self.kind, said)


Chosen = tuple[int, str]  # a dossier, and why it gets nothing, if so


def start(work: Work, wish: Wish, chosen: list[Chosen], undo: int) -> Steps[BulkStarted]:
    """Freeze what was chosen; it leaves after `undo` milliseconds. The same `cid` again gets the same answer.

    Errors: `NotFound` where there is no such dossier, `BadRequest` where none would get it, `IdempotencyConflict`.
    """
    rows = yield KNOWN(starter=[wish.by.person_id], cid=[wish.cid])
    for known in rows:
        return _known(known, wish)
    if not chosen:
        raise NotFound()
    skipped = sum(bool(reason) for _, reason in chosen)
    if skipped == len(chosen):
        raise BadRequest("None of these dossiers would get it.", field="selection")
    id, leaves_at = new_id(), work.now + undo
    yield _insert(work, wish, id, leaves_at, len(chosen), skipped)
    yield INSERT_DOSSIERS(
        bulk=[id] * len(chosen),
        dossier=[dossier for dossier, _ in chosen],
        place=list(range(1, len(chosen) + 1)),
        reason=[reason for _, reason in chosen],
    )
    counts = (len(chosen), 0, 0, skipped)
    tell(work, (id, "waiting", "", *counts, work.now, leaves_at, wish.by.office_id, wish.by.person_id))
    return BulkStarted(id, len(chosen) - skipped, skipped, iso(leaves_at))


def _known(known: Row, wish: Wish) -> BulkStarted:
    id, digest, count, skipped, leaves_at = known
    if digest != wish.digest:
        raise IdempotencyConflict(field="cid")
    return BulkStarted(id, count, skipped, iso(leaves_at), dup=True)


def _insert(work: Work, wish: Wish, id: int, leaves_at: int, total: int, skipped: int) -> Ask:
    return INSERT(
        id=[id],
        office=[wish.by.office_id],
        starter=[wish.by.person_id],
        cid=[wish.cid],
        digest=[wish.digest],
        audience=[wish.audience],
        template=[wish.template],
        kind=[wish.kind],
        texts=[msgspec.json.encode(wish.texts).decode()],
        given=[msgspec.json.encode(wish.given).decode()],
        at=[work.now],
        leaves_at=[leaves_at],
        total=[total],
        skipped=[skipped],
    )


def cancel(work: Work, by: Principal, bulk: int) -> Steps[None]:
    """Undo it, whoever of the office started it: nothing has left. Again: the same. Errors: `VersionConflict` once it
    is leaving."""
    state = yield from _lock(by, bulk)
    if state == "cancelled":
        return
    if state != "waiting":
        raise VersionConflict("It has left already.")
    (row,) = yield END(bulk=[bulk], why=["undone"])
    tell(work, row)


def retry(work: Work, by: Principal, bulk: int) -> Steps[BulkRetried]:
    """Try again what failed, and only that. Errors: `VersionConflict` while it is leaving."""
    state = yield from _lock(by, bulk)
    if state != "done":
        raise VersionConflict("It is not done yet.")
    ((failed,),) = yield FAILED(bulk=[bulk])
    if failed:
        yield AGAIN(bulk=[bulk])
        (row,) = yield REOPEN(bulk=[bulk], at=[work.now])
        tell(work, row)
    return BulkRetried(failed)


def _lock(by: Principal, bulk: int) -> Steps[str]:
    if not access.may_ask_many(by):
        raise Forbidden()
    rows = yield LOCK(bulk=[bulk], office=[by.office_id])
    if not rows:
        raise NotFound()
    return str(rows[0][0])


def tell(work: Work, row: Row) -> None:
    """Its starter hears how it stands."""
    told = frame_of(row)
    office, starter = row[9:]
    over = told.state in ("done", "cancelled")
    work.announce(office, personal_stream(office, starter), "bulk.done" if over else "bulk.progress", told)
