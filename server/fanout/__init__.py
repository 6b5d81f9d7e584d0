"""The bus between the nodes: it makes news faster, and may lose any of it."""

from collections.abc import Callable
from typing import Protocol

PARTITIONS = 256


class Fanout(Protocol):
    """One node's place on the bus. Nothing here raises into who publishes."""

    on_message: Callable[[int, bytes], None]
    on_gap: Callable[[], None]

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def publish(self, office: int, payload: bytes) -> None:
        """To every node that subscribed to this office, this one included, in the order of the calls."""

    async def subscribe(self, office: int) -> None:
        """Returns once confirmed, or when the bus is too slow or down; a late confirmation is told as a gap."""

    async def unsubscribe(self, office: int) -> None: ...


def channel_of(office: int) -> str:
    """Tagged by partition, so that an office always lies on one shard."""
    return f"rt:{{p{office % PARTITIONS}}}:o{office}"


def office_of(channel: str) -> int:
    return int(channel.rpartition(":o")[2])
