"""Texts with `%variables%`: read, checked, and filled in one pass.

`%name%` is a variable, where the name begins with a letter. A `%` that touches no letter is a per cent sign: `21%`,
`21 %`. One that touches a letter and belongs to no pair was meant as a variable and is refused. Positions count
characters (code points) from 0.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct

from server.errors import TemplateIncomplete
from server.templates.variables import ALL, Kind, allowed

Problem = Literal["unknown", "forbidden", "unbalanced"]
LETTER, REST = r"[^\W\d]", r"[\w-]*"
TOKEN = re.compile(
    rf"%(?P<name>{LETTER}\w*)%"  # a variable
    rf"|%(?P<opened>{LETTER}{REST})%?"  # never closed
    rf"|(?<={LETTER})%(?!{LETTER}{REST}%)"  # never opened
)


class Token(Struct, frozen=True):
    """A variable, or what was meant as one: `text[start:end]`. Only a paired one can be filled."""

    name: str
    start: int
    end: int
    paired: bool


class Fault(Struct, frozen=True):
    """Why a text cannot be used, where, and which variable was probably meant."""

    at: int
    length: int
    name: str
    problem: Problem
    nearest: str | None = None


class Piece(Struct, frozen=True, omit_defaults=True):
    """A part of a filled text. `variable` names what it stands for; `missing` if that has no value yet."""

    text: str
    variable: str | None = None
    missing: bool = False


def parse(text: str) -> Iterator[Token]:
    """The variables of a text in order, with what was meant as one."""
    before = 0
    for found in TOKEN.finditer(text):
        start, end = found.span()
        name = found["name"] or found["opened"]
        if name is None:
            start = _word_before(text, start, before)
            name = text[start : end - 1]
        yield Token(name, start, end, found["name"] is not None)
        before = end


def check(text: str, kind: Kind) -> list[Fault]:
    """What is wrong with a text of this type (S58): unknown, forbidden or unbalanced variables."""
    names = allowed(kind)
    return [_fault(token, kind) for token in parse(text) if not token.paired or token.name not in names]


def needs(text: str) -> list[str]:
    """The variables a text uses, each once, in order."""
    return list(dict.fromkeys(token.name for token in parse(text)))


def pieces(text: str, values: Mapping[str, str]) -> list[Piece]:
    """The text cut at its variables, each with its value. Values are never read again: one pass."""
    cut: list[Piece] = []
    done = 0
    for token in parse(text):
        if done < token.start:
            cut.append(Piece(text[done : token.start]))
        value = values.get(token.name) if token.paired else None
        shown = text[token.start : token.end] if value is None else value
        cut.append(Piece(shown, token.name, missing=value is None))
        done = token.end
    return [*cut, Piece(text[done:])] if done < len(text) else cut


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every variable replaced. Errors: `TemplateIncomplete`, naming those without a value."""
    cut = pieces(text, values)
    missing = [piece.variable for piece in cut if piece.missing and piece.variable]
    if missing:
        raise TemplateIncomplete(list(dict.fromkeys(missing)))
    return "".join(piece.text for piece in cut)


def nearest(name: str, kind: Kind) -> str | None:
    """The variable of this type that was probably meant."""
    close = get_close_matches(name.lower().replace("-", "_")[:40], allowed(kind), n=1)
    return close[0] if close else None


def _fault(token: Token, kind: Kind) -> Fault:
    problem: Problem = "unbalanced"
    if token.paired:
        problem = "forbidden" if token.name in ALL else "unknown"
    return Fault(token.start, token.end - token.start, token.name, problem, nearest(token.name, kind))


def _word_before(text: str, end: int, least: int) -> int:
    """Where the word begins that ends at `end`, not before `least`."""
    start = end
    while start > least and (text[start - 1].isalnum() or text[start - 1] in "_-"):
        start -= 1
    return start
