"""Which dossiers: the filters above the monitor, and what somebody selected with them (S15, S16)."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field
from sqlalchemy import ColumnElement, and_, column, exists, func, not_, or_, select, table, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from server.accounts.principal import Principal
from server.db import At
from server.dossiers.folding import compact, folded
from server.dossiers.models import Dossier, Tag
from server.errors import Forbidden

SELECTED_AT_MOST = 10_000
CHUNK = 250
MINUTE = 60_000
Whole = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Ids = Annotated[list[Whole], Meta(max_length=SELECTED_AT_MOST)]
# Several are separated by commas, in a query and in JSON alike; any of them will do.
People = Annotated[str, Meta(pattern=r"^((me|none|[1-9][0-9]{0,15})(,|$))*$", max_length=800)]
Languages = Annotated[str, Meta(pattern=r"^([a-z]{2}(,|$))*$", max_length=40)]
Rhythms = Annotated[str, Meta(pattern=r"^((monthly|quarterly|none)(,|$))*$", max_length=40)]

# The conversations lie above this layer: of theirs only what is counted here.
talk = table(
    "conversation",
    *(
        column(name, At)
        for name in ("office_id", "dossier_id", "last_minute", "last_at", "closed_at", "needs_answer_since")
    ),
)


class DossierFilter(Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """As the query of an address and as JSON. `responsible` are people's ids, `me`, `none`; `since` and `until` are
    days of the last activity, both included, where he who asks lives."""

    q: Annotated[str, Meta(max_length=200)] = ""
    responsible: People = ""
    language: Languages = ""
    vat_rhythm: Rhythms = ""
    tags: Annotated[str, Meta(max_length=800)] = ""
    needs_answer: bool | None = None
    open: bool | None = None
    since: date | None = None
    until: date | None = None
    active: Literal["yes", "no", "all"] = "yes"


class Selection(Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Everything a filter finds but for some, or only these."""

    filter: DossierFilter | None = None
    except_: Ids = field(name="except", default_factory=list)
    only: Ids | None = None

    def __post_init__(self) -> None:
        if (self.filter is None) == (self.only is None):
            raise ValueError("Either a filter or only these.")


def conditions(by: Principal, wanted: DossierFilter) -> Iterator[ColumnElement[bool]]:
    """On `Dossier`: those of the office of who asks. Raises `Forbidden` for clients and support staff."""
    yield _ours(by)
    if wanted.active != "all":
        yield col(Dossier.active).is_(wanted.active == "yes")
    yield from words_in(wanted.q)
    if wanted.responsible:
        yield _responsible(by, _several(wanted.responsible))
    for column_of, given in ((Dossier.language, wanted.language), (Dossier.vat_rhythm, wanted.vat_rhythm)):
        if given:
            yield col(column_of).in_(_several(given))
    if tags := [folded(tag.strip()) for tag in _several(wanted.tags)]:
        yield _tagged(by, tags)
    yield from _talked(by, wanted)


def selected(by: Principal, selection: Selection) -> Iterator[ColumnElement[bool]]:
    """The same of a selection. What is out of reach is never in it."""
    if selection.only is not None:
        yield _ours(by)
        yield col(Dossier.id).in_(selection.only)
    else:
        yield from conditions(by, selection.filter or DossierFilter())
    if selection.except_:
        yield col(Dossier.id).not_in(selection.except_)


async def count(session: AsyncSession, by: Principal, selection: Selection) -> int:
    """How many dossiers are in it."""
    found = select(func.count()).select_from(Dossier).where(*selected(by, selection))
    return int(await session.scalar(found) or 0)


async def ids_of(
    session: AsyncSession, by: Principal, selection: Selection, chunk: int = CHUNK
) -> AsyncIterator[list[int]]:
    """Every dossier of a selection by name, so many at a time. Give it a snapshot: then nothing is missed or twice."""
    place = (col(Dossier.folded), col(Dossier.id))
    found = select(*place).where(*selected(by, selection)).order_by(*place).limit(chunk)
    rows: Any = (await session.execute(found)).all()
    while rows:
        yield [id for _, id in rows]
        beyond = tuple_(*place) > tuple_(*rows[-1])
        rows = len(rows) == chunk and (await session.execute(found.where(beyond))).all()


def _ours(by: Principal) -> ColumnElement[bool]:
    if by.side != "office" or by.role == "support":
        raise Forbidden()
    return col(Dossier.office_id) == by.office_id


def _several(given: str) -> list[str]:
    return [one for one in given.split(",") if one.strip()]


def words_in(given: str) -> Iterator[ColumnElement[bool]]:
    """Each word stands in its name, its number or its VAT number; or all of it, without dots, in the last."""
    words = folded(given).split()
    if words:
        each = and_(*(col(Dossier.folded).contains(word, autoescape=True) for word in words))
        whole = compact(given)
        yield or_(each, col(Dossier.folded).contains(whole)) if len(whole) > 3 else each


def _responsible(by: Principal, given: list[str]) -> ColumnElement[bool]:
    people = {by.person_id if one == "me" else int(one) for one in given if one != "none"}
    wanted = [col(Dossier.responsible_id).in_(people)] if people else []
    return or_(*wanted, *([col(Dossier.responsible_id).is_(None)] if "none" in given else []))


def _tagged(by: Principal, tags: list[str]) -> ColumnElement[bool]:
    having = select(col(Tag.dossier_id)).where(col(Tag.office_id) == by.office_id, col(Tag.folded).in_(tags))
    return col(Dossier.id).in_(having)


def _talked(by: Principal, wanted: DossierFilter) -> Iterator[ColumnElement[bool]]:
    """What became of its conversations lately."""
    its = and_(talk.c.dossier_id == col(Dossier.id), talk.c.office_id == by.office_id)

    def some(*those: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(its, *those).select_from(talk).correlate(Dossier)

    if wanted.needs_answer is not None:
        yield _so(some(talk.c.needs_answer_since.is_not(None)), wanted.needs_answer)
    if wanted.open is not None:
        yield _so(some(talk.c.closed_at.is_(None)), wanted.open)
    zone = ZoneInfo(by.time_zone)
    if wanted.since:
        yield some(*_from(_begins(wanted.since, zone)))
    if wanted.until and wanted.until < date.max:
        yield not_(some(*_from(_begins(wanted.until + timedelta(days=1), zone))))


def _from(at: int) -> tuple[ColumnElement[bool], ...]:
    return talk.c.last_minute >= at // MINUTE, talk.c.last_at >= at


def _begins(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp() * 1000)


def _so(condition: ColumnElement[bool], wanted: bool) -> ColumnElement[bool]:
    return condition if wanted else not_(condition)
