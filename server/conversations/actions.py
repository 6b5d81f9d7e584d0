"""Closing, reopening, dismissing and assigning a conversation."""

from dataclasses import dataclass

from msgspec import UNSET

from server.accounts.principal import Principal
from server.clock import Instant, iso
from server.conversations import access
from server.conversations.facts import Facts, Reader, lock, reach, store
from server.conversations.frames import Closing, OfficeUpdate, Person, Someone, WaitingUpdate
from server.errors import BadRequest, Forbidden
from server.frames import NewsName
from server.rows import Steps, statement
from server.work import Work

OLDEST_UNANSWERED = statement(
    """
    SELECT min(m.at) FROM {v} JOIN message m ON m.conversation_id = v.conversation
    WHERE m.seq > v.above AND m.side = 'client' AND m.deleted_at IS NULL
    """,
    conversation=int,
    above=int,
)

COLLEAGUE = statement(
    """
    SELECT p.id, p.first_name || ' ' || p.last_name FROM {v}
    JOIN staff s ON s.office_id = v.office AND s.person_id = v.person AND s.active AND s.role <> 'support'
    JOIN person p ON p.id = s.person_id AND p.active
    """,
    office=int,
    person=int,
)

ASSIGN = statement(
    "UPDATE conversation SET assignee_id = v.person FROM {v} WHERE conversation.id = v.conversation",
    conversation=int,
    person=int,
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A locked conversation and who acts on it."""

    work: Work
    by: Principal
    facts: Facts
    reader: Reader

    def tell_both(self, type: NewsName, at: Instant) -> None:
        who = Someone(self.by.person_id, self.reader.name, self.by.side)
        d = Closing(self.facts.id, iso(at), who)
        for stream in (self.facts.office_stream, self.facts.client_stream):
            self.work.announce(self.facts.office_id, stream, type, d, conversation=self.facts.id)

    def tell_office(self, d: OfficeUpdate) -> None:
        stream = self.facts.office_stream
        office = self.facts.office_id
        self.work.announce(office, stream, "conversation.updated", d, conversation=self.facts.id)


def _aim(work: Work, by: Principal, conversation: int) -> Steps[Aim]:
    yield from lock(work, [(conversation, by.person_id, by.side)])
    facts, reader = reach(work, by, conversation)
    return Aim(work, by, facts, reader)


def _aim_to_close(work: Work, by: Principal, conversation: int) -> Steps[Aim]:
    aim = yield from _aim(work, by, conversation)
    if not access.may_close(by.side, by.person_id, aim.facts.starter_id):
        raise Forbidden("Only the office can end or reopen this conversation.")
    return aim


def close(work: Work, by: Principal, conversation: int) -> Steps[Instant]:
    """Archive it (S36-S43). Nothing is owed any more; a second time changes nothing. Returns when it closed."""
    aim = yield from _aim_to_close(work, by, conversation)
    facts = aim.facts
    if facts.closed_at is not None:
        return facts.closed_at
    facts.closed_at, facts.closed_by = work.now, by.person_id
    facts.needs_answer_since = facts.office_remind_from = None
    yield from store([facts])
    aim.tell_both("conversation.closed", work.now)
    return work.now


def reopen(work: Work, by: Principal, conversation: int) -> Steps[Instant]:
    """Take it back from the archive (R6). What was still unanswered is owed again, but its mail stays cancelled."""
    aim = yield from _aim_to_close(work, by, conversation)
    facts = aim.facts
    if facts.closed_at is None:
        return work.now
    facts.closed_at = facts.closed_by = None
    facts.needs_answer_since = yield from _owed_since(facts)
    yield from store([facts])
    aim.tell_both("conversation.reopened", work.now)
    if facts.needs_answer_since is not None:
        aim.tell_office(OfficeUpdate(facts.id, needs_answer_since=iso(facts.needs_answer_since)))
    return work.now


def _owed_since(facts: Facts) -> Steps[Instant | None]:
    if facts.client_head <= facts.settled_upto:
        return None
    rows = yield OLDEST_UNANSWERED(conversation=[facts.id], above=[facts.settled_upto])
    return rows[0][0] if rows else None


def dismiss(work: Work, by: Principal, conversation: int) -> Steps[None]:
    """*Geen antwoord nodig* (P7): nothing is owed until the client writes again."""
    aim = yield from _aim(work, by, conversation)
    if by.side != "office":
        raise Forbidden()
    facts = aim.facts
    if facts.dismissed_upto == facts.head:
        return
    facts.dismissed_upto = facts.head
    facts.needs_answer_since = facts.office_remind_from = None
    yield from store([facts])
    aim.tell_office(OfficeUpdate(facts.id, needs_answer_since=None))
    if facts.office_head > facts.client_head:
        work.announce(
            facts.office_id,
            facts.client_stream,
            "conversation.updated",
            WaitingUpdate(facts.id, waiting=False),
            conversation=facts.id,
        )


def assign(work: Work, by: Principal, conversation: int, person: int | None) -> Steps[None]:
    """Give it to a colleague, or to nobody: he gets the office's two-hour mail first (R9)."""
    aim = yield from _aim(work, by, conversation)
    if by.side != "office":
        raise Forbidden()
    assignee = None
    if person is not None:
        rows = yield COLLEAGUE(office=[by.office_id], person=[person])
        if not rows:
            raise BadRequest("Nobody of this office.", field="person")
        assignee = Person(*rows[0])
    yield ASSIGN(conversation=[conversation], person=[person])
    aim.tell_office(OfficeUpdate(conversation, assignee=assignee, needs_answer_since=UNSET))
