"""Fields, exactly: nothing is missing from an answer, and nothing is there that nobody asked for."""

import re
from typing import Any

from tests.walls.matrix import RAW

TOKEN = re.compile(r"[\w.]+\*?|[()]")
Shape = dict[str, Any]


def shape(text: str, side: str) -> Shape:
    """`a(b c) d* @named`: an object's fields; `*` is not looked into."""
    return _fields(TOKEN.findall(_spelled_out(text, side)))


def _spelled_out(text: str, side: str) -> str:
    while "@" in text:
        text = re.sub(r"@([\w{}]+)", lambda name: RAW["shapes"][name[1].format(side=side)], text)
    return text


def _fields(tokens: list[str]) -> Shape:
    found: Shape = {}
    last = ""
    while tokens and (token := tokens.pop(0)) != ")":
        if token == "(":
            found[last] = _fields(tokens)
        else:
            last = token.rstrip("*")
            found[last] = ... if token.endswith("*") else None
    return found


def wrong(value: Any, wanted: Any, where: str = "$") -> list[str]:
    """What does not fit."""
    if wanted is ... or value is None:
        return []
    if isinstance(value, list):
        return [problem for one in value for problem in wrong(one, wanted, f"{where}[]")]
    if wanted is None:
        return [f"{where} is an object"] if isinstance(value, dict) else []
    if not isinstance(value, dict):
        return [f"{where} is no object"]
    problems = [f"{where}.{name} is there" for name in value.keys() - wanted.keys()]
    problems += [f"{where}.{name} is missing" for name in wanted.keys() - value.keys()]
    both = value.keys() & wanted.keys()
    return problems + [p for name in both for p in wrong(value[name], wanted[name], f"{where}.{name}")]
