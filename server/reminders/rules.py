"""When a mail is owed and when it no longer is: pure decisions on facts read elsewhere. Times are milliseconds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from server.clock import Instant

Reason = Literal["read", "answered", "dismissed", "closed", "deleted", "access_lost", "deactivated"]
Run = tuple[int, int, int]
LONGEST_WAIT = 3_600_000


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of the ledger beside what stands in the conversation at that moment.

    `active` and `reaches` are the recipient's; both are true for the office mailbox. `read_upto` is his own, for the
    mailbox that of whoever of the staff came furthest. `seat_unread_since` is a client's clock; `first_unread_at` is
    of the oldest undeleted message of the other side above `read_upto`.
    """

    id: int
    office_id: int
    conversation_id: int
    recipient_id: int
    side: str
    run: int
    unread_since: Instant
    due_at: Instant
    state: str
    attempts: int
    changed_at: Instant
    delay: int
    active: bool
    reaches: bool
    read_upto: int
    seat_unread_since: Instant | None
    first_unread_at: Instant | None
    needs_answer_since: Instant | None
    dismissed_upto: int
    office_head: int
    client_head: int
    closed_at: Instant | None
    closed_by: int | None


@dataclass(frozen=True, slots=True)
class Owed:
    """A mail is owed once `unread_since` lies the delay back."""

    unread_since: Instant


@dataclass(frozen=True, slots=True)
class Over:
    """No mail for this run. `restart`: what the office still owes an answer gets a clock again (never nobody, R9)."""

    reason: Reason
    restart: bool = False


Verdict = Owed | Over


def judge(facts: Facts) -> Verdict:
    """Is the mail of this run still owed, and since when (R7-R10)?"""
    return _for_client(facts) if facts.side == "client" else _for_office(facts)


def _for_client(facts: Facts) -> Verdict:
    if not facts.active:
        return Over("deactivated")
    if not facts.reaches:
        return Over("access_lost")
    if facts.read_upto > facts.run:
        return Over("read")
    if facts.closed_by == facts.recipient_id:
        return Over("closed")
    if facts.seat_unread_since is None or facts.first_unread_at is None:
        return Over("deleted")
    return Owed(max(facts.unread_since, facts.seat_unread_since, facts.first_unread_at))


def _for_office(facts: Facts) -> Verdict:
    if facts.closed_at is not None:
        return Over("closed")
    if not (facts.active and facts.reaches):
        return Over("deactivated", restart=True)
    if facts.needs_answer_since is None:
        return Over(_settled(facts))
    if facts.read_upto > facts.run:
        return Over("read", restart=True)
    if facts.first_unread_at is None or facts.first_unread_at > facts.unread_since:
        return Over("deleted", restart=True)
    if facts.needs_answer_since > facts.unread_since:
        return Over("answered", restart=True)
    return Owed(facts.unread_since)


def _settled(facts: Facts) -> Reason:
    if facts.dismissed_upto >= facts.client_head > facts.office_head:
        return "dismissed"
    if facts.first_unread_at is None and facts.read_upto <= facts.run:
        return "deleted"
    return "answered"


def backoff(attempts: int, retry_after: int) -> int:
    """How long to wait after that many failed attempts: doubling, at most an hour."""
    return min(retry_after * 2 ** min(attempts - 1, 20), LONGEST_WAIT) if attempts else 0


def tried_long_enough(attempts: int, retry_after: int, give_up_after: int) -> bool:
    return sum(backoff(n, retry_after) for n in range(1, attempts + 1)) > give_up_after


def message_id(runs: Iterable[Run], domain: str) -> str:
    """The Message-ID of the mail about these runs (conversation, recipient, run): the same in every attempt."""
    named = ",".join(":".join(map(str, run)) for run in sorted(runs))
    return f"<{hashlib.sha256(named.encode()).hexdigest()[:32]}@{domain}>"
