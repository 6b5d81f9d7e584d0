"""The languages of templates, and in which one a dossier gets its text (S55, P3)."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar, get_args

T = TypeVar("T")
Language = Literal["nl", "fr", "de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def order_of(chosen: str | None, own: str) -> list[Language]:
    """An office's order of languages: what it chose (`nl,fr`), else its own first; the others follow."""
    named = (chosen or own).split(",")
    return sorted(LANGUAGES, key=lambda language: _place(language, named))


def pick(texts: Mapping[Language, T], language: str, order: Iterable[Language]) -> tuple[Language, T] | None:
    """The text in this language; where it is missing, in the first of the order that there is."""
    wanted = sorted(order, key=lambda other: other != language)
    return next(((each, texts[each]) for each in wanted if each in texts), None)


def _place(language: Language, named: list[str]) -> int:
    return named.index(language) if language in named else len(named) + LANGUAGES.index(language)
