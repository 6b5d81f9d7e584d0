"""Reading when marks rose."""

from collections.abc import Iterable, Iterator

from server.asking import Ask
from server.clock import iso
from server.receipts.frames import MarkFrame
from server.rows import Row, statement

# Of each client reader: how far he had been delivered when he had first read that far. Later marks say nothing of it.
READERS = statement(
    """
    SELECT s.person_id, (
        SELECT m.delivered_upto FROM mark m
        WHERE m.conversation_id = s.conversation_id AND m.person_id = s.person_id
          AND m.delivered_upto >= v.high AND m.read_upto >= v.high
        ORDER BY m.delivered_upto, m.read_upto LIMIT 1)
    FROM {v} JOIN seat s ON s.conversation_id = v.conversation AND s.side = 'client'
    """,
    conversation=int,
    high=int,
)

# What is read was delivered.
MARKS = statement(
    """
    SELECT m.person_id, m.delivered_upto, m.read_upto, m.at FROM {v}
    JOIN mark m ON m.conversation_id = v.conversation AND m.person_id = v.person
     AND m.delivered_upto >= v.low AND m.delivered_upto <= v.high
    ORDER BY m.at, m.delivered_upto, m.read_upto
    """,
    conversation=int,
    person=int,
    low=int,
    high=int,
)
MOST = 2**53


async def marks_of(ask: Ask, conversation: int, low: int, high: int) -> list[MarkFrame]:
    """The client readers' marks that date the messages `low` to `high`, in the order they rose."""
    readers = await ask(READERS(conversation=[conversation], high=[high]))
    many = len(readers)
    found = await ask(
        MARKS(
            conversation=[conversation] * many,
            person=[person for person, _ in readers],
            low=[low] * many,
            high=[upto or MOST for _, upto in readers],
        )
    )
    return list(_until_past(high, found))


def _until_past(high: int, marks: Iterable[Row]) -> Iterator[MarkFrame]:
    """Once somebody has read past the last of them, his later marks say nothing about any."""
    past: set[int] = set()
    for person, delivered_upto, read_upto, at in marks:
        if person not in past:
            yield MarkFrame(person, delivered_upto, read_upto, iso(at))
        if read_upto >= high:
            past.add(person)
