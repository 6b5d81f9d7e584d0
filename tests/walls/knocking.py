"""Trying one cell: ask, look at what came back, at the rows, and at what everybody else was told."""

import asyncio
import sqlite3
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from sqlalchemy.engine import make_url

from server.ids import new_id
from server.models import metadata
from tests.people import PASSWORD
from tests.postgres import plain
from tests.walls.matrix import Action, Kind
from tests.walls.model import READERS, streams
from tests.walls.shapes import shape, wrong
from tests.walls.town import STORED, Town, Townsman, marker

SAID = {200: "ok", 204: "ok", 401: "out", 403: "no", 404: "-", 409: "shut"}
TEXTS = {"nl": {"subject": "Leasewagen", "text": "Dag %first_name%"}}
CODES = {
    "unauthenticated": "out",
    "version_conflict": "shut",
    "forbidden": "no",
    "not_found": "-",
    "conversation_closed": "shut",
}


@dataclass(frozen=True)
class Target:
    """What is asked for: a conversation with its subject, a dossier with its name, somebody's session, an office,
    a template."""

    id: int
    name: str = ""
    version: int = 0  # a template's
    file: int = 0

    @classmethod
    def nowhere(cls) -> "Target":
        return cls(new_id(), marker(), new_id())


def body(action: Action, town: Town, who: Townsman, at: Target) -> dict[str, Any] | bytes | None:
    """The `d` of a command, the body of a route."""
    cid, person = str(uuid4()), town.people["lone"].person
    names = {"first_name": "Karel", "last_name": marker(), "language": "nl"}
    match action.name:
        case "message.send":
            return {"cid": cid, "conversation": at.id, "text": marker("Hallo")}
        case "message.edit":
            return {"conversation": at.id, "seq": 1, "version": 1, "text": marker("Anders")}
        case "message.delete" | "message.history":
            return {"conversation": at.id, "seq": 1}
        case "receipt":
            return {"marks": [[at.id, 2, 2]]}
        case "conversation.assign":
            return {"conversation": at.id, "person": town.people["admin"].person}
        case "conversation.start to everybody":
            return {"cid": cid, "dossier": at.id, "audience": "all", "subject": marker(), "text": marker()}
        case "conversation.start to everybody, prepared":
            words = {"subject": marker("%period%"), "text": marker("Dag %first_name%")}
            prepared = {"template": 6, "values": {"period": "2026-11"}}
            return {"cid": cid, "dossier": at.id, "audience": "all", **words, **prepared}
        case "template.fill":
            return {"template": 6, "dossier": at.id}
        case "template.create":
            return {"kind": "general", "name": marker(), "texts": TEXTS}
        case "template.save":
            return {"template": at.id, "version": at.version, "texts": TEXTS, "name": marker()}
        case "template.delete" | "template.reset" | "template.restore":
            return {"template": at.id, "version": at.version}
        case "office.mail":
            mail = {"hours": None, "wait_s": None, "subject_in_mail": True, "mailbox": "post@example.test"}
            return {"mail": mail}
        case "quiet.set":
            return {"quiet": {"from": "21:00", "until": "07:00"}}
        case "template.order":
            return {"languages": ["fr", "nl"]}
        case "conversation.start to one":
            return {
                "cid": cid,
                "dossier": at.id,
                "audience": "one",
                "user": person,
                "subject": marker(),
                "text": marker(),
            }
        case "dossier.update":
            return {"dossier": at.id, "tags": [marker()]}
        case "POST /api/v1/monitor/export":
            return {"only": [at.id]}
        case "POST /api/v1/imports":
            return {"csv": "number;name\n1;Een", "dry_run": True}
        case "POST /api/v1/views" | "POST /api/v1/views/{id:int}":
            return {"name": marker("Mijn"), "query": "responsible=me"}
        case "POST /api/v1/views/order":
            return {"ids": []}
        case "bulk.start" | "bulk.preview":
            wish = many(at.id)
            return wish if action.name == "bulk.start" else {key: wish[key] for key in wish if key != "cid"}
        case "bulk.cancel" | "bulk.retry":
            return {"bulk": at.id}
        case "access.set":
            return {"dossier": at.id, "person": person, "profile": "full"}
        case "staff.invite":
            return {**names, "email": town.people["fired"].email, "role": "staff"}
        case "staff.set":
            return {"person": town.people["fired"].person, "role": "staff", "active": True}
        case "client.invite":
            return {**names, "email": town.people["full"].email, "dossier": at.id}
        case "invitation.again":
            return {"person": person}
        case "POST /api/v1/password/forgotten":
            return {"email": who.email}
        case "POST /api/v1/password/link":
            return {"link": at.name or str(at.id)}
        case "POST /api/v1/password":
            return {"link": at.name or str(at.id), "password": "vier woorden zonder verband"}
        case "POST /api/v1/password/change":
            return {"current": "iets anders", "password": "vier woorden zonder verband"}
        case "POST /api/v1/session/office":
            return {"office": at.id}
        case "POST /api/v1/session":
            return {"email": who.email, "password": PASSWORD, "bearer": True}
        case "POST /api/v1/attachments to a conversation":
            return {"name": f"{marker()}.csv", "size": 10, "conversation": at.id}
        case "POST /api/v1/attachments to a dossier":
            return {"name": f"{marker()}.csv", "size": 10, "dossier": at.id}
        case "PATCH /api/v1/attachments/{id:int}":
            return b"!"
        case "ping" | "presence.sync":
            return {}
        case "presence.set":
            return {"state": "online", "where": {"conversation": at.id}}
        case "presence.set to a dossier":
            return {"state": "away", "where": {"dossier": at.id}}
        case "typing":
            return {"conversation": at.id, "on": True}
        case "watch" | "unwatch":
            return {"conversations": [at.id]}
    return {"conversation": at.id} if action.is_command else None


def many(dossier: int) -> dict[str, Any]:
    """What is asked of many, of whom this is the only one."""
    texts = {"nl": {"subject": marker(), "text": marker()}}
    return {"cid": str(uuid4()), "selection": {"only": [dossier]}, "audience": "all", "texts": texts}


def path(action: Action, at: Target) -> tuple[str, str]:
    method, pattern = action.route
    query = {
        "/api/v1/conversations": f"?status=all&q={at.name}",
        "/api/v1/dossiers": f"?q={at.name}",
        "/api/v1/monitor": f"?q={at.name}",
        "/api/v1/monitor/rows": f"?ids={at.id}",
        "/api/v1/search": f"?q={at.name}",
    }
    id = at.file if "/attachments/" in pattern else at.id
    offset = f"?offset={len(STORED)}" if method == "PATCH" else ""
    return method, pattern.replace("{id:int}", str(id)) + query.get(pattern, offset)


LISTED = {
    "GET /api/v1/conversations": "conversations",
    "GET /api/v1/search": "conversations",
    "GET /api/v1/dossiers": "dossiers",
    "GET /api/v1/monitor": "rows",
    "GET /api/v1/monitor/rows": "rows",
}


def said(action: Action, answer: httpx.Response, at: Target) -> str:
    """What the cell says; in a list it is there or it is not."""
    found = SAID.get(answer.status_code, str(answer.status_code))
    listed = LISTED.get(action.name)
    if found == "ok" and action.name == "POST /api/v1/monitor/export":
        return "ok" if at.name.encode() in answer.content else "-"
    if found == "ok" and listed:
        return (
            "ok"
            if [one["id"] for one in answer.json()[listed]] == [at.id]
            else "-"
            if not answer.json()[listed]
            else "?"
        )
    return found


def bare(answer: httpx.Response) -> Any:
    return answer.status_code, answer.content, sorted(answer.headers.items())


def misshapen(action: Action, who: Townsman, value: Any) -> list[str]:
    return wrong(value, shape(action.answer, who.actor.side))


def misshapen_answer(action: Action, who: Townsman, answer: httpx.Response) -> list[str]:
    if action.answer != "bytes":
        return misshapen(action, who, answer.json())
    return [] if answer.content == STORED else ["other bytes"]


def expected_streams(
    town: Town, action: Action, who: Townsman, kind: Kind | None, spoke_last: str
) -> set[str]:
    """Which streams an ok moves, in the names of the model."""
    if kind is not None and kind.standing == action.unless:
        return set()
    readers = _readers(kind.audience) if kind else set()
    himself = {f"U:{who.actor.name}@here"} if who.actor.side == "client" else set()
    lone = {"U:lone@here"}
    heard = {
        "staff": {"S:here"}, "readers": readers, "shared": {"D:dossier"}, "himself": himself, "person": lone,
        "fired": {"U:fired@here"},
        "starter": {f"U:{who.actor.name}@here"}, "one of staff": {"U:staff@here"},
        "one": himself or lone, "waiting": readers if spoke_last == "office" else set(),
    }  # fmt: skip
    return set().union(*(heard[name] for name in action.news))


def _readers(audience: str) -> set[str]:
    return {f"U:{READERS[audience]}@here"} if audience in READERS else {"D:dossier"}


def listeners(town: Town, moved: set[str]) -> set[str]:
    """Whose sockets hear of it."""
    return {name for name, who in town.people.items() if who.ear and streams(who.actor) & moved}


class Rows:
    """Every table, as it stands between two questions."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"

    async def __aenter__(self) -> "Rows":
        if self.sqlite:
            self.file = sqlite3.connect(str(self.url.database), isolation_level=None)
        else:
            self.server = await asyncpg.connect(plain(self.url))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.sqlite:
            self.file.close()
        else:
            await self.server.close()

    async def all(self) -> Any:
        """On SQLite a number that moves with anybody's commit; on PostgreSQL a digest of every table."""
        if self.sqlite:
            return self.file.execute("PRAGMA data_version").fetchone()
        return [
            await self.server.fetchval(
                f"SELECT count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"
            )
            for name in metadata.tables
        ]

    async def heads(self) -> dict[str, int]:
        found = "SELECT id, head FROM stream"
        return dict(
            self.file.execute(found)
            if self.sqlite
            else [tuple(row) for row in await self.server.fetch(found)]
        )


@dataclass
class Heard:
    """What one question did beyond its answer."""

    wrote: bool
    moved: set[str]
    told: dict[str, list[bytes]]


class Watch:
    """`async with` around one question."""

    def __init__(self, town: Town, rows: Rows) -> None:
        self.town, self.rows = town, rows
        self.heard = Heard(False, set(), {})

    async def __aenter__(self) -> Heard:
        await settled(self.town)
        for who in self.town.people.values():
            if who.ear:
                who.ear.takes()
        self.before = await self.rows.all(), await self.rows.heads()
        return self.heard

    async def __aexit__(self, *_: object) -> None:
        await settled(self.town)
        after = await self.rows.all(), await self.rows.heads()
        self.heard.wrote = after[0] != self.before[0]
        self.heard.moved = {name for name, head in after[1].items() if head != self.before[1].get(name)}
        ears = {name: who.ear.takes() for name, who in self.town.people.items() if who.ear}
        self.heard.told = {name: told for name, told in ears.items() if told}


async def settled(town: Town) -> None:
    """Whatever the node still does because of it, is done."""
    while town.live.tasks:
        await asyncio.gather(*town.live.tasks, return_exceptions=True)
    for _ in range(3):  # what was put off to the end of the turn
        await asyncio.sleep(0)
