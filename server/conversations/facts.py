"""What a transaction knows of the conversations it locked, and who of those asking may reach them."""

from collections.abc import Iterable

from msgspec import Struct

from server.accounts.models import Side
from server.accounts.principal import Principal
from server.clock import Instant
from server.conversations import access
from server.errors import NotFound
from server.rows import Ask, Row, Steps, quiet, statement
from server.streams.actions import dossier_stream, office_stream, personal_stream
from server.work import Work


class Facts(Struct):
    """A locked conversation, changed here first and stored by `store`. Instants are milliseconds."""

    id: int
    office_id: int
    dossier_id: int
    private_to: int | None
    starter_id: int
    head: int
    office_head: int
    client_head: int
    last_at: Instant
    needs_answer_since: Instant | None
    dismissed_upto: int
    office_remind_from: Instant | None
    closed_at: Instant | None
    closed_by: int | None
    is_heard: bool = True

    @property
    def client_stream(self) -> str | None:
        """The audience of its client side: everybody with full access, or the one it is private to. Nobody, once he
        has lost the dossier."""
        if self.private_to is None:
            return dossier_stream(self.dossier_id)
        return personal_stream(self.office_id, self.private_to) if self.is_heard else None

    @property
    def office_stream(self) -> str:
        return office_stream(self.office_id)

    @property
    def settled_upto(self) -> int:
        """Up to here the office owes no answer."""
        return max(self.office_head, self.dismissed_upto)

    @property
    def asks_client(self) -> bool:
        """The office spoke last and expects an answer (S61)."""
        return self.office_head > self.client_head and self.office_head > self.dismissed_upto

    def head_of(self, side: Side) -> int:
        return self.office_head if side == "office" else self.client_head

    def set_head(self, side: Side, seq: int) -> None:
        if side == "office":
            self.office_head = seq
        else:
            self.client_head = seq

    def posted(self, side: Side, now: Instant) -> bool:
        """Take the next number for a message of this side; true if it reopened the conversation (R5, R6)."""
        self.head += 1
        self.last_at = max(now, self.last_at)
        if side == "office":
            self.office_head = self.head
            self.needs_answer_since = self.office_remind_from = None
            return False
        self.client_head = self.head
        reopened = self.closed_at is not None
        self.closed_at = self.closed_by = None
        if self.needs_answer_since is None:
            self.needs_answer_since = self.last_at
        if self.office_remind_from is None:
            self.office_remind_from = self.last_at
        return reopened


# In the order of ids, so that two transactions never wait for each other. A changed key is not meant: NO KEY.
LOCK = quiet(
    "SELECT c.id FROM {v} JOIN conversation c ON c.id = v.conversation ORDER BY c.id {for_update:c}",
    conversation=int,
)

# Only once they are locked: a statement that has to wait sees what was there when it began to, also an access that
# was taken meanwhile.
# Two subqueries instead of joins: PostgreSQL then looks up one colleague, and does not walk through the office.
STANDINGS = statement(
    """
    SELECT v.person, v.side, p.first_name || ' ' || p.last_name,
           v.side = 'office' AND p.active AND coalesce((
               SELECT s.active AND s.role <> 'support' FROM staff s
               WHERE s.office_id = c.office_id AND s.person_id = v.person), false),
           CASE WHEN v.side = 'client' AND p.active THEN (
               SELECT k.profile FROM client k
               WHERE k.dossier_id = c.dossier_id AND k.person_id = v.person) END,
           c.id, c.office_id, c.dossier_id, c.private_to, c.starter_id, c.head, c.office_head, c.client_head,
           c.last_at, c.needs_answer_since, c.dismissed_upto, c.office_remind_from, c.closed_at, c.closed_by,
           CASE WHEN c.private_to IS NULL THEN true ELSE EXISTS (
               SELECT 1 FROM client k WHERE k.dossier_id = c.dossier_id AND k.person_id = c.private_to) END
    FROM {v}
    JOIN conversation c ON c.id = v.conversation
    JOIN person p ON p.id = v.person
    """,
    conversation=int,
    person=int,
    side=str,
)

STORE = statement(
    """
    UPDATE conversation SET
        head = v.head, office_head = v.office_head, client_head = v.client_head, last_at = v.last_at,
        needs_answer_since = v.needs_answer_since, dismissed_upto = v.dismissed_upto,
        office_remind_from = v.office_remind_from, closed_at = v.closed_at, closed_by = v.closed_by
    FROM {v} WHERE conversation.id = v.id
    """,
    id=int,
    head=int,
    office_head=int,
    client_head=int,
    last_at=int,
    needs_answer_since=int,
    dismissed_upto=int,
    office_remind_from=int,
    closed_at=int,
    closed_by=int,
)


Claim = tuple[int, int, Side]  # a conversation, and the person who wants to act in it as staff or as client


class Reader(Struct, frozen=True):
    """One who asks, as the transaction saw him: his name and his standing toward one conversation."""

    name: str
    works_there: bool
    profile: str | None


def lock(work: Work, claims: Iterable[Claim], *also: Ask) -> Steps[list[list[Row]]]:
    """Lock the conversations, sorted, and remember the standing of each who claims one. The rows of `also` are read
    on the same trip."""
    missing = sorted({claim for claim in claims if claim not in work.readers})
    if not missing:
        found: list[list[Row]] = (yield also) if also else []
        return found
    conversations, people, sides = zip(*missing, strict=True)
    yield LOCK(conversation=sorted(set(conversations)))
    others: list[list[Row]]
    rows, *others = yield (
        STANDINGS(conversation=conversations, person=people, side=sides),
        *also,
    )
    for person, side, name, works_there, profile, *columns in rows:
        facts = Facts(*columns)
        work.conversations.setdefault(facts.id, facts)
        work.readers[facts.id, person, side] = Reader(name, bool(works_there), profile)
    return others


def reach(work: Work, by: Principal, conversation: int) -> tuple[Facts, Reader]:
    """The locked conversation, if it exists for who asks; `NotFound` otherwise (S1)."""
    facts = work.conversations.get(conversation)
    reader = work.readers.get((conversation, by.person_id, by.side))
    if facts is None or reader is None:
        raise NotFound()
    own = facts.office_id == by.office_id
    if not access.reaches(by.side, own, reader.works_there, reader.profile, facts.private_to, by.person_id):
        raise NotFound()
    return facts, reader


def store(changed: Iterable[Facts]) -> Steps[None]:
    """Write back what changed."""
    rows = list({facts.id: facts for facts in changed}.values())
    if rows:
        yield STORE(**{name: [getattr(facts, name) for facts in rows] for name in STORE.columns})
