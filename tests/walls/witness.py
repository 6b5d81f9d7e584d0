"""What everybody was told in a test, searched afterwards for what is not his.

Markers are everything nobody can guess: ids, the cids of messages, and the `m…` words of a town. Whose they are, and
who may know them, is read from the rows.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from server.accounts.admission import digest_of
from server.fanout.local import LocalFanout
from server.fanout.redis import RedisFanout
from tests.walls.owners import MARKER, Owners, read

COUNTED = re.compile(rb'"open":(\d+),"closed":(\d+)')
COOKIE = re.compile(r"(?:^|;\s*)(?:__Host-)?vinkje=([^;]+)")
Person = int | None


@dataclass
class Witness:
    """`told`: (who, where, what). Who is a person, a session's secret, an address, an office's bus, or nobody."""

    urls: list[str] = field(default_factory=list)
    told: list[tuple[Any, str, bytes]] = field(default_factory=list)

    def knows(self, database_url: str) -> None:
        self.urls.append(database_url)

    def tells(self, who: Any, where: str, what: bytes) -> None:
        if self.urls:  # of other worlds nobody knows whose what is
            self.told.append((who, where, what))

    def hears(self, who: Person, frame: bytes | str) -> None:
        """A frame on a socket."""
        self.tells(who, "a frame", frame.encode() if isinstance(frame, str) else frame)

    async def answer(self, answer: httpx.Response) -> None:
        """A hook for httpx."""
        await answer.aread()
        request = answer.request
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        cookie = COOKIE.search(request.headers.get("cookie", ""))
        secret = token if scheme == "Bearer" else cookie[1] if cookie else ""
        where = f"the answer to {request.method} {request.url.path}"
        who = ("secret", secret)
        if (
            request.url.path in ("/api/v1/session", "/api/v1/password")
            and request.method == "POST"
            and answer.status_code == 200
        ):
            who = answer.json()["me"]["person"]["id"]
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
        self.tells(who, where, answer.content)
        self.tells(who, f"the headers of {where}", headers)

    def mail(self, addresses: list[str], mail: EmailMessage) -> None:
        parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        text = "\n".join([*map(str, mail.values()), *parts]).encode()
        for address in addresses:
            self.tells(("address", address.lower()), "a mail", text)

    def bus(self, office: int, payload: bytes) -> None:
        self.tells(("office", office), "the bus", payload)

    def found(self) -> list[str]:
        """All that somebody was told and may not know; then everything is forgotten."""
        urls, told = self.urls, self.told
        self.urls, self.told = [], []
        if not told:
            return []
        worlds = [read(url) for url in dict.fromkeys(urls)]
        mine = [[one for one in told if belongs(one[0], world, worlds)] for world in worlds]
        return sorted(
            {problem for world, of in zip(worlds, mine, strict=True) for problem in foreign(world, of)}
        )

    @contextmanager
    def notices(self) -> Iterator[list[str]]:
        """For a leak planted on purpose: what was found is handed over instead of failing the test."""
        noticed: list[str] = []
        yield noticed
        noticed += self.found()


def belongs(who: Any, world: Owners, worlds: list[Owners]) -> bool:
    """A test may have several worlds; whom only another one knows is told nothing of this one."""
    match who:
        case ("secret", secret):
            kept = digest_of(secret)
            return kept in world.sessions or not any(kept in other.sessions for other in worlds)
        case ("address", address):
            return address in world.addresses or not any(address in other.addresses for other in worlds)
    return True


def foreign(owners: Owners, told: list[tuple[Any, str, bytes]]) -> Iterator[str]:
    for who, where, what in told:
        person = whom(owners, who)
        for word in set(MARKER.findall(what)):
            owner = owners.of.get(word.decode())
            if owner and not owners.may_know(person, owner):
                yield f"{where} tells {person} of {owner}: {word.decode()}"
        if "/api/v1/co" in where:
            yield from miscounted(owners, person, where, what)


def miscounted(owners: Owners, person: Any, where: str, what: bytes) -> Iterator[str]:
    """A counter has no marker; but nobody counts more than he may know of."""
    for opened, closed in COUNTED.findall(what):
        if int(opened) + int(closed) > owners.countable(person):
            yield f"{where} counts {int(opened)} + {int(closed)} for {person}"


def whom(owners: Owners, who: Any) -> Any:
    match who:
        case ("secret", secret):
            return owners.sessions.get(digest_of(secret))
        case ("address", address):
            return owners.addresses.get(address)
    return who


witness = Witness()


class Log(logging.Handler):
    """A log is for nobody who uses the thing: no word of anybody may be in it."""

    def emit(self, record: logging.LogRecord) -> None:
        witness.tells(None, "the log", self.format(record).encode())


def tapped(kind: type[Any]) -> None:
    """What a node says on its bus is also heard here."""
    publish = kind.publish

    def and_told(self: Any, office: int, payload: bytes) -> None:
        witness.bus(office, payload)
        publish(self, office, payload)

    kind.publish = and_told


def pytest_configure(config: pytest.Config) -> None:
    logging.getLogger("server").addHandler(Log())
    for kind in (LocalFanout, RedisFanout):
        tapped(kind)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """While the database of the test still stands."""
    try:
        problems = witness.found()
    except Exception as error:
        problems = [f"nobody can say: {error!r}"]
    yield
    if problems:
        pytest.fail("Somebody was told what is not his:\n" + "\n".join(problems[:20]), pytrace=False)
