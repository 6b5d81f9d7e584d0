"""Which server carries a channel: the only one, or in a cluster the master of its slot."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from redis.crc import key_slot
from redis.exceptions import ResponseError

from server.fanout.link import DOWN, close, connection_to, send
from server.redis import is_cluster, neighbour, servers_of

SLOTS = 16_384
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Whereabouts:
    """`ranges`: (first slot, last slot, address of its master). `servers`: those, and the replicas."""

    ranges: frozenset[tuple[int, int, str]]
    servers: frozenset[str] = frozenset()
    known: dict[str, str | None] = field(default_factory=dict, compare=False)

    @property
    def masters(self) -> set[str]:
        return {url for _, _, url in self.ranges}

    def served(self) -> int:
        return sum(last - first + 1 for first, last, _ in self.ranges)

    def of(self, channel: str) -> str | None:
        """None where nobody serves its slot now."""
        if channel not in self.known:
            slot = key_slot(channel.encode())
            serves = (url for first, last, url in self.ranges if first <= slot <= last)
            self.known[channel] = next(serves, None)
        return self.known[channel]


class Finder(Protocol):
    kind: str

    async def find(self) -> Whereabouts | None:
        """None when nobody answers."""


class Alone:
    kind = ""

    def __init__(self, url: str) -> None:
        self.everything = Whereabouts(frozenset({(0, SLOTS - 1, url)}))

    async def find(self) -> Whereabouts | None:
        return self.everything


class Cluster:
    """Asks all it knows at once, and believes the first that knows of every slot, else who knows of most."""

    kind = "s"

    def __init__(self, urls: Iterable[str], patience: float) -> None:
        self.named = frozenset(urls)
        self.servers = self.named
        self.patience = patience
        self.trouble: Exception | None = None
        self.complained = False

    async def find(self) -> Whereabouts | None:
        found = max(await self._answers(), key=Whereabouts.served, default=None)
        if found and found.ranges:
            self.servers = self.named | found.servers
            self.complained = False
            return found
        if not self.complained:
            log.warning("no server of the Redis Cluster knows who serves what: %s", self.trouble)
        self.complained = True
        return None

    async def _answers(self) -> list[Whereabouts]:
        asked = [asyncio.create_task(self._ask(url)) for url in self.servers]
        answers = []
        try:
            for answer in asyncio.as_completed(asked):
                if found := await answer:
                    answers.append(found)
                    if found.served() == SLOTS:
                        break
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        return answers

    async def _ask(self, url: str) -> Whereabouts | None:
        connection = connection_to(url, self.patience)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
            await send(connection, [("CLUSTER", "SLOTS")])
            return read(url, await connection.read_response())
        except (*DOWN, ResponseError) as error:
            self.trouble = error
            return None
        finally:
            await close(connection)


def read(asked: str, rows: list[Any]) -> Whereabouts:
    """The answer to `CLUSTER SLOTS`. Replicas are kept too: one of them may be the master that is left."""
    ranges: set[tuple[int, int, str]] = set()
    there: set[str] = set()
    for first, last, *servers in rows:
        master, *replicas = map(partial(_address, asked), servers)
        ranges.add((first, last, master))
        there.update((master, *replicas))
    return Whereabouts(frozenset(ranges), frozenset(there))


def _address(asked: str, server: list[Any]) -> str:
    """`[host, port, id, …]`; a server that does not know its own name says none: it is where it was asked."""
    return neighbour(asked, (server[0] or b"").decode(), server[1])


def finder(url: str, patience: float) -> Finder:
    return Cluster(servers_of(url), patience) if is_cluster(url) else Alone(url)
