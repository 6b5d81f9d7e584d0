"""Strict reading of what a client sent: typed, bounded, and without the things two parsers read differently."""

import json
import re
from typing import Any, TypeVar

import msgspec

from server.errors import BadFrame, BadRequest, Refused

T = TypeVar("T")
DEPTH_AT_MOST = 16
KEYS = re.compile(rb'"([^"\\]*)"\s*:')
FIELD = re.compile(r"`\$\.(\w+)|field `(\w+)`")


def decode(text: bytes, shape: type[T]) -> T:
    """A value of this shape. Errors: `BadRequest`, naming the field where one was wrong."""
    try:
        found = msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise wrongly(wrong) from None
    refuse_doubtful(text, BadRequest)
    return found


def convert(values: dict[str, str], shape: type[T]) -> T:
    """The same of words such as those of a query: numbers and booleans are written out in them."""
    if any("\0" in value for value in values.values()):
        raise BadRequest("NUL is not a character of text.")
    try:
        return msgspec.convert(values, type=shape, strict=False)
    except msgspec.ValidationError as wrong:
        raise wrongly(wrong) from None


def wrongly(wrong: Exception) -> BadRequest:
    named = FIELD.search(str(wrong))
    return BadRequest(str(wrong)[:200], field=named[1] or named[2] if named else None)


def refuse_doubtful(text: bytes, refuse: type[Refused] = BadFrame) -> None:
    """Refuse NUL characters, repeated names and deep nesting. Only the suspicious is read a second time."""
    keys = KEYS.findall(text)
    nested = text.count(b"[") + text.count(b"{") > DEPTH_AT_MOST
    if len(set(keys)) < len(keys) or nested or b"\\" in text:
        try:
            _check(json.loads(text, object_pairs_hook=_once), DEPTH_AT_MOST)
        except (ValueError, RecursionError) as wrong:
            raise refuse(str(wrong)[:200]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name stands twice in one object.")
    return found


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise ValueError("This is nested too deeply.")
    match value:
        case str():
            if "\0" in value:
                raise ValueError("NUL is not a character of text.")
        case list():
            for one in value:
                _check(one, depth - 1)
        case dict():
            for name, one in value.items():
                _check(name, depth)
                _check(one, depth - 1)
