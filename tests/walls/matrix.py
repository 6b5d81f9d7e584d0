"""matrix.yaml, read: who, which conversations, which actions, and what each cell says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml

RAW = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text())
WORDS = {"ok", "-", "no", "shut", "out"}


@dataclass(frozen=True)
class Actor:
    """`profile` is a client's on the dossier, `ended` what took his session its power."""

    name: str
    side: str
    knows: str
    role: str = ""
    profile: str | None = None
    ended: str = ""
    office: str = "here"
    elsewhere: str = ""
    same_as: str = ""

    @property
    def signed_in(self) -> bool:
        return self.side != "nobody" and not self.ended


@dataclass(frozen=True)
class Kind:
    """A kind of conversation."""

    audience: str
    standing: str
    starter: str

    def __str__(self) -> str:
        return f"{self.audience} {self.standing}, by a {self.starter}"


@dataclass(frozen=True)
class Action:
    """`cells` by actor and, for what is about a conversation, by its kind (else None)."""

    name: str
    answer: str
    news: tuple[str, ...]
    unless: str
    writes: bool
    blind: bool
    cells: dict[tuple[str, Kind | None], str] = field(repr=False)

    @property
    def door(self) -> str:
        """The route or command it is, without what it is about."""
        return self.name.partition(" to ")[0]

    @property
    def is_command(self) -> bool:
        return "/" not in self.name

    @property
    def route(self) -> tuple[str, str]:
        method, _, path = self.door.partition(" ")
        return ("POST", f"/api/v1/commands/{self.door}") if self.is_command else (method, path)


def actors() -> dict[str, Actor]:
    made = {}
    for name, facts in RAW["actors"].items():
        of = dict(facts)
        role = of.pop("is")
        side = role if role in ("nobody", "client") else "office"
        made[name] = Actor(name, side, role="" if role == "nobody" else role, **of)
    return made


KINDS = [
    Kind(*each)
    for each in product(("shared", "private", "limited"), ("open", "closed"), ("office", "client"))
]


def row_of(rows: dict[str, str], kind: Kind) -> str:
    """The one row that speaks of this kind."""
    of = {kind.audience, kind.standing, kind.starter}
    (found,) = [row for named, row in rows.items() if named != "columns" and set(named.split()) <= of]
    return found


def cells(columns: str, row: str, kind: Kind | None) -> Iterator[tuple[tuple[str, Kind | None], str]]:
    for actor, cell in zip(columns.split(), row.split(), strict=True):
        assert cell in WORDS, cell
        yield (actor, kind), cell


def actions() -> list[Action]:
    made = []
    for name, raw in RAW["conversations"].items():
        rows = raw["rows"]
        found = {
            key: cell for kind in KINDS for key, cell in cells(rows["columns"], row_of(rows, kind), kind)
        }
        made.append(_action(name, raw, found))
    for name, raw in RAW["elsewhere"].items():
        made.append(_action(name, raw, dict(cells(raw["columns"], raw["row"], None))))
    return made


def _action(name: str, raw: dict[str, Any], found: dict[tuple[str, Kind | None], str]) -> Action:
    news = tuple(raw.get("news", ()))
    return Action(
        name,
        raw["answer"],
        news,
        raw.get("unless", ""),
        raw.get("writes", bool(news)),
        raw.get("blind", False),
        found,
    )


ACTORS, ACTIONS = actors(), actions()
ABOUT_ONE = [action for action in ACTIONS if action.name in RAW["conversations"]]
ELSEWHERE = [action for action in ACTIONS if action.name in RAW["elsewhere"]]
