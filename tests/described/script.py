"""A conversation on the wire, written down: what each person's app sends, and what it must get back.

In a script `‹name›` stands for a value that is not known beforehand: the same one wherever the name comes again.
`‹time›` is any instant, `‹n›` any number, and `…` whatever else there is.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

NAME = re.compile(r"‹([\w.]+)›")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LOOSE = re.compile(r'("(?:[^"\\]|\\.)*")|‹([\w.]+)›|…')
ELLIPSIS = "…"
Deed = Literal["asks", "answers", "opens", "says", "hears", "drops", "closes"]


@dataclass(frozen=True)
class Step:
    """`what` is a path with its method, a status, a close code, or nothing; `value` the body or the frame."""

    who: str
    deed: Deed
    what: str = ""
    value: Any = None


class Mismatch(AssertionError):
    """What came is not what was written down."""


@dataclass
class Names:
    """What the names of a script stand for by now."""

    known: dict[str, Any] = field(default_factory=dict)

    def fill(self, value: Any) -> Any:
        """The value with its names replaced by what they stand for."""
        if isinstance(value, dict):
            return {self.fill(name): self.fill(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.fill(inner) for inner in value]
        if not isinstance(value, str):
            return value
        if (whole := NAME.fullmatch(value)) and whole[1] in self.known:
            return self.known[whole[1]]
        return NAME.sub(lambda one: str(self.known.get(one[1], one[0])), value)

    def match(self, expected: Any, found: Any, *, grown: bool = False, at: str = "") -> None:
        """Errors: `Mismatch`. With `grown`, objects may have more fields than were written down."""
        if isinstance(expected, dict) and isinstance(found, dict):
            self._match_object(expected, found, grown, at)
        elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
            if at.endswith(".seats"):  # in no promised order
                expected, found = (
                    sorted(seats, key=lambda seat: seat["person"]["name"]) for seats in (expected, found)
                )
            for place, (one, other) in enumerate(zip(expected, found, strict=True)):
                self.match(one, other, grown=grown, at=f"{at}[{place}]")
        elif isinstance(expected, str) and (name := NAME.fullmatch(expected)):
            self._match_name(name[1], found, at)
        elif self.fill(expected) != found or type(expected) is not type(found):
            raise Mismatch(f"{at}: {self.fill(expected)!r} was written down, {found!r} came")

    def _match_object(self, expected: dict[str, Any], found: dict[str, Any], grown: bool, at: str) -> None:
        wanted = {self.fill(name): value for name, value in expected.items() if name != ELLIPSIS}
        more = found.keys() - wanted.keys()
        if missing := wanted.keys() - found.keys():
            raise Mismatch(f"{at}: {sorted(missing)} did not come in {found}")
        if more and not grown and ELLIPSIS not in expected:
            raise Mismatch(f"{at}: nobody wrote down {sorted(more)} of {found}")
        for name, value in wanted.items():
            self.match(value, found[name], grown=grown, at=f"{at}.{name}")

    def _match_name(self, name: str, found: Any, at: str) -> None:
        match name:
            case "time":
                right = isinstance(found, str) and TIME.fullmatch(found) is not None
            case "n":
                right = isinstance(found, int) and not isinstance(found, bool)
            case _:
                right = self.known.setdefault(name, found) == found
        if not right:
            raise Mismatch(f"{at}: {found!r} is no ‹{name}›")


def as_json(text: str) -> Any:
    """JSON with names outside of strings and `…` at the end of objects."""
    return json.loads(LOOSE.sub(_as_string, text))


def _as_string(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    return f'"‹{found[2]}›"' if found[2] else f'"{ELLIPSIS}":null'


# As it stands in docs/protocol.md: `Tom → {…}`, `Tom ← {…}`, `Tom ⇄ /api/v1/live`, `Tom ✕`.

LINE = re.compile(r"^(\w+) ([→←⇄✕])(?: (.*))?$")
ASKED = re.compile(r"^((?:GET|POST|DELETE) \S+)(?: (.*))?$")
ANSWERED = re.compile(r"^(\d{3})(?: (.*))?$")


def of_prose(text: str) -> list[Step]:
    """The steps of a worked session; what is indented goes on with the line above it."""
    joined = re.sub(r"\n {2,}", "", text.strip())
    return [_line(line) for line in joined.splitlines() if line.strip()]


def _line(line: str) -> Step:
    found = LINE.match(line)
    if found is None:
        raise ValueError(f"not a line of a session: {line}")
    who, sign, rest = found[1].lower(), found[2], found[3] or ""
    if sign == "⇄":
        return Step(who, "opens")
    if sign == "✕":
        return Step(who, "closes", rest) if rest else Step(who, "drops")
    if over_http := (ASKED if sign == "→" else ANSWERED).match(rest):
        body = as_json(over_http[2]) if over_http[2] else None
        return Step(who, "asks" if sign == "→" else "answers", over_http[1], body)
    return Step(who, "says" if sign == "→" else "hears", value=as_json(rest))


# As it stands in tests/transcripts: one step to a line.


def of_lines(text: str) -> list[Step]:
    return [Step(**json.loads(line)) for line in text.splitlines() if line.strip()]


def as_lines(steps: list[Step]) -> str:
    kept = ({name: value for name, value in vars(step).items() if value not in ("", None)} for step in steps)
    return "".join(json.dumps(step, ensure_ascii=False) + "\n" for step in kept)
