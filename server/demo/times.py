"""The demo's times, relative to the moment it is loaded."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from server.clock import Instant

ZONE = ZoneInfo("Europe/Brussels")
BACK = re.compile(r"(\d+)d (\d+):(\d+)")
AGO = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?")
MINUTE = 60_000


def instant(when: str, now: Instant) -> Instant:
    """`20m` or `2h29m` ago, or `3d 09:12`: at that time of day, so many working days back."""
    if back := BACK.fullmatch(when):
        days, hour, minute = map(int, back.groups())
        return working_day(days, hour, minute, now)
    ago = AGO.fullmatch(when)
    if not ago:
        raise ValueError(f"no time: {when}")
    return now - (int(ago[1] or 0) * 60 + int(ago[2] or 0)) * MINUTE


def working_day(days: int, hour: int, minute: int, now: Instant) -> Instant:
    day = datetime.fromtimestamp(now / 1000, ZONE)
    for _ in range(days):
        day -= timedelta(days=3 if day.weekday() == 0 else 2 if day.weekday() == 6 else 1)
    return int(day.replace(hour=hour, minute=minute, second=12, microsecond=0).timestamp() * 1000)


def month(language: str, now: Instant) -> str:
    """The month whose papers are asked for about now."""
    day = datetime.fromtimestamp(now / 1000, ZONE) - timedelta(days=10)
    return format_date(day, "LLLL", locale=language)
