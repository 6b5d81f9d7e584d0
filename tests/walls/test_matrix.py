"""Every cell of matrix.yaml, tried; the matrix itself against the spec, the routes, the one place that decides."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from server.app import ENDPOINTS
from server.commands import COMMANDS
from server.conversations import access
from server.live.commands import OF_A_CONNECTION
from tests.walls import model
from tests.walls.conftest import Here
from tests.walls.ear import Ear
from tests.walls.knocking import (
    CODES,
    Rows,
    Target,
    Watch,
    bare,
    body,
    expected_streams,
    listeners,
    many,
    misshapen,
    misshapen_answer,
    path,
    said,
    settled,
)
from tests.walls.matrix import ABOUT_ONE, ACTIONS, ACTORS, ELSEWHERE, KINDS, Action, Kind
from tests.walls.town import Town, Townsman

pytestmark = pytest.mark.spec("T5")

# What was done to the template before it is tried.
ON_A_TEMPLATE = {
    "template.save": "", "template.delete": "", "template.reset": "changed", "template.restore": "deleted",
}  # fmt: skip
AUDIENCES = ("shared", "private", "limited")


def test_no_route_or_command_is_missing() -> None:
    commands = {action.door for action in ACTIONS if action.is_command}
    routes = {" ".join(action.route) for action in ACTIONS if not action.is_command}
    written = {
        f"{row.method} {row.path}" for row in ENDPOINTS if not row.path.startswith("/api/v1/commands/")
    }
    assert commands == {*COMMANDS, *OF_A_CONNECTION}
    assert routes == written


@pytest.mark.spec("S1", "S17", "S19", "R1", "R3", "S41", "S42", "S43")
def test_the_matrix_is_what_the_spec_says() -> None:
    differ = [
        f"{action.name}, {actor}, {kind}: {cell} in the matrix, {wanted} by the spec"
        for action in ABOUT_ONE
        for (actor, kind), cell in action.cells.items()
        if kind is not None and cell != (wanted := model.says(ACTORS[actor], action.name, kind))
    ]
    assert not differ, "\n".join(differ)


@pytest.mark.spec("S1", "R1", "R3")
def test_the_one_place_decides_as_the_spec_says() -> None:
    for who in ACTORS.values():
        for kind in KINDS if who.signed_in else ():
            reader = model.READERS.get(kind.audience)
            private_to = None if reader is None else hash(reader)
            works = who.side == "office" and who.role != "support"
            reached = access.reaches(
                who.side,
                who.office == "here",
                works,
                who.profile,
                private_to,
                hash(who.name),  # type: ignore[arg-type]
            )
            assert reached == model.sees(who, kind), (who, kind)
            if reached:
                starter = model.STARTERS[kind.audience] if kind.starter == "client" else "admin"
                ends = access.may_close(who.side, hash(who.name), hash(starter))  # type: ignore[arg-type]
                assert ends == (model.says(who, "conversation.close", kind) == "ok")


@pytest.mark.parametrize("audience", AUDIENCES)
async def test_every_cell_over_http(here: Here, audience: str) -> None:
    kinds = [kind for kind in KINDS if kind.audience == audience]
    assert not (problems := await over_http(*here, kinds)), "\n".join(problems)


@pytest.mark.parametrize("audience", AUDIENCES)
async def test_every_cell_over_the_socket(here: Here, audience: str) -> None:
    kinds = [kind for kind in KINDS if kind.audience == audience]
    assert not (problems := await over_the_socket(*here, kinds)), "\n".join(problems)


@pytest.mark.postgres
async def test_a_share_of_it_on_postgresql(on_postgres: Here) -> None:
    kinds = [Kind("shared", "open", "client"), Kind("private", "closed", "office")]
    problems = await over_http(*on_postgres, kinds[:1]) + await over_the_socket(*on_postgres, kinds[1:])
    assert not problems, "\n".join(problems)


async def test_what_is_not_about_one_conversation_over_http(here: Here) -> None:
    made, rows = here
    for kind in KINDS:
        await made.conversation(kind)
    problems = []
    for action in ELSEWHERE:
        for (name, kind), cell in action.cells.items():
            at = await target(made, action, name)
            problems += await Cell(made, rows, action, made.people[name], kind, cell).over_http(at)
            await _undone(made, action)
    assert not problems, "\n".join(problems)


async def test_what_is_not_about_one_conversation_over_the_socket(here: Here) -> None:
    made, rows = here
    problems = []
    for action in ELSEWHERE:
        for (name, kind), cell in action.cells.items() if action.is_command else ():
            at = await target(made, action, name)
            problems += await Cell(made, rows, action, made.people[name], kind, cell).over_the_socket(at)
            await _undone(made, action)
    assert not problems, "\n".join(problems)


@pytest.mark.spec("S61", "P4")
async def test_counters_count_what_the_list_shows(here: Here) -> None:
    made, _ = here
    for kind in KINDS:
        await made.conversation(kind)
    for who in made.people.values():
        if who.actor.signed_in:
            counted = (await who.asks("GET", "/api/v1/counters")).json()
            for status in ("open", "closed"):
                listed = (await who.asks("GET", f"/api/v1/conversations?limit=100&status={status}")).json()
                assert counted[status] == len(listed["conversations"])
                assert listed["counters"] == counted


@pytest.mark.parametrize("name", [name for name, actor in ACTORS.items() if not actor.signed_in])
async def test_who_is_not_signed_in_gets_no_socket(here: Here, name: str) -> None:
    made, _ = here
    session = made.people[name].principal.session_id
    ear = await Ear.at(made.live, None if name == "anon" else session)
    assert b'"code":"unauthenticated"' in ear.heard_all[0] and ear.close_code() == 4004


async def target(made: Town, action: Action, name: str) -> Target:
    if "/templates/" in action.name or action.name in ON_A_TEMPLATE:
        return Target(*await made.template(ON_A_TEMPLATE.get(action.name, "")))
    dossier = made.dossiers["dossier"]
    if action.name in ("bulk.cancel", "bulk.retry") or "/bulks/" in action.name:
        return Target((await made.does("staff", "bulk.start", **many(dossier.id))).bulk)
    if "/attachments/{id:int}" in action.name:
        return Target(0, file=await made.upload("full", missing=int(action.name.startswith("PATCH"))))
    match action.name:
        case "POST /api/v1/session/office":
            return Target(made.offices["here"].id)
        case "POST /api/v1/views/{id:int}":
            return Target(made.view)
        case "DELETE /api/v1/sessions/{id:int}":
            somebody = "staff" if name != "staff" else "admin"
            return Target(made.people[somebody].principal.session_id)
    return Target(dossier.id, dossier.name)


async def _undone(made: Town, action: Action) -> None:
    if action.name in ("staff.invite", "staff.set"):
        fired = made.people["fired"].person
        await made.does("admin", "staff.set", person=fired, role="staff", active=False)
        await settled(made)
    if action.name == "access.set":
        lone, dossier = made.people["lone"].person, made.dossiers["dossier"].id
        await made.does("admin", "access.set", dossier=dossier, person=lone, profile="limited")
        await settled(made)


async def over_http(made: Town, rows: Rows, kinds: list[Kind]) -> list[str]:
    problems = []
    for kind in kinds:
        at = Target(*await made.conversation(kind))
        for action in ABOUT_ONE:
            for name, who in made.people.items():
                cell = Cell(made, rows, action, who, kind, action.cells[name, kind])
                if "/attachments/" in action.name and not at.file:
                    at = replace(at, file=await made.file(at.id))
                problems += await cell.over_http(at)
                at = await _fresh(made, cell, at)
    return problems


async def over_the_socket(made: Town, rows: Rows, kinds: list[Kind]) -> list[str]:
    problems = []
    for kind in kinds:
        at = Target(*await made.conversation(kind))
        for action in ABOUT_ONE:
            for name, who in made.people.items() if action.is_command else ():
                cell = Cell(made, rows, action, who, kind, action.cells[name, kind])
                problems += await cell.over_the_socket(at)
                at = await _fresh(made, cell, at)
    return problems


async def _fresh(made: Town, cell: "Cell", at: Target) -> Target:
    """What was changed is not what the next cell is about."""
    changed = cell.wanted == "ok" and cell.action.writes and cell.kind
    return Target(*await made.conversation(cell.kind)) if changed and cell.kind else at


class Cell:
    """One cell: what it wants, and all that is wrong with what happened."""

    def __init__(
        self, made: Town, rows: Rows, action: Action, who: Townsman, kind: Kind | None, wanted: str
    ) -> None:
        self.town, self.rows, self.action, self.who, self.kind, self.wanted = (
            made,
            rows,
            action,
            who,
            kind,
            wanted,
        )
        self.problems: list[str] = []

    async def over_http(self, at: Target) -> list[str]:
        if self.action.door in OF_A_CONNECTION:
            return []
        own = None
        if self.action.writes and self.kind is None and self.who.actor.side != "nobody":
            own, _ = await self.town.session(self.who.actor.name)  # he may end it, or move with it
        async with Watch(self.town, self.rows) as heard:
            answer = await self._asks(at, own)
        got = said(self.action, answer, at)
        self._is("answers", got, self.wanted)
        if got == "ok" and answer.content and not answer.headers["content-type"].startswith("text/csv"):
            self._is("has other fields", misshapen_answer(self.action, self.who, answer), [])
        if got == "-" or (got == "no" and self.action.blind):
            self._is("is told apart", bare(answer), await self._nowhere(own))
        self._did(heard)
        return self.problems

    async def over_the_socket(self, at: Target) -> list[str]:
        if self.who.ear is None:
            return []  # see `test_who_is_not_signed_in_gets_no_socket`
        async with Watch(self.town, self.rows) as heard:
            frame = await self._says(at)
        got = "ok" if frame["t"] == "ok" else CODES.get(frame["d"]["code"], frame["d"]["code"])
        self._is("answers", got, self.wanted)
        if got == "ok":
            self._is("has other fields", misshapen(self.action, self.who, frame["d"]), [])
        if got == "-" or (got == "no" and self.action.blind):
            self._is("is told apart", frame["d"], (await self._says(Target.nowhere()))["d"])
        self._did(heard)
        return self.problems

    async def _asks(self, at: Target, token: str | None) -> httpx.Response:
        method, where = path(self.action, at)
        return await self.who.asks(method, where, body(self.action, self.town, self.who, at), token)

    async def _nowhere(self, token: str | None) -> Any:
        """The answer for an id that never was; it is always the same one."""
        key = (self.action.name, self.who.actor.name)
        if key not in self.town.nowhere:
            self.town.nowhere[key] = bare(await self._asks(Target.nowhere(), token))
        return self.town.nowhere[key]

    async def _says(self, at: Target) -> dict[str, Any]:
        assert self.who.ear
        return await self.who.ear.asks(self.action.door, **body(self.action, self.town, self.who, at) or {})

    def _did(self, heard: Any) -> None:
        done = self.wanted == "ok" and self.action.writes
        spoke_last = "client" if self.kind and self.kind.starter == "office" else "office"
        streams = expected_streams(self.town, self.action, self.who, self.kind, spoke_last) if done else set()
        self._is("moves", heard.moved, {self.town.stream(one) for one in streams})
        himself = {self.who.actor.name} if self.wanted == "ok" and "asker" in self.action.news else set()
        self._is("is heard by", set(heard.told), listeners(self.town, streams) | himself)
        if not done:
            self._is("writes", heard.wrote, False)

    def _is(self, what: str, found: Any, wanted: Any) -> None:
        if found != wanted:
            about = f", {self.kind}" if self.kind else ""
            self.problems.append(
                f"{self.action.name}, {self.who.actor.name}{about}: {what} {found!r}, not {wanted!r}"
            )
