"""Whether the witness of every test would notice: one leak planted in each channel, and none when all is well."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import redis.asyncio as redis
from sqlalchemy import true

from server import catchup
from server.attachments import queries as attachments
from server.config import Settings
from server.conversations.facts import Facts
from server.fanout import channel_of, office_of
from server.fanout.redis import RedisFanout
from server.live.node import Live
from server.messages import actions as messages
from server.reading import counters, details, history, overview
from server.reminders import handing
from server.reminders.actions import Ticker, deliver
from server.streams.actions import dossier_stream, office_stream, personal_stream
from tests.reminders.postbox import Postbox
from tests.walls.ear import Ear
from tests.walls.knocking import settled
from tests.walls.matrix import Kind
from tests.walls.town import GENEROUS, Town, marker, town
from tests.walls.witness import witness

EVERYWHERE = SimpleNamespace(visible=lambda by: true(), may_read_history=lambda by: False)
Plant = Callable[[pytest.MonkeyPatch, Town, int], None]


async def a_day(made: Town, secret: int, postbox: Postbox) -> None:
    """Something private happens, and everybody uses every channel there is."""
    for name in ("named", "admin"):
        await made.does(name, "message.send", cid=str(uuid4()), conversation=secret, text=marker("Geheim"))
    await made.conversation(Kind("shared", "open", "office"))
    file = await made.file(secret)
    for name in ("lone", "full", "alien", "next"):
        who = made.people[name]
        for path in ("", "?status=all&q=Factuur", f"/{secret}", f"/{secret}/messages"):
            await who.asks("GET", f"/api/v1/conversations{path}")
        await who.asks("GET", "/api/v1/counters")
        await who.asks("GET", f"/api/v1/attachments/{file}/content")
    await settled(made)
    await everything_again(made, "full")
    await mails(made, postbox)


async def everything_again(made: Town, name: str) -> None:
    """He comes back after a long absence."""
    cursor = {made.stream("D:dossier"): 0, made.stream(f"U:{name}@here"): 0}
    again = await Ear.at(made.live, made.people[name].principal.session_id, cursor=cursor)
    while refills := [one.hearing.task for one in made.live.connections if one.hearing.task]:
        await asyncio.gather(*refills)
    await settled(made)
    again.line.breaks()


async def mails(made: Town, postbox: Postbox) -> None:
    made.clock.goes_on(hours=2.5)
    smtp: Any = {"host": "127.0.0.1", "port": postbox.port, "timeout": 5_000}
    settings = Settings(public_url="https://vinkje.example", smtp=smtp, live=GENEROUS)
    for mail in await Ticker(made.store, settings).tick():
        await deliver(made.store, settings, mail)


# One leak in each channel


def in_a_list(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    def conditions(wanted: Any, by: Any) -> Iterator[Any]:
        yield true()

    patch.setattr(overview, "conditions", conditions)


def in_a_detail(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    patch.setattr(details, "access", EVERYWHERE)


def in_a_history(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    patch.setattr(history, "access", EVERYWHERE)


def in_a_file(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    patch.setattr(attachments, "access", EVERYWHERE)


def in_a_search(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    healthy = overview.conditions

    def conditions(wanted: Any, by: Any) -> Iterator[Any]:
        found = list(healthy(wanted, by))
        return iter(found[1:] if wanted.q else found)

    patch.setattr(overview, "conditions", conditions)


def in_a_counter(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    patch.setattr(counters, "access", EVERYWHERE)


def in_news_of_the_dossier(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    patch.setattr(Facts, "client_stream", property(lambda self: dossier_stream(self.dossier_id)))


def in_news_of_a_person(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    healthy, lone = messages._announce, made.people["lone"].person

    def announce(work: Any, new: Any) -> None:
        healthy(work, new)
        office = new.facts.office_id
        work.announce(office, personal_stream(office, lone), "message.new", messages.as_news(new)[1])

    patch.setattr(messages, "_announce", announce)


def in_a_batch(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    healthy, office = catchup.streams.after, office_stream(made.offices["here"].id)

    async def after(ask: Any, stream: str, *where: Any) -> Any:
        return await healthy(ask, office if stream.startswith("D:") else stream, *where)

    patch.setattr(catchup.streams, "after", after)


def in_a_mail(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    healthy = handing.contents_of

    async def contents_of(*asked: Any) -> Any:
        contents = await healthy(*asked)
        return replace(
            contents, items=(replace(contents.items[0], conversation_id=secret), *contents.items[1:])
        )

    patch.setattr(handing, "contents_of", contents_of)


def in_the_log(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    healthy = messages.number

    def number(work: Any, post: Any, *more: Any) -> Any:
        logging.getLogger("server.messages").warning("numbering %s", post.text)
        return healthy(work, post, *more)

    patch.setattr(messages, "number", number)


def in_an_error(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    patch.setattr(history, "NotFound", details.NotFound(f"You may not see {secret}."))


def on_the_bus(patch: pytest.MonkeyPatch, made: Town, secret: int) -> None:
    healthy, other = Live.published, made.offices["other"].id
    patch.setattr(Live, "published", lambda self, office, news: healthy(self, other, news))


LEAKS: dict[str, Plant] = {
    "GET /api/v1/conversations tells": in_a_list,
    f"conversations/{'{}'} tells": in_a_detail,
    "/messages tells": in_a_history,
    "/content tells": in_a_file,
    "GET /api/v1/conversations tells ": in_a_search,
    "GET /api/v1/counters counts": in_a_counter,
    "a frame tells": in_news_of_the_dossier,
    "a frame tells ": in_news_of_a_person,
    "a frame tells  ": in_a_batch,
    "a mail tells": in_a_mail,
    "the log tells": in_the_log,
    "/messages tells ": in_an_error,
    "the bus tells": on_the_bus,
}


@pytest.fixture
async def standing(sqlite_url: str) -> AsyncIterator[tuple[Town, Postbox, int]]:
    async with Postbox() as postbox, town(sqlite_url) as made:
        secret, _ = await made.conversation(Kind("private", "open", "office"))
        yield made, postbox, secret


async def test_when_all_is_well_nothing_is_found(standing: tuple[Town, Postbox, int]) -> None:
    made, postbox, secret = standing
    with witness.notices() as noticed:
        await a_day(made, secret, postbox)
        heard = {where for _, where, _ in witness.told}
    assert not noticed
    assert {"a frame", "a mail", "the bus", "the answer to GET /api/v1/counters"} <= heard


@pytest.mark.parametrize("where", LEAKS, ids=[plant.__name__ for plant in LEAKS.values()])
async def test_a_leak_is_noticed(
    standing: tuple[Town, Postbox, int], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    made, postbox, secret = standing
    LEAKS[where](monkeypatch, made, secret)
    with witness.notices() as noticed:
        await a_day(made, secret, postbox)
    monkeypatch.undo()
    assert any(where.strip().format(secret) in found for found in noticed), noticed


async def test_each_office_has_its_own_channel_in_redis(sqlite_url: str, redis_url: str) -> None:
    """What really travels, heard by a stranger on the same Redis."""
    bus = RedisFanout(redis_url)
    async with redis.Redis.from_url(redis_url) as client, client.pubsub() as tap:
        await tap.psubscribe("rt:*")
        async with town(sqlite_url, bus) as made:
            secret, _ = await made.conversation(Kind("private", "open", "office"))
            lena, alien = made.people["other"], made.people["alien"]
            await made.does("other", "conversation.start", cid=str(uuid4()), dossier=made.dossiers["other"].id,
                            audience="one", user=alien.person, subject=marker(), text=marker())  # fmt: skip
            heard: set[int] = set()
            async with asyncio.timeout(10):
                while heard != {lena.principal.office_id, made.offices["here"].id}:
                    said = await tap.get_message(ignore_subscribe_messages=True, timeout=1)
                    if said:
                        office = office_of(said["channel"].decode())
                        assert said["channel"].decode() == channel_of(office)
                        witness.bus(office, said["data"])
                        heard.add(office)
        assert secret
    assert not witness.found()
