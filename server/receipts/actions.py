"""Raising the marks of readers, many at once."""

from msgspec import Struct

from server.accounts.principal import Principal
from server.clock import Instant, iso
from server.conversations.facts import Facts, lock, reach
from server.errors import NotFound, Refused
from server.frames import NOTHING, Nothing
from server.receipts.frames import ReceiptNews
from server.receipts.rules import Marks, rise
from server.rows import Steps, statement
from server.streams.actions import personal_stream
from server.work import Work

Asked = tuple[int, int, int]
Key = tuple[int, int]


class Raise(Struct, frozen=True):
    """What one device says it has: (conversation, delivered_upto, read_upto) each."""

    by: Principal
    marks: list[Asked]


class Standing(Struct):
    """A seat as it stood, and as it rises within this transaction."""

    by: Principal
    facts: Facts
    was: Marks
    unread_since: Instant | None
    now: Marks


SEATS = statement(
    """
    SELECT s.conversation_id, s.person_id, s.delivered_upto, s.read_upto, s.unread_since
    FROM {v} JOIN seat s ON s.conversation_id = v.conversation AND s.person_id = v.person
    """,
    conversation=int,
    person=int,
)

OLDEST_UNREAD = statement(
    """
    SELECT v.conversation, v.person, min(m.at) FROM {v}
    JOIN message m ON m.conversation_id = v.conversation AND m.seq > v.above
    WHERE m.side = 'office' AND m.deleted_at IS NULL
    GROUP BY v.conversation, v.person
    """,
    conversation=int,
    person=int,
    above=int,
)

STORE = statement(
    """
    INSERT INTO seat (conversation_id, person_id, side, active, first, delivered_upto, read_upto, delivered_at,
        read_at, unread_since)
    SELECT v.conversation, v.person, v.side, true, 0, v.delivered_upto, v.read_upto, v.delivered_at, v.read_at,
        v.unread_since
    FROM {v} WHERE true
    ON CONFLICT (conversation_id, person_id) DO UPDATE SET
        delivered_upto = excluded.delivered_upto, read_upto = excluded.read_upto,
        delivered_at = coalesce(excluded.delivered_at, seat.delivered_at),
        read_at = coalesce(excluded.read_at, seat.read_at), unread_since = excluded.unread_since
    """,
    conversation=int,
    person=int,
    side=str,
    delivered_upto=int,
    read_upto=int,
    delivered_at=int,
    read_at=int,
    unread_since=int,
)

REMEMBER = statement(
    """
    INSERT INTO mark (conversation_id, person_id, delivered_upto, read_upto, at)
    SELECT v.conversation, v.person, v.delivered_upto, v.read_upto, v.at FROM {v}
    """,
    conversation=int,
    person=int,
    delivered_upto=int,
    read_upto=int,
    at=int,
)


def raise_marks(work: Work, raises: list[Raise]) -> Steps[list[Nothing | Refused]]:
    """Raise what rises; nothing else changes. A conversation out of reach is skipped and answered `NotFound`."""
    yield from lock(
        work, [(asked[0], one.by.person_id, one.by.side) for one in raises for asked in one.marks]
    )
    standings = yield from _standings(work, raises)
    answers = [_raise(one, standings) for one in raises]
    risen = [standing for standing in standings.values() if standing.now != standing.was]
    yield from _stop_clocks(risen)
    yield from _store(work, risen)
    for standing in risen:
        _announce(work, standing)
    return answers


def _standings(work: Work, raises: list[Raise]) -> Steps[dict[Key, Standing]]:
    """The seats in question that exist for who asks."""
    standings: dict[Key, Standing] = {}
    for one in raises:
        for conversation, _, _ in one.marks:
            try:
                facts, _reader = reach(work, one.by, conversation)
            except NotFound:
                continue
            key = (conversation, one.by.person_id)
            standings.setdefault(key, Standing(one.by, facts, Marks(), None, Marks()))
    if standings:
        keys = list(standings)
        rows = yield SEATS(conversation=[key[0] for key in keys], person=[key[1] for key in keys])
        for conversation, person, delivered, read, unread_since in rows:
            standing = standings[conversation, person]
            standing.was = standing.now = Marks(delivered, read)
            standing.unread_since = unread_since
    return standings


def _raise(one: Raise, standings: dict[Key, Standing]) -> Nothing | Refused:
    refused = None
    for conversation, delivered, read in one.marks:
        standing = standings.get((conversation, one.by.person_id))
        if standing is None:
            refused = NotFound()
        else:
            standing.now = rise(standing.now, Marks(delivered, read), standing.facts.head)
    return refused or NOTHING


def _stop_clocks(risen: list[Standing]) -> Steps[None]:
    """Who has read the office's last message is owed no mail; who read a part is owed one later (R7)."""
    behind: list[Standing] = []
    for standing in risen:
        if standing.now.read_upto >= standing.facts.office_head:
            standing.unread_since = None
        elif standing.unread_since is not None and standing.now.read_upto > standing.was.read_upto:
            behind.append(standing)
    if not behind:
        return
    rows = yield OLDEST_UNREAD(
        conversation=[standing.facts.id for standing in behind],
        person=[standing.by.person_id for standing in behind],
        above=[standing.now.read_upto for standing in behind],
    )
    oldest = {(conversation, person): at for conversation, person, at in rows}
    for standing in behind:
        standing.unread_since = oldest.get((standing.facts.id, standing.by.person_id))


def _store(work: Work, risen: list[Standing]) -> Steps[None]:
    if not risen:
        return
    conversations = [standing.facts.id for standing in risen]
    people = [standing.by.person_id for standing in risen]
    delivered = [standing.now.delivered_upto for standing in risen]
    read = [standing.now.read_upto for standing in risen]
    yield STORE(
        conversation=conversations,
        person=people,
        side=[standing.by.side for standing in risen],
        delivered_upto=delivered,
        read_upto=read,
        delivered_at=[_if(s.now.delivered_upto > s.was.delivered_upto, work.now) for s in risen],
        read_at=[_if(s.now.read_upto > s.was.read_upto, work.now) for s in risen],
        unread_since=[standing.unread_since for standing in risen],
    )
    yield REMEMBER(
        conversation=conversations,
        person=people,
        delivered_upto=delivered,
        read_upto=read,
        at=[work.now] * len(risen),
    )


def _if(rose: bool, at: Instant) -> Instant | None:
    return at if rose else None


def _announce(work: Work, standing: Standing) -> None:
    """Staff see every mark; a client's own go to his other devices; staff's never reach a client (S69)."""
    facts, by = standing.facts, standing.by
    d = ReceiptNews(
        facts.id, by.person_id, standing.now.delivered_upto, standing.now.read_upto, iso(work.now)
    )
    work.announce(facts.office_id, facts.office_stream, "receipt", d, conversation=facts.id)
    if by.side == "client":
        own = personal_stream(facts.office_id, by.person_id)
        work.announce(facts.office_id, own, "receipt", d, conversation=facts.id)
