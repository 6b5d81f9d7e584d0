"""The town behind the walls: two offices, everybody of the matrix at his screen, a conversation of every kind.

Each office, dossier, person and conversation carries a marker nobody can guess.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import httpx
from msgspec import convert

from server.accounts.admission import digest_of
from server.accounts.models import Office, Person, Session, Staff
from server.accounts.principal import Principal
from server.app import create_app
from server.attachments.models import Attachment
from server.commands import COMMANDS
from server.commands.templates import Words
from server.config import Attachments, Database, Live, Settings
from server.config import Sessions as Entry
from server.dossiers.models import Client, Dossier
from server.dossiers.views import ViewBody, save
from server.fanout import Fanout
from server.fanout.local import LocalBus, LocalFanout
from server.ids import new_id
from server.templates.queries import one
from tests.contract import check_response
from tests.people import HASH, OWN
from tests.walls.ear import Ear
from tests.walls.matrix import ACTORS, Actor, Kind
from tests.walls.model import READERS, STARTERS
from tests.walls.witness import witness
from tests.world import DAWN, FakeClock

GENEROUS = Live(
    command_burst=10**6,
    connections_per_person=10**4,
    commands_per_second=10**6,
    sweep_every=10**9,
    recheck_every=10**9,
    heartbeat=10**9,
)
STORED = b"Bedrag;1210,00"


def marker(what: str = "") -> str:
    return f"{what} m{new_id():014x}".strip()


def new_cid() -> str:
    return str(UUID(int=new_id()))


@dataclass
class Townsman:
    """`http` carries his token; `ear` listens as long as the town stands."""

    actor: Actor
    person: int
    email: str
    principal: Principal
    token: str
    http: httpx.AsyncClient
    ear: Ear | None = None

    async def asks(
        self, method: str, path: str, body: Any = None, token: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/octet-stream"
            return await self.http.request(method, path, content=body, headers=headers)
        return await self.http.request(method, path, json=body, headers=headers)


@dataclass
class Town:
    app: Any
    clock: FakeClock
    offices: dict[str, Office]
    dossiers: dict[str, Dossier]
    people: dict[str, Townsman] = field(default_factory=dict)
    nowhere: dict[tuple[str, str], Any] = field(default_factory=dict)
    view: int = 0

    @property
    def store(self) -> Any:
        return self.app.state.door.store

    @property
    def live(self) -> Any:
        return self.app.state.live

    async def does(self, name: str, t: str, /, **d: Any) -> Any:
        """Straight to the core: how the town comes to be as it is."""
        command, who = COMMANDS[t], self.people[name]
        return await command.does(self.app.state.door.services, who.principal, convert(d, command.takes))

    async def conversation(self, kind: Kind) -> tuple[int, str]:
        """A new one of this kind, with a word from either side; its id and its subject."""
        starter = "admin" if kind.starter == "office" else STARTERS[kind.audience]
        replier = STARTERS[kind.audience] if kind.starter == "office" else "admin"
        subject, reader = marker("Factuur"), READERS.get(kind.audience)
        audience = {"audience": "one", "user": self.people[reader].person} if reader else {"audience": "all"}
        posted = await self.does(
            starter, "conversation.start", cid=new_cid(), dossier=self.dossiers["dossier"].id,
            subject=subject, text=marker("Beroepsmatig?"), **audience,
        )  # fmt: skip
        id = posted.conversation
        await self.does(replier, "message.send", cid=new_cid(), conversation=id, text=marker("Ja"))
        if kind.standing == "closed":
            await self.does("admin", "conversation.close", conversation=id)
        return id, subject

    async def template(self, done: str) -> tuple[int, str, int]:
        """A fresh one of this office, `deleted` if so; or a standard one it `changed`. Its number, name and version."""
        name, texts = marker("Leasewagen"), {"nl": Words(marker("Leasewagen"), marker("Dag"))}
        if done == "changed":
            version = (await one(self.store, self.people["admin"].principal, 1)).template.version
            saved = await self.does("admin", "template.save", template=1, version=version, texts=texts)
        else:
            saved = await self.does("admin", "template.create", kind="general", name=name, texts=texts)
        if done == "deleted":
            saved = await self.does(
                "admin", "template.delete", template=saved.template, version=saved.version
            )
        return saved.template, name, saved.version

    async def file(self, conversation: int) -> int:
        """A file that its first message has, with a preview."""
        row = self._attachment(
            "admin", f"{marker('Balans')}.csv", state="kept", type="text/csv", width=1, height=1
        )
        row.conversation_id, row.seq, row.expires_at = conversation, 1, None
        return await self._stored(row, "whole", "large.jpg", "small.jpg")

    async def upload(self, name: str, *, missing: int) -> int:
        """Something he uploads, of which so many bytes did not come yet."""
        row = self._attachment(name, f"{marker('Half')}.csv", pieces="piece", received=len(STORED))
        row.size += missing
        return await self._stored(row, "piece")

    def _attachment(self, name: str, called: str, **more: Any) -> Attachment:
        return Attachment(
            office_id=self.offices["here"].id, dossier_id=self.dossiers["dossier"].id, key=secrets.token_hex(16),
            uploader_id=self.people[name].person, name=called, size=len(STORED), created_at=self.clock(),
            expires_at=self.clock() + 10**10, **more,
        )  # fmt: skip

    async def _stored(self, row: Attachment, *parts: str) -> int:
        for part in parts:
            await self.app.state.door.services.files.storage.write(f"{row.key}/{part}", STORED)
        async with self.store.begin() as session:
            session.add(row)
        return row.id

    async def session(self, name: str) -> tuple[str, int]:
        """Another session of his; its token and id. Ended like the one he has."""
        who = self.people[name]
        return await open_session(
            self, who.person, who.principal.office_id, ended=who.actor.ended == "session"
        )

    def stream(self, named: str) -> str:
        """`S:here`, `D:dossier`, `U:full@here` as they are called on the wire."""
        kind, _, of = named.partition(":")
        if kind == "S":
            return f"S:{self.offices[of].id}"
        if kind == "D":
            return f"D:{self.dossiers[of].id}"
        person, _, office = of.partition("@")
        return f"U:{self.offices[office].id}:{self.people[person].person}"


async def open_session(town: Town, person: int, office: int, *, ended: bool = False) -> tuple[str, int]:
    token, id, now = secrets.token_urlsafe(32), new_id(), town.clock()
    row = Session(
        digest=digest_of(token), id=id, person_id=person, office_id=office, created_at=now, seen_at=now,
        expires_at=now + 10**10, revoked_at=now if ended else None,
    )  # fmt: skip
    async with town.store.begin() as session:
        session.add(row)
    return token, id


@asynccontextmanager
async def town(url: str, fanout: Fanout | None = None) -> AsyncIterator[Town]:
    """Standing on this migrated, empty database, everybody's socket open."""
    entry = Entry(attempts="10000 per minute", attempts_per_address="10000 per minute")
    clock = FakeClock()
    with TemporaryDirectory() as folder:
        files = Attachments(storage=folder, unsent_per_person=10**6)
        settings = Settings(database=Database(url=url), live=GENEROUS, sessions=entry, attachments=files)
        app = create_app(settings, clock=clock, fanout=fanout or LocalFanout(LocalBus()))
        async with app.router.lifespan_context(app):
            witness.knows(url)
            made = Town(app, clock, *_places())
            await _settle(made)
            yield made
            for who in made.people.values():
                await who.http.aclose()


def _places() -> tuple[dict[str, Office], dict[str, Dossier]]:
    offices = {
        name: Office(name=marker("Kantoor"), mailbox=f"{marker()}@example.test", created_at=DAWN)
        for name in ("here", "other")
    }
    homes = {"dossier": "here", "next": "here", "other": "other"}
    dossiers = {name: _dossier(offices[home]) for name, home in homes.items()}
    return offices, dossiers


def _dossier(office: Office) -> Dossier:
    names = {"number": marker(), "name": marker("Dossier"), "vat_number": marker("BE")}
    return Dossier(office_id=office.id, created_at=DAWN, **names)


async def _settle(made: Town) -> None:
    people = {name: _person(name) for name, actor in ACTORS.items() if not actor.same_as}
    async with made.store.begin() as session:
        for rows in (made.offices.values(), people.values(), made.dossiers.values()):
            session.add_all(rows)
            await session.flush()
        session.add_all(place for actor in ACTORS.values() for place in _places_of(made, actor, people))
    for name, actor in ACTORS.items():
        person = people[actor.same_as or name]
        office = made.offices[actor.office].id
        token, id = await open_session(
            made, person.id, office, ended=actor.ended == "session" or actor.side == "nobody"
        )
        principal = Principal(
            id,
            person.id,
            office,
            actor.side,
            actor.role,
            person.name,
            "nl",
            "Europe/Brussels",
            DAWN * 2,  # type: ignore[arg-type]
        )
        transport = httpx.ASGITransport(made.app, raise_app_exceptions=False)
        hooks = {"response": [check_response, witness.answer]}
        headers = {"Authorization": f"Bearer {token}"} if actor.side != "nobody" else {}
        http = httpx.AsyncClient(transport=transport, base_url=OWN, headers=headers, event_hooks=hooks)
        made.people[name] = Townsman(actor, person.id, person.email, principal, token, http)
    # Tom had access, and a share of what was said, before he lost it.
    former = made.people["former"].person
    await made.does("admin", "access.set", dossier=made.dossiers["dossier"].id, person=former, profile="full")
    await made.conversation(Kind("shared", "open", "office"))
    await made.does("admin", "access.set", dossier=made.dossiers["dossier"].id, person=former, profile=None)
    given = ViewBody("Mijn maandaangevers", "responsible=me")
    made.view = (await save(made.store, made.people["admin"].principal, given)).id
    for name, who in made.people.items():
        if who.actor.signed_in:
            who.ear = await Ear.at(made.live, who.principal.session_id, name)


def _person(name: str) -> Person:
    return Person(
        first_name=name.capitalize(), last_name=marker(), email=f"{marker()}@example.test", password_hash=HASH,
        active=name != "gone", created_at=DAWN,
    )  # fmt: skip


def _places_of(made: Town, actor: Actor, people: dict[str, Person]) -> list[Any]:
    if actor.side == "nobody":
        return []
    person, office = people[actor.same_as or actor.name].id, made.offices[actor.office].id
    if actor.side == "office":
        role = actor.role if actor.role in ("admin", "support") else "staff"
        return [
            Staff(
                office_id=office, person_id=person, role=role, active=actor.ended != "place", joined_at=DAWN
            )
        ]
    places = (
        [Client(dossier_id=made.dossiers[actor.elsewhere].id, person_id=person, since=DAWN)]
        if actor.elsewhere
        else []
    )
    if actor.profile:
        places.append(
            Client(
                dossier_id=made.dossiers["dossier"].id, person_id=person, profile=actor.profile, since=DAWN
            )
        )
    return places
