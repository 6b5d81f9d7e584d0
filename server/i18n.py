"""Words and forms per language. Texts lie in `locales/<language>/<name>.json`; a text may have plural forms."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.lists import format_list

from server.clock import Instant

FOLDER = Path(__file__).parent / "locales"
LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}
DEFAULT_LANGUAGE = "nl"
UNITS = (86_400_000, 3_600_000, 60_000, 1_000)

Forms = dict[str, str]


@cache
def texts(language: str, name: str) -> dict[str, str | Forms]:
    """The texts of one file; an unknown language falls back on Dutch."""
    known = language if language in LOCALES else DEFAULT_LANGUAGE
    return msgspec.json.decode((FOLDER / known / f"{name}.json").read_bytes(), type=dict[str, str | Forms])


@cache
def locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, LOCALES[DEFAULT_LANGUAGE]))


class Words:
    """The words of one language for one reader: `words("subject", count=2, office="…")`."""

    def __init__(self, language: str, name: str, time_zone: str = "UTC") -> None:
        self.locale = locale(language)
        self.texts = texts(language, name)
        self.zone = zone(time_zone)

    def __call__(self, key: str, *, count: int | None = None, **values: Any) -> str:
        """The text with its `{places}` filled; `count` chooses the plural form and fills `{count}`."""
        text = self.texts[key]
        if isinstance(text, dict):
            text = text.get(str(self.locale.plural_form(count or 0)), text["other"])
        return text.format(count=count, **values)

    def has(self, key: str) -> bool:
        return key in self.texts

    def list(self, things: list[str]) -> str:
        """`a, b en c`."""
        return format_list(things, locale=self.locale)

    def duration(self, milliseconds: int) -> str:
        """`2 uur`, `90 minuten`: in the largest unit that says it exactly."""
        size = next((size for size in UNITS if milliseconds % size == 0), UNITS[-1])
        delta = timedelta(milliseconds=milliseconds)
        return format_timedelta(delta, threshold=max(milliseconds / size, 1), locale=self.locale)

    def time(self, at: Instant) -> str:
        """`13:40`, on the reader's clock."""
        return format_time(self._there(at), "short", locale=self.locale)

    def day(self, at: Instant, now: Instant) -> str:
        """`today`, `yesterday` or `` (then say the date)."""
        days = self._there(now).date() - self._there(at).date()
        return {timedelta(0): "today", timedelta(1): "yesterday"}.get(days, "")

    def date(self, at: Instant) -> str:
        """`23 november 2026`."""
        return format_date(self._there(at), "long", locale=self.locale)

    def _there(self, at: Instant) -> datetime:
        return datetime.fromtimestamp(at / 1000, self.zone)


def zone(name: str) -> ZoneInfo:
    """The time zone, or UTC where that name means nothing."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
