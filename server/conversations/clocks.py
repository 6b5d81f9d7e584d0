"""Heads, debts and two-hour clocks, where they have to be set by what is left."""

from collections.abc import Sequence

from server.accounts.models import Side
from server.conversations.facts import Facts
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

LAST_BEFORE = statement(
    """
    SELECT (SELECT m.seq FROM message m
            WHERE m.conversation_id = v.conversation AND m.seq < v.seq AND m.side = v.side AND m.deleted_at IS NULL
            ORDER BY m.seq DESC LIMIT 1)
    FROM {v}
    """,
    conversation=int,
    seq=int,
    side=str,
)

# The oldest unanswered of all, of those the office still owed an answer, and of those its clock still counts.
UNANSWERED = statement(
    """
    SELECT min(m.at), min(CASE WHEN m.at >= v.owed THEN m.at END), min(CASE WHEN m.at >= v.clock THEN m.at END)
    FROM {v} JOIN message m ON m.conversation_id = v.conversation AND m.seq > v.above
    WHERE m.side = 'client' AND m.deleted_at IS NULL
    """,
    conversation=int,
    above=int,
    owed=int,
    clock=int,
)


def reset_clocks(conversations: Sequence[int]) -> Steps[None]:
    """The clocks of clients: the oldest that is left counts, or none (R8). The conversations are locked."""
    yield RESET(conversation=conversations)


def settle_deletion(facts: Facts, seq: int, side: Side) -> Steps[None]:
    """Message `seq` of this side was deleted just now: what its conversation says is made true again, and is to be
    stored. The seats of clients are stored already."""
    was_head = seq == facts.head_of(side)
    if was_head:
        rows = yield LAST_BEFORE(conversation=[facts.id], seq=[seq], side=[side])
        facts.set_head(side, rows[0][0] or 0)
    if side == "client":
        yield from _owe(facts, facts.needs_answer_since)
    else:
        if was_head:
            yield from _owe(facts, None)
        yield from reset_clocks([facts.id])


def _owe(facts: Facts, owed: int | None) -> Steps[None]:
    """What the office owes an answer now (R5). A question that was owed stays the first one, while it stands; one
    whose answer was taken back is owed again, but its mail stays cancelled, as when a conversation is reopened."""
    if facts.closed_at is not None or facts.client_head <= facts.settled_upto:
        facts.needs_answer_since = facts.office_remind_from = None
        return
    rows = yield UNANSWERED(
        conversation=[facts.id], above=[facts.settled_upto], owed=[owed], clock=[facts.office_remind_from]
    )
    oldest, still_owed, clock = rows[0]
    facts.needs_answer_since = oldest if still_owed is None else still_owed
    facts.office_remind_from = clock
