"""How marks rise. Pure: no row, no clock, no socket."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """Two high-water marks of one reader in one conversation (P10)."""

    delivered_upto: int = 0
    read_upto: int = 0


def rise(known: Marks, asked: Marks, head: int) -> Marks:
    """Never back, never above the last message, and what is read was delivered."""
    read = max(known.read_upto, min(asked.read_upto, head))
    delivered = max(known.delivered_upto, min(asked.delivered_upto, head), read)
    return Marks(delivered, read)
