"""A history of the town, run as often as one likes: what happens, who looks meanwhile, and every byte clients get."""

import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlmodel import col

from server.config import Settings
from server.ids import Source
from server.messages.models import Message
from server.reminders.actions import Ticker, deliver
from tests.reminders.postbox import Postbox
from tests.walls.ear import Ear
from tests.walls.knocking import settled
from tests.walls.matrix import ACTORS
from tests.walls.town import Town, marker, town

STAFF = ("admin", "staff")
SHARED = ("opener", "full", "two")
CLIENTS = tuple(name for name, actor in ACTORS.items() if actor.side == "client" and actor.signed_in)
NEVER_THE_SAME = {"date"}
READINGS = (
    "/conversations", "/conversations?status=all&limit=3", "/conversations?status=closed", "/counters", "/dossiers",
    "/conversations?waiting=client", "/conversations?q=Vraag", "/search?q=Vraag", "/session",
)  # fmt: skip
Told = dict[str, list[bytes]]


@dataclass
class History:
    """One run. Every deed draws from dice of its own: one more of them changes nothing about the others."""

    town: Town
    postbox: Postbox
    seed: int
    talks: list[tuple[int, str]] = field(default_factory=list)
    secrets: list[int] = field(default_factory=list)
    told: Told = field(default_factory=lambda: {name: [] for name in CLIENTS})
    mails: int = 0

    def __post_init__(self) -> None:
        smtp: Any = {"host": "127.0.0.1", "port": self.postbox.port, "timeout": 5_000}
        self.settings = Settings(public_url="https://vinkje.example", smtp=smtp)
        self.ticker = Ticker(self.town.store, self.settings)

    def dice(self, name: str) -> random.Random:
        made = random.Random(f"{self.seed} {name}")
        Source.bits = staticmethod(made.getrandbits)
        return made

    async def runs(self, deeds: int, looks: Callable[["History", random.Random], Any], looking: str) -> Told:
        """`looks` is what may differ, some of it between any two deeds; `looking` names its dice, "" for none."""
        for number in range(deeds):
            dice = self.dice(f"deed {number}")
            await dice.choice(DEEDS if self.talks else (starts,))(self, dice)
            await self.takes()
            for more in range(3) if looking else ():
                await looks(self, self.dice(f"{looking} {number} {more}"))
                await settled(self.town)
            await self.everybody_reads(number)
        for last in (the_office_posts, hours_pass):  # no history without a mail
            await last(self, self.dice(last.__name__))
        return self.told

    async def does(self, dice: random.Random, who: str, t: str, **d: Any) -> Any:
        if t in ("message.send", "conversation.start"):
            d["cid"] = str(UUID(int=dice.getrandbits(128)))
        return await self.town.does(who, t, **d)

    async def takes(self) -> None:
        """What the sockets of the clients got."""
        await settled(self.town)
        for name in CLIENTS:
            ear = self.town.people[name].ear
            assert ear
            self.told[name] += ear.takes()

    async def everybody_reads(self, number: int) -> None:
        """Every client looks at what he can, each time at something else."""
        for name in CLIENTS:
            pages = [READINGS[number % len(READINGS)]]
            if number % 4 == 0 and self.talks:
                id, _ = self.talks[number % len(self.talks)]
                pages += [f"/conversations/{id}", f"/conversations/{id}/messages"]
            for page in pages:
                answer = await self.town.people[name].asks("GET", f"/api/v1{page}")
                self.told[name].append(all_of(answer))

    async def posts_mails(self) -> None:
        """What became due goes out; what clients got is kept, whatever the order the worker took."""
        for mail in sorted(await self.ticker.tick()):
            await deliver(self.town.store, self.settings, mail)
        of = {self.town.people[name].email: name for name in CLIENTS}
        new = list(zip(self.postbox.envelopes, self.postbox.mails, strict=True))[self.mails :]
        self.mails += len(new)
        letters = [(of[to], letter(mail)) for (to,), mail in new if to in of]
        for name, text in sorted(letters):
            self.told[name].append(text)


def all_of(answer: httpx.Response) -> bytes:
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in NEVER_THE_SAME]
    return "\n".join([str(answer.status_code), *headers, answer.text]).encode()


BOUNDARY = re.compile(rb"=============+\d+==")


def letter(mail: EmailMessage) -> bytes:
    """The whole mail, but for the boundaries between its parts."""
    return BOUNDARY.sub(b"boundary", mail.as_bytes())


# What happens in every run


async def starts(history: History, dice: random.Random) -> None:
    """Something shared, or for the limited client alone. (`named` has his own secrets.)"""
    who, reader = dice.choice(
        [("admin", None), ("staff", None), ("opener", None), ("admin", "limit"), ("limit", "limit")]
    )
    audience = (
        {"audience": "one", "user": history.town.people[reader].person} if reader else {"audience": "all"}
    )
    posted = await history.does(
        dice, who, "conversation.start", dossier=history.town.dossiers["dossier"].id,
        subject=marker("Factuur"), text=marker("Vraag"), **audience,
    )  # fmt: skip
    history.talks.append((posted.conversation, reader or ""))


def some(history: History, dice: random.Random) -> tuple[int, str]:
    """A conversation, and a client who is in it."""
    id, reader = dice.choice(history.talks)
    return id, reader or dice.choice(SHARED)


async def a_client_posts(history: History, dice: random.Random) -> None:
    id, who = some(history, dice)
    await history.does(dice, who, "message.send", conversation=id, text=marker("Antwoord"))


async def the_office_posts(history: History, dice: random.Random) -> None:
    id, _ = some(history, dice)
    await history.town.does("admin", "conversation.reopen", conversation=id)
    await history.does(dice, dice.choice(STAFF), "message.send", conversation=id, text=marker("Vraag"))


async def somebody_corrects(history: History, dice: random.Random) -> None:
    """What he wrote last, if it still stands there to be changed."""
    id, reader = some(history, dice)
    who = history.town.people[dice.choice((*STAFF, reader))]
    own = dice.choice([*await own_messages(history, id, who.person), None])
    await history.town.does("admin", "conversation.reopen", conversation=id)
    if own and dice.randrange(2):
        await history.town.does(who.actor.name, "message.delete", conversation=id, seq=own.seq)
    elif own:
        await history.town.does(
            who.actor.name,
            "message.edit",
            conversation=id,
            seq=own.seq,
            version=own.version,
            text=marker("Beter"),
        )


async def own_messages(history: History, conversation: int, person: int) -> list[Message]:
    wanted = (
        select(Message)
        .where(
            col(Message.conversation_id) == conversation,
            col(Message.author_id) == person,
            col(Message.deleted_at).is_(None),
        )
        .order_by(col(Message.seq))
    )
    async with history.town.store.session() as session:
        return list(await session.scalars(wanted))


async def a_client_reads(history: History, dice: random.Random) -> None:
    id, who = some(history, dice)
    await history.town.does(who, "receipt", marks=[(id, dice.randrange(9), dice.randrange(9))])


async def the_office_closes(history: History, dice: random.Random) -> None:
    await history.town.does(dice.choice(STAFF), "conversation.close", conversation=some(history, dice)[0])


async def time_passes(history: History, dice: random.Random) -> None:
    history.town.clock.goes_on(minutes=dice.choice([1, 20, 59]))
    await history.posts_mails()


async def hours_pass(history: History, dice: random.Random) -> None:
    history.town.clock.goes_on(hours=2.5)
    await history.posts_mails()


async def a_client_comes_back(history: History, dice: random.Random) -> None:
    """Away since the beginning: everything is read to him again."""
    name = dice.choice(CLIENTS)
    who = history.town.people[name]
    streams = [stream for stream in who.ear.line.server.listener.hearing.streams if stream] if who.ear else []
    again = await Ear.at(history.town.live, who.principal.session_id, **{"cursor": dict.fromkeys(streams, 0)})
    for connection in list(history.town.live.connections):
        if connection.socket is again.line.server and connection.hearing.task:
            await connection.hearing.task
    await settled(history.town)
    history.told[name] += again.takes()
    again.line.breaks()


async def a_client_types(history: History, dice: random.Random) -> None:
    """And says where he is; what he is answered is his."""
    id, name = some(history, dice)
    ear = history.town.people[name].ear
    assert ear
    where = {"state": dice.choice(("online", "away")), "where": {"conversation": id}}
    answers = [await ear.asks("presence.set", **where), await ear.asks("typing", conversation=id, on=True)]
    history.told[name] += [repr({**answer, "id": ""}).encode() for answer in answers]


DEEDS = (
    starts, a_client_types, a_client_posts, a_client_posts, the_office_posts, the_office_posts, somebody_corrects,
    a_client_reads,
    the_office_closes, time_passes, hours_pass, a_client_comes_back,
)  # fmt: skip


@asynccontextmanager
async def beginning(url: str, seed: int) -> AsyncIterator[History]:
    """The town as the seed makes it; afterwards numbers are drawn as always."""
    always = Source.bits
    Source.bits = staticmethod(random.Random(f"{seed} the town").getrandbits)
    try:
        async with Postbox() as postbox, town(url) as made:
            yield History(made, postbox, seed)
    finally:
        Source.bits = staticmethod(always)
