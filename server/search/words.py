"""Words as they are compared: without case, accents or ligatures, the same for both databases.

`2026-118` is the words `2026`, `118` and `2026118`: a number is found however it was written.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 64
TERMS = 32
WORD = re.compile(r"[^\W_]+")
TOGETHER = re.compile(r"[^\W_]+(?:[-./@][^\W_]+)*")
# What Unicode takes for letters of their own, and people type without.
PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})


class Word(NamedTuple):
    """A compared word and where it stands in the text."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """`Été` and `ete` become the same, `Straße` and `strasse` too."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char)).translate(PLAIN)


def parts(text: str) -> Iterator[Word]:
    """What stands together, and what it is made of, in order."""
    for together in TOGETHER.finditer(text):
        inside = [Word(fold(one[0])[:LONGEST], one.start(), one.end()) for one in _words(text, together)]
        if len(inside) > 1:
            yield Word("".join(word.folded for word in inside)[:LONGEST], *together.span())
        yield from inside


def words_of(*texts: str) -> str:
    """The distinct words of the texts, as they are kept: parted by single spaces."""
    found = (word.folded for text in texts for word in parts(_composed(text)))
    return " ".join(dict.fromkeys(word for one in found for word in WORD.findall(one)))


def terms_of(question: str) -> tuple[str, ...]:
    """The beginnings of words that all have to be there; nothing to look for gives none."""
    found = (together[0] for together in TOGETHER.finditer(_composed(question)))
    folded = ("".join(WORD.findall(fold(one)))[:LONGEST] for one in found)
    return tuple(dict.fromkeys(filter(None, folded)))[:TERMS]


def holds(words: str, terms: tuple[str, ...]) -> bool:
    """Whether each term begins one of the words."""
    return all(f" {term}" in f" {words}" for term in terms)


def _words(text: str, within: re.Match[str]) -> Iterator[re.Match[str]]:
    return WORD.finditer(text, *within.span())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
