"""The two-hour clocks of clients, where they have to be set by what is left."""

from collections.abc import Sequence

from server.rows import Steps, statement

RESET = statement(
    """
    UPDATE seat SET unread_since = (
        SELECT min(m.at) FROM message m
        WHERE m.conversation_id = seat.conversation_id AND m.seq > seat.read_upto
          AND m.side = 'office' AND m.deleted_at IS NULL
    )
    FROM {v}
    WHERE seat.conversation_id = v.conversation AND seat.side = 'client' AND seat.active
      AND seat.unread_since IS NOT NULL
    """,
    conversation=int,
)


def reset_clocks(conversations: Sequence[int]) -> Steps[None]:
    """After a message is deleted: the oldest that is left counts, or none (R8). The conversations are locked."""
    yield RESET(conversation=conversations)
