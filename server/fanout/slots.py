"""Which server carries a channel: the only one, or in a cluster the master of its slot."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from redis.crc import key_slot

from server.fanout.link import DOWN, close, connection_to, send
from server.redis import is_cluster, neighbour, servers_of


@dataclass(frozen=True)
class Whereabouts:
    """`ranges`: (first slot, last slot, address of its master)."""

    ranges: frozenset[tuple[int, int, str]]
    known: dict[str, str | None] = field(default_factory=dict, compare=False)

    @property
    def masters(self) -> set[str]:
        return {url for _, _, url in self.ranges}

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
        self.everything = Whereabouts(frozenset({(0, 16_383, url)}))

    async def find(self) -> Whereabouts | None:
        return self.everything


class Cluster:
    """Asks all that were ever named at once, and believes the first that answers."""

    kind = "s"

    def __init__(self, urls: Iterable[str], patience: float) -> None:
        self.servers = set(urls)
        self.patience = patience

    async def find(self) -> Whereabouts | None:
        asked = [asyncio.create_task(self._ask(url)) for url in self.servers]
        try:
            for answer in asyncio.as_completed(asked):
                if found := await answer:
                    return found
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        return None

    async def _ask(self, url: str) -> Whereabouts | None:
        connection = connection_to(url, self.patience)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
            await send(connection, [("CLUSTER", "SLOTS")])
            return self._read(url, await connection.read_response())
        except DOWN:
            return None
        finally:
            await close(connection)

    def _read(self, asked: str, rows: list[Any]) -> Whereabouts:
        """Replicas are remembered too: one of them may be the master that is left."""
        ranges = set()
        for first, last, *servers in rows:
            master, *replicas = map(partial(_address, asked), servers)
            ranges.add((first, last, master))
            self.servers.update((master, *replicas))
        return Whereabouts(frozenset(ranges))


def _address(asked: str, server: list[Any]) -> str:
    """`[host, port, id, …]`; a server that does not know its own name says none: it is where it was asked."""
    return neighbour(asked, (server[0] or b"").decode(), server[1])


def finder(url: str, patience: float) -> Finder:
    return Cluster(servers_of(url), patience) if is_cluster(url) else Alone(url)
