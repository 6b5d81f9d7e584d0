"""What an import would do or did, row by row."""

from typing import Literal

from msgspec import Struct

Kind = Literal["dossiers", "users"]
CHANGES_AT_MOST = 1_000


class Problem(Struct):
    """What is wrong in a cell. Lines are counted as a text editor does, the header is line 1."""

    line: int
    column: str
    message: str


class Change(Struct):
    """A row that is new, or the columns of it that differ from what was known."""

    line: int
    number: str
    name: str
    what: Literal["made", "changed"]
    columns: list[str]


class Report(Struct):
    """`done`: everything was stored; never a part. Of long ones only the first thousand `changes` are listed."""

    kind: Kind
    done: bool
    rows: int
    made: int
    changed: int
    unchanged: int
    ignored: list[str]
    problems: list[Problem]
    changes: list[Change]
