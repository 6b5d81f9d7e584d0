"""Requests for every route, made from what the server says of itself: right ones, and wrong in every way."""

import random
from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import strategies as some
from schemathesis import APIOperation, Case, GenerationMode

from tests.drawn import drawn
from tests.walls.town import Town

RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
KINDS = {
    "conversation": "conversations", "dossier": "dossiers", "office": "offices", "person": "people",
    "user": "people", "session": "sessions",
    "template": "templates",
}  # fmt: skip


class Known:
    """The ids of a town: a request about nothing is refused too soon to find anything."""

    def __init__(self, town: Town, conversations: list[int], attachments: list[int]) -> None:
        self.draw = random.Random(20)
        self.of = {
            "conversations": conversations,
            "attachments": attachments,
            "dossiers": [one.id for one in town.dossiers.values()],
            "offices": [one.id for one in town.offices.values()],
            "people": [one.person for one in town.people.values()],
            "templates": list(range(1, 8)),
            "views": [town.view],
            "sessions": [one.principal.session_id for one in town.people.values()],
        }

    def aim(self, case: Case) -> Case:
        """Where it names something by an id, name something that is there."""
        for place in (case.path_parameters, case.query, case.body):
            for name in list(place) if isinstance(place, dict) else ():
                place[name] = self._aimed(name, place[name], case)
        return case

    def _aimed(self, name: str, value: Any, case: Case) -> Any:
        if name == "marks":
            return [[self.draw.choice(self.of["conversations"]), *mark[1:]] for mark in value]
        kind = KINDS.get(name) or case.path.split("/")[3]
        is_id = isinstance(value, int) and (name == "id" or name in KINDS)
        return self.draw.choice(self.of[kind]) if is_id and kind in self.of else value


def operations(document: dict[str, Any], *, commands: bool) -> list[APIOperation]:
    """Of an OpenAPI document, its commands or all else; what takes rights away comes last."""
    schema = schemathesis.openapi.from_dict(document)
    found = [one.ok() for one in schema.get_all_operations()]
    wanted = [one for one in found if ("/commands/" in one.path) is commands]
    return sorted(wanted, key=lambda one: one.path.endswith("access.set"))


def at_the_edges(operation: APIOperation) -> Iterator[Case]:
    """Every bound, from both sides; every field missing, of another type, too many."""
    schema = operation.schema
    how = schema.config.generation_for(operation=operation, phase="coverage")
    return schema.iter_coverage_cases(operation, generation_modes=[RIGHT, WRONG], generation_config=how)


def at_random(operation: APIOperation, most: int, *modes: GenerationMode) -> list[Case]:
    """Well-formed ones, mutations of them, or both; the same every time."""
    return drawn(some.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]), most)
