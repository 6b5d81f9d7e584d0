"""When a mail may go out: within the office's hours, outside somebody's quiet hours, on the clock of the wall there.

Both only delay a mail that is due (P6), and never for ever: hours that leave no room are no hours.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from server.clock import Instant

AHEAD_AT_MOST = 62  # days
ROUNDS = 20
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Span = tuple[Clock, Clock]


class Hours(Struct, forbid_unknown_fields=True):
    """`week`: from Monday on, the spans of each day, each `["09:00", "17:30"]`. On `holidays` the office is closed."""

    week: Annotated[list[Annotated[list[Span], Meta(max_length=6)]], Meta(min_length=7, max_length=7)]
    holidays: Annotated[list[Day], Meta(max_length=400)] = []


class Quiet(Struct, forbid_unknown_fields=True, rename={"begin": "from", "end": "until"}):
    """From that time to that one, the next morning if it is earlier."""

    begin: Clock
    end: Clock


def hours_of(kept: str | None) -> Hours | None:
    return msgspec.json.decode(kept, type=Hours) if kept else None


def quiet_of(kept: str | None) -> Quiet | None:
    return msgspec.json.decode(kept, type=Quiet) if kept else None


def may_go_at(
    due: Instant, office: tuple[Hours | None, str], person: tuple[Quiet | None, str] = (None, "UTC")
) -> Instant:
    """The first instant from `due` on that suits both, each with its time zone. Milliseconds; never before `due`."""
    hours, at_office = office
    quiet, at_home = person
    at = due
    for _ in range(ROUNDS):
        awake = _after_quiet(at, quiet, ZoneInfo(at_home)) if quiet else at
        opens = _opening(awake, hours, ZoneInfo(at_office)) if hours else awake
        if opens == at:
            return at
        at = opens
    return _opening(due, hours, ZoneInfo(at_office)) if hours else due


def _opening(at: Instant, hours: Hours, zone: ZoneInfo) -> Instant:
    for begins, ends in _spans(at, hours, zone):
        if at < ends:
            return max(at, begins)
    return at


def _spans(at: Instant, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[Instant, Instant]]:
    today = _local(at, zone).date()
    for day in (today + timedelta(ahead) for ahead in range(AHEAD_AT_MOST)):
        if day.isoformat() not in hours.holidays:
            for begins, ends in sorted(hours.week[day.weekday()]):
                yield _instant(day, begins, zone), _instant(day, ends, zone)


def _after_quiet(at: Instant, quiet: Quiet, zone: ZoneInfo) -> Instant:
    today = _local(at, zone).date()
    overnight = timedelta(quiet.end <= quiet.begin)
    for day in (today - timedelta(1), today):
        if _instant(day, quiet.begin, zone) <= at < (ends := _instant(day + overnight, quiet.end, zone)):
            return ends
    return at


def _local(at: Instant, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def _instant(day: date, clock: str, zone: ZoneInfo) -> Instant:
    """Of a time that comes twice, the first; one that is skipped, as if the clock had not been set."""
    return int(datetime.combine(day, time.fromisoformat(clock), zone).timestamp() * 1000)
